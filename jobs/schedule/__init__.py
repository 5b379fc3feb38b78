"""When notices go: timings, quiet hours, slots and the runs they make."""
