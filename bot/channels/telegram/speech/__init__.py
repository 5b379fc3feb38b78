"""What goes to Telegram: paced, split, and said so that it arrives."""
