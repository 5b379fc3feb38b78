"""The first page: what waits for whoever is signed in, and what goes out today."""
