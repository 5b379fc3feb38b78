"""Our full ranking, learned anew from the questions of each fold."""

from collections.abc import Sequence
from dataclasses import replace

from benchmarks.quality.material import Material, Question
from benchmarks.quality.methods.method import LIMIT
from benchmarks.quality.splits import by_chance, by_law
from benchmarks.train.examples import UNKNOWN, examples, label, learn_beside, learn_from
from benchmarks.train.growing import grow
from benchmarks.train.library import Library, open_library
from knowledge import starter_files
from knowledge.ranking.meaning import load_meaning
from knowledge.ranking.ranker import Ranker
from knowledge.reading import Reader
from knowledge.vocabulary import count_words
from knowledge.wordings import load_wordings

INSIDE = 4  # parts of the training questions, each seen by what the others taught


class LearnedRanking:
    """Words, meaning and labelled questions, weighed by trees; vectors know no question."""

    name = "Mingbai, learned"

    def __init__(self, material: Material) -> None:
        meaning = load_meaning()
        if meaning is None:
            raise FileNotFoundError("knowledge/learned/meaning.npz")
        self._meaning = meaning
        self._library = open_library(material, meaning)
        self._laws, self._reader = material.law_of, _reader(self._library)
        self._ranker: Ranker | None = None

    def fit(self, train: Sequence[Question]) -> None:
        """Learn turns, lessons and trees from these questions alone."""
        library = self._library
        labelled, folds = label(train, library), by_chance(train, folds=INSIDE)
        laws = by_law(train, self._laws, folds=INSIDE)
        known, unknown = (
            map(library.ranker, learn_beside(labelled, one, library, self._meaning))
            for one in (folds, laws)
        )
        made = examples(labelled, folds, known, library)
        others = examples(labelled, laws, unknown, library, worth=UNKNOWN)
        learned = learn_from(labelled, library, self._meaning)
        self._ranker = library.ranker(
            replace(learned, forest=grow([*made.values(), *others.values()], seed=0))
        )

    def rank(self, question: str) -> list[int]:
        """Read as the program reads, then rank; a place in the library is the article's id."""
        library, ranker = self._library, self._ranker
        ids = library.splitter.ids(self._reader.read(question).text)
        if ranker is None or not len(ids):
            return []
        places, _weights = ranker.rank(ranker.views(ids, (library.segment, library.empty)))
        return [int(place) for place in places[:LIMIT]]


def _reader(library: Library) -> Reader:
    """Read pinyin, popular words and mistyped characters, knowing the words of the library."""
    names, wordings = starter_files.load_law_names().aliases, load_wordings()
    splitter = library.splitter
    said = (document.text for document in library.documents)
    asked = (text for _place, entry in library.entries for text in entry.wordings)
    words = count_words(said, (*asked, *wordings.words, *names), cut=splitter.cut)
    return Reader(words, wordings, names, cut=splitter.cut, known=splitter.knows)
