"""The ways of ranking that are compared."""
