"""What residents asked and were told: its record, the gaps in it, the alerts."""
