"""The bot in group chats."""
