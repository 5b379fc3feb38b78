"""Turning vectors so that a question comes to lie beside the articles that answer it."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from knowledge.segment import Floats

STEPS, RATE, WARMTH, DROP, PULL = 60, 3e-3, 12.0, 0.3, 1e-3
BATCH, STRANGERS, BY_ANSWER = 256, 12_000, 0.4


def learn_turns(
    asked: Floats,
    answered: Floats,
    said: Floats,
    gold: Sequence[Sequence[int]],
    *,
    seed: int = 0,
    warmth: float = WARMTH,
) -> Floats:
    """Learn one matrix for questions and one for articles, from plain vectors.

    `gold` names, for each row of `asked` (and of `answered`, the lawyers' answers), the rows of
    `said` that answer it. Every step tells them from all other answers and from strangers.
    """
    chance, size = np.random.default_rng(seed), asked.shape[1]
    torch.manual_seed(seed)
    turns = torch.zeros(2, size, size, requires_grad=True)
    warmth = torch.tensor(float(np.log(warmth)), requires_grad=True)
    steps = torch.optim.Adam([turns, warmth], lr=RATE)
    known = np.unique(np.concatenate([list(one) for one in gold]))
    for step in range(STEPS):
        for group in steps.param_groups:
            group["lr"] = RATE * (1 - step / STEPS) + 1e-5
        batch = chance.choice(len(asked), min(BATCH, len(asked)), replace=False)
        by_answer = chance.random(len(batch)) < BY_ANSWER
        rows = np.where(by_answer[:, None], answered[batch], asked[batch])
        strangers = chance.choice(len(said), min(STRANGERS, len(said)), replace=False)
        pool = np.unique(np.concatenate((known, strangers)))
        left = functional.dropout(torch.from_numpy(rows), DROP)
        right = torch.from_numpy(said[pool])
        alike = _turned(left, turns[0]) @ _turned(right, turns[1]).T * warmth.exp()
        wanted = torch.from_numpy(_wanted(batch, gold, pool))
        loss = -(wanted * functional.log_softmax(alike, -1)).sum(-1).mean()
        loss = loss + PULL * (turns**2).sum()
        steps.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        steps.step()
    return turns.detach().numpy().astype(np.float32)


def _turned(rows: torch.Tensor, turn: torch.Tensor) -> torch.Tensor:
    return functional.normalize(rows + rows @ turn, dim=-1)


def _wanted(
    batch: NDArray[np.int64], gold: Sequence[Sequence[int]], pool: NDArray[np.int64]
) -> Floats:
    wanted = np.zeros((len(batch), len(pool)), np.float32)
    for row, number in enumerate(batch):
        places = np.searchsorted(pool, list(gold[number]))
        wanted[row, places] = 1 / len(places)
    return wanted
