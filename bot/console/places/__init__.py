"""Where notices go: groups and grids."""
