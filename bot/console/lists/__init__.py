"""Lists and documents that staff bring in, look over, and take out again."""
