"""Grid workers and staff in their private chats."""
