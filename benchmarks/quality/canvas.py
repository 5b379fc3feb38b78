"""How the pictures look, and how they are kept: one SVG, and one PNG for where SVG is not shown."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure
from PIL import Image

from benchmarks.picture import LOOK

DPI = 90
COLOURS = 64
FONTS = ["Noto Sans CJK SC", "Noto Sans CJK JP", "DejaVu Sans"]
_LONG_NUMBER = re.compile(r"(\d+\.\d)\d{3,}")  # a tenth of a point is finer than the eye


@contextmanager
def drawn(folder: Path, name: str, *, size: tuple[float, float]) -> Iterator[Figure]:
    """Give a canvas to draw on; it is kept as name.svg and name.png afterwards."""
    with mpl.rc_context({**LOOK, "font.sans-serif": FONTS, "axes.unicode_minus": False}):
        canvas = Figure(figsize=size, layout="constrained")
        yield canvas
        lines, dots = io.StringIO(), io.BytesIO()
        canvas.savefig(lines, format="svg", metadata={"Date": None})
        canvas.savefig(dots, format="png", dpi=DPI)
    folder.mkdir(parents=True, exist_ok=True)
    plain = re.sub(r" ?\n *", " ", _LONG_NUMBER.sub(r"\1", lines.getvalue()))
    (folder / f"{name}.svg").write_text(plain + "\n", encoding="utf-8")
    small = Image.open(dots).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(folder / f"{name}.png", optimize=True)
