"""People on the staff: who they are, what they may do, how they get in."""
