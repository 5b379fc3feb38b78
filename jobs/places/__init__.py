"""Where notices go: grids, their workers, groups and how they are reached."""
