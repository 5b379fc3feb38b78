"""The figures of a stretch of days: what was asked, what was sent, as charts and tables."""
