"""Turning vectors so that a question comes to lie beside the articles that answer it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from knowledge.segment import Floats

STEPS, RATE, WARMTH, DROP, PULL = 60, 3e-3, 12.0, 0.3, 1e-3
BATCH, PHRASES, STRANGERS, BY_ANSWER = 256, 128, 4_000, 0.4

Gold = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Pupils:
    """Plain vectors of questions, of lawyers' answers to them, and the rows of articles meant."""

    asked: Floats
    answered: Floats
    gold: Gold

    def drawn(self, chance: np.random.Generator, count: int) -> tuple[Floats, list[Sequence[int]]]:
        """Draw some at random; now and then the answer stands in for the question."""
        drawn = chance.choice(len(self.asked), min(count, len(self.asked)), replace=False)
        by_answer = chance.random(len(drawn)) < BY_ANSWER
        rows = np.where(by_answer[:, None], self.answered[drawn], self.asked[drawn])
        return rows.astype(np.float32), [self.gold[one] for one in drawn]


def learn_turns(
    residents: Pupils, phrases: Pupils, said: Floats, *, seed: int = 0, warmth: float = WARMTH
) -> Floats:
    """Learn one matrix for questions and one for articles, from plain vectors.

    `residents` are labelled questions, `phrases` those of the starter entries; articles are rows
    of `said`. Every step tells the right ones from all other answers and from strangers.
    """
    chance, size = np.random.default_rng(seed), said.shape[1]
    torch.manual_seed(seed)
    turns = torch.zeros(2, size, size, requires_grad=True)
    warm = torch.tensor(float(np.log(warmth)), requires_grad=True)
    steps = torch.optim.Adam([turns, warm], lr=RATE)
    known = np.unique(np.concatenate([list(one) for one in (*residents.gold, *phrases.gold)]))
    for step in range(STEPS):
        for group in steps.param_groups:
            group["lr"] = RATE * (1 - step / STEPS) + 1e-5
        rows, gold = residents.drawn(chance, BATCH)
        more, cited = phrases.drawn(chance, PHRASES)
        strangers = chance.choice(len(said), min(STRANGERS, len(said)), replace=False)
        pool = np.unique(np.concatenate((known, strangers)))
        left = functional.dropout(torch.from_numpy(np.concatenate((rows, more))), DROP)
        right = torch.from_numpy(said[pool])
        alike = _turned(left, turns[0]) @ _turned(right, turns[1]).T * warm.exp()
        wanted = torch.from_numpy(_wanted([*gold, *cited], pool))
        loss = -(wanted * functional.log_softmax(alike, -1)).sum(-1).mean()
        loss = loss + PULL * (turns**2).sum()
        steps.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        steps.step()
    return turns.detach().numpy().astype(np.float32)


def _turned(rows: torch.Tensor, turn: torch.Tensor) -> torch.Tensor:
    return functional.normalize(rows + rows @ turn, dim=-1)


def _wanted(gold: Gold, pool: NDArray[np.int64]) -> Floats:
    wanted = np.zeros((len(gold), len(pool)), np.float32)
    for row, one in enumerate(gold):
        wanted[row, np.searchsorted(pool, list(one))] = 1 / len(one)
    return wanted
