"""Reading files into drafts, and drafts into entries."""
