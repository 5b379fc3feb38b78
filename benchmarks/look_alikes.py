"""Make knowledge/starter/look-alikes.yaml: characters that fonts draw nearly alike.

    python -m benchmarks.look_alikes LAWS FONT…

reads the characters that occur in the texts under LAWS, draws each with every font, blurs it,
and lists for each one those whose pictures correlate with its own.
"""

import sys
from collections import Counter
from pathlib import Path

import numpy as np
from matplotlib.ft2font import FT2Font
from numpy.typing import NDArray

OUT = Path(__file__).parent.parent / "knowledge" / "starter" / "look-alikes.yaml"
SAME, LIKE = 0.70, 0.55
SEEN = 3  # a character this rare in the laws is left out
SIZE, SIDE = 40, 48
_BLUR = np.array([1, 2, 3, 2, 1]) / 9
_HEADER = """# 看起来相像、容易看错写错的字，由 benchmarks/look_alikes.py 比较字形图像得出。
# 每个字：先是几乎一样的字，斜线后是比较像的字。
"""

Pictures = NDArray[np.float32]


def main(laws: Path, fonts: list[Path]) -> None:
    """Write the table anew."""
    letters = _letters(laws)
    alike: Pictures = np.mean([_correlation(letters, font) for font in fonts], axis=0)
    np.fill_diagonal(alike, 0)
    lines = []
    for letter, row in zip(letters, alike, strict=True):
        order = [place for place in np.argsort(-row, kind="stable") if row[place] > LIKE]
        same = "".join(letters[place] for place in order if row[place] > SAME)
        like = "".join(letters[place] for place in order if row[place] <= SAME)
        if order:
            lines.append(f"{letter}: {same}/{like}\n")
    OUT.write_text(_HEADER + "".join(lines), encoding="utf-8")


def _letters(laws: Path) -> list[str]:
    seen: Counter[str] = Counter()
    for path in sorted(laws.rglob("*.md")):
        seen.update(path.read_text(encoding="utf-8"))
    return sorted(
        letter for letter, count in seen.items() if count >= SEEN and "\u4e00" <= letter <= "\u9fff"
    )


def _correlation(letters: list[str], path: Path) -> Pictures:
    font = FT2Font(str(path))
    font.set_size(SIZE, 72)
    pictures = np.array([_picture(font, letter) for letter in letters], dtype=np.float32)
    pictures -= pictures.mean(axis=0)
    pictures /= np.linalg.norm(pictures, axis=1, keepdims=True)
    return pictures @ pictures.T


def _picture(font: FT2Font, letter: str) -> Pictures:
    glyph = font.load_char(ord(letter))
    font.set_text(letter)
    font.draw_glyphs_to_bitmap()
    drawn = np.asarray(font.get_image(), dtype=np.float32) / 255
    picture = np.zeros((SIDE, SIDE), dtype=np.float32)
    top = max(0, (SIDE - SIZE) // 2 + int(SIZE * 0.88) - glyph.horiBearingY // 64)
    left = max(0, (SIDE - SIZE) // 2 + glyph.horiBearingX // 64)
    drawn = drawn[: SIDE - top, : SIDE - left]
    picture[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    for axis in (0, 1):
        picture = np.apply_along_axis(np.convolve, axis, picture, _BLUR, "same")
    return picture[::2, ::2].ravel()


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
