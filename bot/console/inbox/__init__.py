"""What residents asked that waits for staff: no answer, a poor one, a person wanted, a danger."""
