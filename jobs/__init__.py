"""What happens by the clock, and the record of it."""
