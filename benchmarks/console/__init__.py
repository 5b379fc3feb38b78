"""How long the console's pages take in a town that has been at work for a year."""
