"""Notices: drafted, checked, reviewed, rendered, stopped, taken back."""
