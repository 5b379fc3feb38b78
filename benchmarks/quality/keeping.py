"""Results kept as plain arrays, so that the page can be written again without asking anew."""

import re
from dataclasses import fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.asking import Results, Run, T, Verdicts
from benchmarks.quality.material import SCRATCH, Material
from benchmarks.quality.roster import Contender


def path_of(contender: Contender, material: Material, *, folder: Path = SCRATCH) -> Path:
    """Say where results are kept: under the method's name, its code and the data."""
    return folder / f"{_slug(contender)}-{material.checksum}-{contender.mark}.npz"


def keep(results: Results, path: Path) -> None:
    """Write results whole or not at all, in the place of those of older code."""
    arrays = _arrays("folds", results.folds) | _arrays("laws", results.laws)
    arrays |= _arrays("typos", results.typos)
    if results.lay:
        arrays |= _arrays("lay", results.lay)
    for topic, verdicts in results.foreign.items():
        arrays |= _arrays(f"foreign:{topic}", verdicts)
    path.parent.mkdir(exist_ok=True)
    waiting = path.with_suffix(".part")
    with waiting.open("wb") as file:
        np.savez_compressed(file, **arrays)
    slug = path.name.rsplit("-", 2)[0]
    for old in path.parent.glob("*.npz"):
        if old.name.rsplit("-", 2)[0] == slug:
            old.unlink()
    waiting.rename(path)


def kept(path: Path) -> Results | None:
    """Read what `keep` wrote, or nothing if there is none."""
    if not path.exists():
        return None
    with np.load(path) as file:
        arrays = dict(file)
    runs = (_made(Run, arrays, name) for name in ("folds", "laws", "typos"))
    lay = _made(Verdicts, arrays, "lay") if "lay/verdict" in arrays else None
    names = dict.fromkeys(key.rpartition("/")[0] for key in arrays)
    topics = [name.partition(":")[2] for name in names if name.startswith("foreign:")]
    return Results(*runs, lay, {t: _made(Verdicts, arrays, f"foreign:{t}") for t in topics})


def _slug(contender: Contender) -> str:
    return re.sub(r"\W+", "_", contender.name.lower())


def _arrays(name: str, value: Run | Verdicts) -> dict[str, NDArray[np.generic]]:
    return {f"{name}/{one.name}": getattr(value, one.name) for one in fields(value)}


def _made(kind: type[T], arrays: dict[str, NDArray[np.generic]], name: str) -> T:
    return kind(*(arrays[f"{name}/{one.name}"] for one in fields(kind)))
