"""The staff console: township staff keep the knowledge, send notices and read the figures."""
