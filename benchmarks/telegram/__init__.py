"""The Telegram channel measured whole: a crowd writes through the webhook, replies are counted."""
