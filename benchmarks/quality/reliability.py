"""How sure it said it was against how often it was right, and what it is sure about."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes

from benchmarks.picture import INK, OTHER, OURS
from benchmarks.quality.asking import Verdicts
from benchmarks.quality.calibration import Bin, bins_of, calibration_error
from benchmarks.quality.canvas import drawn
from benchmarks.quality.foreign import CREDIT
from benchmarks.quality.page import Row
from benchmarks.quality.picture import HARDER, QUIET

WIDTH, HEIGHT = 13.3, 5.2
STEPS = np.linspace(0, 1, 26)

Judged = tuple[str, Verdicts, Mapping[str, Verdicts]]  # residents, then others by topic


def of_rows(rows: Sequence[Row]) -> list[Judged]:
    """Give what every method that decides has decided."""
    return [
        (row.contender.name, row.results.lay, row.results.foreign)
        for row in rows
        if row.results.lay is not None
    ]


def draw(folder: Path, file: str, judged: Sequence[Judged]) -> None:
    """Draw an SVG and a PNG, a line of panels for each method that decides."""
    if not judged:
        return
    with drawn(folder, file, size=(WIDTH, HEIGHT * len(judged))) as canvas:
        panels = canvas.subplots(len(judged), 2, squeeze=False, width_ratios=(1, 1.3))
        for (left, right), (name, lay, foreign) in zip(panels, judged, strict=True):
            _reliability(left, name, lay)
            _spread(right, lay, foreign)


def _reliability(axes: Axes, name: str, lay: Verdicts) -> None:
    bins = bins_of(lay.confidence, lay.correct)
    axes.plot((0, 1), (0, 1), color=OTHER, linestyle="--", label="as often right as said")
    _gaps(axes, bins)
    sure, right = [one.confidence for one in bins], [one.correct for one in bins]
    axes.plot(sure, right, "o-", color=OURS, markersize=6, label="15 bins of equal size")
    axes.text(0.97, 0.04, f"ECE {calibration_error(bins):.3f}", ha="right", fontsize=13, color=INK)
    axes.set(title=f"{name}: how sure, how often right", xlim=(0, 1), ylim=(0, 1), aspect="equal")
    axes.set(xlabel="confidence", ylabel="share right (first article)")
    axes.legend(frameon=False, loc="upper left")


def _gaps(axes: Axes, bins: Sequence[Bin]) -> None:
    for one in bins:
        ends = (one.confidence, one.correct)
        axes.plot((one.confidence,) * 2, ends, color=OURS, linewidth=1, alpha=0.5)


def _spread(axes: Axes, lay: Verdicts, foreign: Mapping[str, Verdicts]) -> None:
    own = [one.confidence for topic, one in foreign.items() if topic != CREDIT]
    lines = (
        ("questions of residents about law", lay.confidence, OURS, "-"),
        ("everyday sentences", np.concatenate(own), HARDER, "--"),
        (CREDIT, foreign[CREDIT].confidence, QUIET, ":"),
    )
    for name, confidence, colour, style in lines:
        shares = np.histogram(confidence, STEPS)[0] / len(confidence)
        axes.stairs(shares, STEPS, color=colour, linestyle=style, linewidth=2, label=name)
    axes.set(title="How sure it is about what", xlim=(0, 1), xlabel="confidence")
    axes.set_ylabel("share of questions")
    axes.legend(frameon=False, loc="upper right")
