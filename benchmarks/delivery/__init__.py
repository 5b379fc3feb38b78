"""Delivery measured whole: real processes, real databases, and platforms faked over HTTP."""
