"""How long the import of all laws takes, from the command to the index on disk."""

from benchmarks.cores import ALL
from benchmarks.corpus import Corpus
from benchmarks.figures import Figure, Part


def measure(corpus: Corpus) -> Part:
    """Tell how long the corpus took to prepare: that was the import command."""
    note = f"{corpus.imported:,} entries, {len(ALL)} cores"
    return Part((Figure("import of all laws", corpus.import_seconds, "s", 60, note=note),))
