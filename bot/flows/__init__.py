"""Conversations of several steps, the same in every channel: small state machines over values."""
