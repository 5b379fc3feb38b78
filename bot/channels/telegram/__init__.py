"""Telegram: a bot in group chats and private chats."""
