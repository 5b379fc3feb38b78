"""How fast the program is and how much it needs: `python -m benchmarks`, or `make bench`."""
