"""Counterparts of the outside world that tests and benchmarks talk to over real HTTP."""
