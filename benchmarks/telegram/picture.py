"""How fast a crowd is answered, and how fast the webhook takes its messages, as one picture."""

import io
import re
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure as Canvas

from benchmarks.picture import LONG_NUMBER, LOOK, OTHER, OURS, saved_small
from benchmarks.telegram.crowd import Talk


def draw(folder: Path, ours: Sequence[Talk], echo: Sequence[Talk]) -> None:
    """Draw telegram.svg and telegram.png."""
    with mpl.rc_context(LOOK):
        canvas = Canvas(figsize=(10, 3.6), layout="constrained")
        left, right = canvas.subplots(1, 2)
        for colour, name, talks in ((OURS, "answers", ours), (OTHER, "echoes", echo)):
            for talk in talks:
                replies = np.arange(1, len(talk.moments) + 1)
                label = name if talk is talks[0] else None
                left.plot(talk.moments, replies, color=colour, label=label, linewidth=1)
            times = np.concatenate([talk.answers for talk in talks]) * 1_000
            shares = np.arange(101)
            right.plot(np.percentile(times, shares), shares, color=colour)
        left.set(title="Replies that arrived", xlabel="seconds", ylim=(0, None), xlim=(0, None))
        right.set(title="Until the webhook had a message", xlabel="ms", ylabel="% of messages")
        right.set_xlim(0, None)
        left.legend(frameon=False)
        lines, drawn = io.StringIO(), io.BytesIO()
        canvas.savefig(lines, format="svg", metadata={"Date": None})
        canvas.savefig(drawn, format="png", dpi=90)
    plain = LONG_NUMBER.sub(r"\1", lines.getvalue())
    (folder / "telegram.svg").write_text(re.sub(r" ?\n *", " ", plain) + "\n", encoding="utf-8")
    saved_small(drawn, folder / "telegram.png")
