"""Found, placed and timed: every method as a dot with its interval."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes

from benchmarks.picture import INK, OTHER, OURS
from benchmarks.quality.asking import Run
from benchmarks.quality.bootstrap import Floats, estimate
from benchmarks.quality.canvas import drawn
from benchmarks.quality.page import Row

HARDER, QUIET = "#c46210", "#6b7f8a"  # told apart by any eyes, and by their shapes
NEAR, FAR = 0.1, 0.9
ROW_INCHES = 0.62


def draw(folder: Path, rows: Sequence[Row]) -> None:
    """Draw quality.svg and quality.png."""
    with drawn(folder, "quality", size=(13.3, 1.5 + ROW_INCHES * len(rows))) as canvas:
        left, middle, right = canvas.subplots(1, 3, sharey=True, width_ratios=(1.25, 1, 1))
        _dots(
            left, rows, lambda run: run.recall(10), title="Right articles in the first ten (R@10)"
        )
        _dots(middle, rows, lambda run: run.reciprocal, title="Place of the first (MRR@10)")
        _times(right, rows)
        left.set_yticks(range(len(rows)), [row.contender.name for row in rows])
        left.invert_yaxis()
        handles, names = left.get_legend_handles_labels()
        canvas.legend(handles, names, loc="outside lower left", ncols=3, frameon=False)


def _dots(axes: Axes, rows: Sequence[Row], measure: Callable[[Run], Floats], *, title: str) -> None:
    for place, row in enumerate(rows):
        colour = OURS if row.contender.ours else INK
        laws, typos, clean = row.results.laws, row.results.typos, row.results.folds
        mean = _dot(axes, measure(clean), place, colour, "o", "all questions, with 95% interval")
        _dot(axes, measure(laws), place + 0.22, HARDER, "D", "about laws never learnt from")
        _dot(axes, measure(typos), place + 0.22, QUIET, "v", "one typo in each", bar=False)
        axes.annotate(
            f"{mean:.3f}", (mean, place - 0.14), ha="center", va="bottom", color=colour, fontsize=10
        )
    axes.set(title=title, xlim=(NEAR, FAR), ylim=(-0.6, len(rows) - 0.4))
    axes.grid(axis="x", color=OTHER, linewidth=0.5, alpha=0.5)
    axes.tick_params(axis="y", length=0)


def _dot(
    axes: Axes, values: Floats, at: float, colour: str, shape: str, name: str, *, bar: bool = True
) -> float:
    """Mark a mean; only the first row's marks are named in the legend."""
    value = estimate(values)
    label = name if name not in axes.get_legend_handles_labels()[1] else None
    if bar:
        axes.plot((value.low, value.high), (at, at), color=colour, linewidth=2, alpha=0.6)
    axes.plot(value.mean, at, shape, color=colour, markersize=7, label=label, linestyle="")
    return value.mean


def _times(axes: Axes, rows: Sequence[Row]) -> None:
    for place, row in enumerate(rows):
        middle, late = np.percentile(row.results.folds.ms, (50, 99))
        colour = OURS if row.contender.ours else INK
        axes.plot((middle, late), (place, place), color=colour, linewidth=2, alpha=0.6)
        axes.plot(middle, place, "o", color=colour, markersize=7)
        axes.plot(late, place, "|", color=colour, markersize=10)
        said = f"{middle:,.1f} ms" if middle < 100 else f"{middle:,.0f} ms"
        axes.annotate(said, (middle, place - 0.14), ha="center", va="bottom", color=colour)
    axes.set(title="Time of one question, p50 to p99", xscale="log", xlabel="ms on one core")
    axes.set_xlim(0.1, 10_000)
    axes.grid(axis="x", color=OTHER, linewidth=0.5, alpha=0.5)
    axes.tick_params(axis="y", length=0)
