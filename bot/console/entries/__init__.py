"""Knowledge in the console: found, read, written, tried out, reviewed and published."""
