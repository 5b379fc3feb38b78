"""The days of publicity: what the starter brings, and the town's own."""
