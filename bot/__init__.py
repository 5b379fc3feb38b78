"""Whom we talk to: settings, wiring, conversation and channels."""
