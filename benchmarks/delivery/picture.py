"""Throughput by size, and how long deliveries waited, as one picture."""

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure as Canvas

from benchmarks.delivery.throughput import Drained
from benchmarks.picture import LONG_NUMBER, LOOK, OTHER, OURS, saved_small

COLOURS = (OURS, OTHER)


def draw(folder: Path, drained: Mapping[str, Sequence[Drained]]) -> None:
    """Draw delivery.svg and delivery.png."""
    with mpl.rc_context(LOOK):
        canvas = Canvas(figsize=(10, 3.6), layout="constrained")
        left, right = canvas.subplots(1, 2)
        for colour, (name, runs) in zip(COLOURS, drained.items(), strict=True):
            sizes = [run.groups for run in runs]
            left.plot(sizes, [run.rate for run in runs], "o-", color=colour, label=name)
            shares = np.arange(101)
            right.plot(np.percentile(runs[-1].waits, shares), shares, color=colour, label=name)
        left.set(title="Deliveries a second", xscale="log", xlabel="groups", ylim=(0, None))
        right.set(title="From due to sent", xlabel="seconds", ylabel="% of deliveries")
        left.legend(frameon=False)
        lines, drawn = io.StringIO(), io.BytesIO()
        canvas.savefig(lines, format="svg", metadata={"Date": None})
        canvas.savefig(drawn, format="png", dpi=90)
    plain = LONG_NUMBER.sub(r"\1", lines.getvalue())
    (folder / "delivery.svg").write_text(re.sub(r" ?\n *", " ", plain) + "\n", encoding="utf-8")
    saved_small(drawn, folder / "delivery.png")
