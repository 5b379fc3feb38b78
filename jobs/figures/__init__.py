"""What came of notices, counted."""
