"""Notices in the console: written, looked at, reviewed, followed and reported on."""
