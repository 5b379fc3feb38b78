"""Getting in: accounts, signing in and who is signed in."""
