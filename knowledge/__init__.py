"""What the township knows: entries and their sources, search, and the decision to answer."""
