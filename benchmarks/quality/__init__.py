"""How well questions find their articles, ours and other ways side by side."""
