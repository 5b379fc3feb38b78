"""`python -m benchmarks.train.danger` teaches the ear for danger anew and writes what it learned.

With `--strangers` each writer is first left out once, to see how well strangers are heard, which
takes a few minutes; then the ear learns from all of them.
Nothing is drawn at random: the same texts give the same ear.
"""

import hashlib
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.corpus import MaterialMissingError
from benchmarks.train.logistic import Floats, fit, rows
from benchmarks.train.utterances import (
    NONE,
    RULED,
    WRITERS,
    Listener,
    Utterance,
    harmless,
    written,
)
from knowledge.danger import ENOUGH
from knowledge.ear import BUCKETS, FOLDER, KIND_BUCKETS, Ear, level, pieces

HARMLESS_WORTH, TITLE_WORTH = 0.3, 2.0
MILD, ROUNDS = 0.003, 200
KIND_MILD, KIND_ROUNDS = 0.05, 60
EVIDENCE = np.array([0.0, 0.8, 1.0, 1.5, 1.7, 3.5])  # what each level of the rules is worth
LENIENCE = 0.8  # one danger missed is worse than one heard too many
FINEST = 127

Said = dict[str, list[Utterance]]


def main() -> int:
    """Teach, measure on writers left out, and write."""
    listener = Listener()
    try:
        others = harmless(listener)
    except MaterialMissingError as error:
        print(error, file=sys.stderr)
        return 1
    said = {name: written(listener, name) for name in WRITERS}
    for name in WRITERS if "--strangers" in sys.argv else ():
        if name != RULED:
            _leave_out(name, said, others)
    everyone = [one for name in WRITERS for one in said[name]]
    ear = _ear(everyone, others, listener.names)
    print(f"{_write(ear, FOLDER)} bytes written to {FOLDER}")
    return 0


def _leave_out(name: str, said: Said, others: Sequence[Utterance]) -> None:
    """Print how often a stranger raises the alarm, by the rules, by the ear and by both."""
    known = [one for writer in said if writer != name for one in said[writer]]
    weights, bias = _taught(known, others)
    heard = np.array([_loudness(one, weights) + bias for one in said[name]])
    rules = np.array([one.weight for one in said[name]]) >= ENOUGH
    both = heard + EVIDENCE[[level(one.weight) for one in said[name]]] + LENIENCE
    ways = np.array([one.way for one in said[name]])
    for title, alarms in (("rules", rules), ("ear", heard >= 0), ("both", both >= 0)):
        shares = (f"{way} {alarms[ways == way].mean():.3f}" for way in dict.fromkeys(ways))
        print(f"{name} left out, {title}: {', '.join(shares)}")


def _taught(said: Sequence[Utterance], others: Sequence[Utterance]) -> tuple[Floats, float]:
    everything = [one for one in (*said, *others) if one.text.strip("。，")]
    return fit(
        rows([pieces(one.text) for one in everything]),
        np.array([float(one.kind != NONE) for one in everything]),
        worth=np.array([_worth(one) for one in everything]),
        size=BUCKETS,
        mild=MILD,
        rounds=ROUNDS,
    )


def _worth(one: Utterance) -> float:
    if one.writer in WRITERS:
        return 1.0
    return TITLE_WORTH if one.writer == "title" else HARMLESS_WORTH


def _loudness(one: Utterance, weights: Floats) -> float:
    found = pieces(one.text)
    return float(weights[found].sum()) / math.sqrt(len(found))


def _ear(said: Sequence[Utterance], others: Sequence[Utterance], names: tuple[str, ...]) -> Ear:
    weights, bias = _taught(said, others)
    scale = float(np.abs(weights).max()) / FINEST
    return Ear(
        danger=np.rint(weights / scale).astype(np.int8),
        kinds=_kinds([one for one in said if one.kind != NONE], names),
        names=names,
        scale=scale,
        evidence=(EVIDENCE + bias + LENIENCE).astype(np.float32),
    )


def _kinds(said: Sequence[Utterance], names: tuple[str, ...]) -> NDArray[np.int8]:
    """Learn for each kind what sets it apart from the others, all in one measure."""
    data = rows([np.unique(pieces(one.text) % KIND_BUCKETS) for one in said])
    worth = np.ones(len(said))
    columns = []
    for name in names:
        wanted = np.array([float(one.kind == name) for one in said])
        weights, _ = fit(
            data, wanted, worth=worth, size=KIND_BUCKETS, mild=KIND_MILD, rounds=KIND_ROUNDS
        )
        columns.append(weights)
    table = np.stack(columns, axis=1)
    return np.rint(table * (FINEST / np.abs(table).max())).astype(np.int8)


def _write(ear: Ear, folder: Path) -> int:
    folder.mkdir(exist_ok=True)
    path = folder / "danger.npz"
    np.savez_compressed(
        path,
        danger=ear.danger,
        kinds=ear.kinds,
        names=np.array(ear.names),
        scale=np.array(ear.scale),
        evidence=ear.evidence,
    )
    learned = path.read_bytes()
    told = {"sha256": hashlib.sha256(learned).hexdigest(), "recipe": "benchmarks/train/danger.py"}
    (folder / "danger.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return len(learned)


if __name__ == "__main__":
    sys.exit(main())
