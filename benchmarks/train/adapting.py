"""Learning to turn an embedder's vectors so that questions lie beside what answers them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.train.embedding import Seen
from benchmarks.train.library import Library
from benchmarks.train.turning import Gold, Pupils, learn_turns
from knowledge.ranking.adapter import Adapter
from knowledge.ranking.embedder import of_length_one
from knowledge.ranking.lessons import packed, unpacked
from knowledge.ranking.meaning import ASKING, SAYING
from knowledge.ranking.shelf import cited_places
from knowledge.segment import Floats

SIZE = 256
WARMTH = 30.0  # an embedder puts all texts close together


def learn_adapter(
    seen: Seen, places: Sequence[int], gold: Gold, *, library: Library, seed: int = 0
) -> Adapter:
    """Learn from the questions at these places; `gold` stands in the same order."""
    asked, answered = (rows[list(places)] for rows in (seen.asked, seen.answered))
    said = of_length_one(seen.documents[: len(library.keys)].astype(np.float32))
    residents, phrases = Pupils(asked, answered, gold), _phrased(seen, library)
    turns = learn_turns(residents, phrases, said, seed=seed, warmth=WARMTH)
    whole = np.eye(said.shape[1], dtype=np.float32) + turns
    turned = _halved(whole @ _axes(of_length_one(said[::7] @ whole[SAYING])))
    adapter = Adapter(turned, asked, answered)
    rows = [unpacked(packed(adapter.turned(rows, ASKING))) for rows in (asked, answered)]
    return replace(adapter, asked=rows[0], answered=rows[1])


def _phrased(seen: Seen, library: Library) -> Pupils:
    """Take the phrasings of starter entries for questions that the cited articles answer."""
    cited = [
        cited_places(entry, library.shelf)
        for _place, entry in library.entries
        for _ in entry.wordings
    ]
    kept = [row for row, places in enumerate(cited) if places]
    rows = seen.phrases[kept]
    return Pupils(rows, rows, [cited[row] for row in kept])


def _axes(rows: Floats) -> Floats:
    """Give the axes along which texts differ most."""
    return np.linalg.eigh(rows.T @ rows)[1][:, ::-1][:, :SIZE].astype(np.float32)


def _halved(rows: Floats) -> Floats:
    """Round as it will be kept."""
    return rows.astype(np.float16).astype(np.float32)
