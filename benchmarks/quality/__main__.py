"""`python -m benchmarks.quality` measures every method and writes quality.md with its pictures.

Names after it measure these methods only and print the page without keeping it.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.corpus import ROOT, MaterialMissingError
from benchmarks.quality import page, picture, reliability, running
from benchmarks.quality.material import load
from benchmarks.quality.measuring import measured
from benchmarks.quality.page import Row
from benchmarks.quality.roster import CONTENDERS

BESIDE = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"


def main(names: Sequence[str]) -> int:
    """Measure what is not kept already, then write and draw."""
    unknown = set(names) - {one.name for one in CONTENDERS}
    if unknown:
        there = "; ".join(one.name for one in CONTENDERS)
        print(f"There is no “{unknown.pop()}”; there are: {there}.", file=sys.stderr)
        return 1
    try:
        material = load()
    except MaterialMissingError as error:
        print(error, file=sys.stderr)
        return 1
    chosen = [one for one in CONTENDERS if not names or one.name in names]
    rows = [Row(one, *measured(one, material)) for one in chosen]
    text = page.write(rows, material, [] if names else running.measured(material))
    print(text)
    if not names:
        (BESIDE / "quality.md").write_text(text, encoding="utf-8")
        picture.draw(BESIDE, rows)
        reliability.draw(IMAGES, "reliability-words", reliability.of_rows(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
