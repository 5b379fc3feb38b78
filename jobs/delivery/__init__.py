"""How notices go: lanes, leases, limits, and one row for each group."""
