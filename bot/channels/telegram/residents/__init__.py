"""Residents in their private chats."""
