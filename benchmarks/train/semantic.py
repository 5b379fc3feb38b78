"""Learning what the `semantic` extra adds: how to turn the embedder's vectors, and more trees."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.quality.material import Material, load
from benchmarks.quality.splits import Fold, by_chance, by_law
from benchmarks.train.adapting import learn_adapter
from benchmarks.train.embedding import Seen, kept, see
from benchmarks.train.examples import Labelled, example, label, learn_from
from benchmarks.train.growing import Lesson, grow
from benchmarks.train.library import Library, open_library
from benchmarks.train.ranking import curves_as_arrays, foreign_texts, forest_as_arrays
from benchmarks.train.trusting import Told, tell, trust
from knowledge.ranking.adapter import CONFIDENCE, FOREST, LEARNED, Adapter
from knowledge.ranking.embedder import NanoEmbedder
from knowledge.ranking.insight import Sight, lay_out
from knowledge.ranking.learned import Arrays, write_learned
from knowledge.ranking.lessons import packed
from knowledge.ranking.meaning import Meaning, load_meaning
from knowledge.ranking.question import Views
from knowledge.ranking.ranker import Ranker
from knowledge.segment import Floats, Segment
from knowledge.terms import NO_IDS, Ids


@dataclass(frozen=True)
class Seeing(Ranker):
    """A ranker that knows the embedder's vector of each question by its terms."""

    sight: Sight
    vectors: dict[bytes, Floats]

    def views(self, ids: Ids, parts: tuple[Segment, Segment], *, beside: Ids = NO_IDS) -> Views:
        """Hold a question against every document, as the embedder sees it too."""
        views = super().views(ids, parts, beside=beside)
        return replace(views, insight=self.sight.look(self.vectors[ids.tobytes()], self.taught))


@dataclass(frozen=True)
class School:
    """Everything that is learned from."""

    library: Library
    meaning: Meaning
    labelled: Labelled
    seen: Seen
    vectors: dict[bytes, Floats]
    known: dict[tuple[int, ...], Seeing] = field(default_factory=dict)

    def ranker(self, places: tuple[int, ...]) -> Seeing:
        """Learn lessons, turns and adapter from the questions at these places; once."""
        if places not in self.known:
            self.known[places] = self._learned(places)
        return self.known[places]

    def _learned(self, places: tuple[int, ...]) -> Seeing:
        labelled = self.labelled.only(places)
        base = self.library.ranker(learn_from(labelled, self.library, self.meaning))
        count = len(self.library.keys)
        adapter = learn_adapter(self.seen, places, labelled.gold, articles=count)
        documents = self.library.documents
        sight = lay_out(documents, self.seen.documents, self.seen.phrases, adapter=adapter)
        return Seeing(base.learned, base.shelf, base.taught, sight, self.vectors)

    def examples(self, folds: Sequence[Fold]) -> dict[int, Lesson]:
        """Describe the candidates of each question by what it had no part in."""
        made = {}
        for fold in folds:
            ranker = self.ranker(fold.train)
            for place in fold.test:
                asked, gold = self.labelled.asked[place], self.labelled.gold[place]
                made[place] = example(asked, gold, self.library, ranker)
        return made

    def tellings(
        self, made: dict[int, Lesson], folds: Sequence[Fold], foreign: Sequence[Ids]
    ) -> tuple[list[Told], list[Told]]:
        """Answer every question, and sentences of other domains, with what others taught."""
        residents, strangers = list[Told](), list[Told]()
        for fold in folds:
            ranker = self.ranker(fold.train)
            forest = grow([made[place] for place in fold.train if place in made], seed=0)
            adapter = replace(_adapter(ranker), forest=forest)
            ranker = replace(ranker, sight=replace(ranker.sight, adapter=adapter))
            for place in fold.test:
                asked, gold = self.labelled.asked[place], self.labelled.gold[place]
                residents.append(tell(asked, self.library, ranker, gold))
            if not strangers:
                strangers = [tell(ids, self.library, ranker) for ids in foreign if len(ids)]
        return residents, strangers


def open_school(material: Material, foreign: Sequence[str] = ()) -> School:
    """Cut and embed everything."""
    meaning = load_meaning()
    if meaning is None:
        raise SystemExit("first: python -m benchmarks.train.vectors")
    library = open_library(material, meaning)
    labelled, seen = label(material.questions, library), see(material, library)
    vectors = {ids.tobytes(): row for ids, row in zip(labelled.asked, seen.asked, strict=True)}
    if foreign:
        rows = kept(foreign, NanoEmbedder().questions).astype(np.float32)
        cut = [library.splitter.ids(text).tobytes() for text in foreign]
        vectors = dict(zip(cut, rows, strict=True)) | vectors
    return School(library, meaning, labelled, seen, vectors)


def main() -> None:
    """Learn adapter, trees and curves from all labelled questions, and write them down."""
    material = load()
    foreign = foreign_texts(material)
    school, folds = open_school(material, foreign), by_chance(material.questions)
    made = school.examples(folds)
    others = school.examples(by_law(material.questions, material.law_of))
    forest = grow([*made.values(), *others.values()], seed=0)
    write_learned(FOREST, forest_as_arrays(forest))
    cut = [school.library.splitter.ids(text) for text in foreign]
    write_learned(CONFIDENCE, curves_as_arrays(trust(*school.tellings(made, folds, cut))))
    adapter = _adapter(school.ranker(tuple(range(len(material.questions)))))
    arrays: Arrays = {
        "columns": np.array([made[0].rows.shape[1]]),  # another row needs other trees
        "turns": adapter.turns.astype(np.float16),
        "asked": packed(adapter.asked),
        "answered": packed(adapter.answered),
    }
    write_learned(LEARNED, arrays)


def _adapter(ranker: Seeing) -> Adapter:
    if ranker.sight.adapter is None:
        raise ValueError("no adapter was laid out")
    return ranker.sight.adapter


if __name__ == "__main__":
    main()
