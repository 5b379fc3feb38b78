"""What comes from Telegram: taken in, kept, and worked off chat by chat."""
