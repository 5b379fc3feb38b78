"""The figures as one picture, for those who look before they read."""

import io
import re
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from PIL import Image

from benchmarks.figures import Figure

OURS, OTHER, WRONG, INK = "#0b7a75", "#9db4c0", "#b3261e", "#253237"
LONG_NUMBER = re.compile(r"(\d+\.\d)\d{3,}")  # a tenth of a point is finer than the eye
LOOK = {
    "font.family": "sans-serif",
    "font.size": 10,
    "svg.fonttype": "none",
    "svg.hashsalt": "mingbai",
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.edgecolor": OTHER,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
}


def draw(
    folder: Path,
    figures: Sequence[Figure],
    *,
    taken: Sequence[float],
    rates: Sequence[Sequence[float]],
) -> None:
    """Draw the figures into speed.svg and speed.png."""
    with mpl.rc_context(LOOK):
        canvas = Canvas(figsize=(13, 3.6), layout="constrained")
        left, middle, right = canvas.subplots(1, 3, width_ratios=(0.8, 1, 1))
        _limits(left, [figure for figure in figures if figure.limit])
        _times(middle, taken)
        _rates(right, *rates)
        lines, drawn = io.StringIO(), io.BytesIO()
        canvas.savefig(lines, format="svg", metadata={"Date": None})
        canvas.savefig(drawn, format="png", dpi=90)
    plain = LONG_NUMBER.sub(r"\1", lines.getvalue())
    (folder / "speed.svg").write_text(re.sub(r" ?\n *", " ", plain) + "\n", encoding="utf-8")
    saved_small(drawn, folder / "speed.png")


def saved_small(drawn: io.BytesIO, path: Path) -> None:
    """Save a drawing with the few colours it has."""
    small = Image.open(drawn).convert("RGB").quantize(16, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def _limits(axes: Axes, figures: list[Figure]) -> None:
    shares = [min(figure.share * 100, 110) for figure in figures]
    colours = [OURS if figure.met else WRONG for figure in figures]
    axes.barh([figure.what for figure in figures], shares, color=colours, height=0.6)
    for place, figure in enumerate(figures):
        value = figure.measured.partition(" (")[0]
        axes.text(118, place, f"{value}   ({figure.target})", va="center", fontsize=9)
    axes.axvline(100, color=INK, linewidth=1, linestyle=":")
    axes.set(title="How much of each limit is used", xlim=(0, 112), xlabel="% of the limit")
    axes.set_xticks((0, 50, 100))
    axes.tick_params(axis="y", length=0)
    axes.invert_yaxis()


def _times(axes: Axes, taken: Sequence[float]) -> None:
    middle, late = np.percentile(taken, (50, 99))
    edge = float(np.percentile(taken, 99.5)) * 1.1
    axes.hist(np.clip(taken, 0, edge), bins=30, histtype="stepfilled", color=OURS)
    for value, name in ((middle, "p50"), (late, "p99")):
        axes.axvline(value, color=INK, linewidth=1, linestyle=":")
        axes.annotate(
            f"{name} {value:.1f} ms",
            (value, 0.94),
            xycoords=("data", "axes fraction"),
            xytext=(4, 0),
            textcoords="offset points",
            fontsize=9,
        )
    axes.set(title="Time of one question", xlabel="ms, search and decision", ylabel="questions")
    axes.set_xlim(0, edge * 1.25)


def _rates(axes: Axes, ours: Sequence[float], empty: Sequence[float]) -> None:
    rounds = np.arange(1, len(ours) + 1)
    axes.bar(rounds - 0.2, empty, 0.38, color=OTHER, label="empty route")
    axes.bar(rounds + 0.2, ours, 0.38, color=OURS, label="POST /api/ask")
    axes.set(title="Requests per second, one core", xlabel="round", xticks=rounds)
    axes.set_ylim(0, max(empty) * 1.22)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.legend(frameon=False, ncols=2, loc="upper left", fontsize=9)
