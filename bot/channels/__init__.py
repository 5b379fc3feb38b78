"""The channels residents write through; each translates for one platform."""
