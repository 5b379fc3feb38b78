"""The library that draws, without its hook into every import of the program."""

import sys

import pygal  # type: ignore[import-untyped]
from pygal.graph.graph import Graph as Graph  # type: ignore[import-untyped]
from pygal.style import Style as Style  # type: ignore[import-untyped]

# The hook looks for maps, which we do not use, in a way that Python warns of.
sys.meta_path[:] = [
    finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)
]

Stacked = pygal.StackedBar
Listed = pygal.HorizontalBar
ListedStacked = pygal.HorizontalStackedBar
