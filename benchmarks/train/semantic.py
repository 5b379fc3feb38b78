"""Learning what the `semantic` extra adds: how to turn the embedder's vectors, and more trees."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.quality.foreign import load_foreign
from benchmarks.quality.material import Material, load
from benchmarks.quality.splits import Fold, by_chance, by_law
from benchmarks.train.adapting import learn_adapter
from benchmarks.train.embedding import Seen, kept, see
from benchmarks.train.examples import UNKNOWN, Labelled, examples, label, learn_from
from benchmarks.train.growing import grow
from benchmarks.train.library import Library, open_library
from benchmarks.train.ranking import curves_as_arrays, cut_foreign, forest_as_arrays, of_places
from benchmarks.train.relying import fitted, report
from benchmarks.train.trusting import tellings
from knowledge.ranking.adapter import CONFIDENCE, FOREST, LEARNED, Adapter
from knowledge.ranking.embedder import NanoEmbedder
from knowledge.ranking.forest import Forest
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
    """Everything that is learned from; `vectors` are the embedder's, by a question's terms."""

    library: Library
    meaning: Meaning
    labelled: Labelled
    seen: Seen
    vectors: dict[bytes, Floats]
    foreign: dict[str, list[Ids]]

    def ranker(self, places: Sequence[int]) -> Seeing:
        """Learn lessons, turns and adapter from the questions at these places."""
        labelled = self.labelled.only(places)
        base = self.library.ranker(learn_from(labelled, self.library, self.meaning))
        adapter = learn_adapter(self.seen, places, labelled.gold, library=self.library)
        documents = self.library.documents
        sight = lay_out(documents, self.seen.documents, self.seen.phrases, adapter=adapter)
        return Seeing(base.learned, base.shelf, base.taught, sight, self.vectors)

    def rankers(self, folds: Sequence[Fold]) -> Iterator[Seeing]:
        """Learn, for each fold, from the questions beside it."""
        return (self.ranker(fold.train) for fold in folds)


def open_school(material: Material) -> School:
    """Cut and embed everything."""
    meaning = load_meaning()
    if meaning is None:
        raise SystemExit("first: python -m benchmarks.train.vectors")
    library = open_library(material, meaning)
    labelled, seen = label(material.questions, library), see(material, library)
    texts = [text for topic in load_foreign(material.folder).values() for text in topic]
    rows = kept(texts, NanoEmbedder().questions).astype(np.float32)
    cut = [library.splitter.ids(text) for text in texts]
    pairs = zip([*cut, *labelled.asked], [*rows, *seen.asked], strict=True)
    vectors = {ids.tobytes(): row for ids, row in pairs}
    return School(library, meaning, labelled, seen, vectors, cut_foreign(material, library))


def main() -> None:
    """Learn adapter, trees and curves from all labelled questions, and write them down."""
    material = load()
    school, folds = open_school(material), by_chance(material.questions)
    labelled, library = school.labelled, school.library
    laws, beside = by_law(material.questions, material.law_of), list(school.rankers(folds))
    made = examples(labelled, folds, beside, library)
    others = examples(labelled, laws, school.rankers(laws), library, worth=UNKNOWN)
    write_learned(FOREST, forest_as_arrays(grow([*made.values(), *others.values()], seed=0)))
    rankers = (
        _weighing(ranker, grow(of_places(fold.train, made, others), seed=0))
        for fold, ranker in zip(folds, beside, strict=True)
    )
    curves, judged = fitted(*tellings(labelled, folds, rankers, library, school.foreign), folds)
    write_learned(CONFIDENCE, curves_as_arrays(curves))
    report(judged)
    adapter = _adapter(school.ranker(range(len(material.questions))))
    width = made[0].rows.shape[1]
    write_learned(LEARNED, _as_arrays(adapter, width))


def _adapter(ranker: Seeing) -> Adapter:
    if ranker.sight.adapter is None:
        raise ValueError("no adapter was laid out")
    return ranker.sight.adapter


def _weighing(ranker: Seeing, forest: Forest) -> Seeing:
    """Give a ranker its trees."""
    adapter = replace(_adapter(ranker), forest=forest)
    return replace(ranker, sight=replace(ranker.sight, adapter=adapter))


def _as_arrays(adapter: Adapter, width: int) -> Arrays:
    return {
        "columns": np.array([width]),  # another row needs other trees
        "turns": adapter.turns.astype(np.float16),
        "asked": packed(adapter.asked),
        "answered": packed(adapter.answered),
    }


if __name__ == "__main__":
    main()
