"""`python -m benchmarks` measures everything; `python -m benchmarks answering` one part."""

import os
import platform
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import answering, importing, picture, publishing, serving, starting
from benchmarks.cores import ALL
from benchmarks.corpus import Corpus, MaterialMissingError, prepared
from benchmarks.figures import Part, table

HERE = Path(__file__).parent
PARTS: Mapping[str, Callable[[Corpus], Part]] = {
    "importing": importing.measure,
    "answering": answering.measure,
    "starting": starting.measure,
    "serving": serving.measure,
    "publishing": publishing.measure,  # last: what it publishes would lengthen the next start
}
PAGE = """# Speed

{facts}

{table}

![The same as a picture](speed.svg)

`make bench` measures this anew; the first line of each module beside this page says what and how.
Rates differ from machine to machine; the ratio to the empty route, measured in alternating rounds
in the same minute, on the same core and with the same server, hardly does.
"""


def main(names: list[str]) -> int:
    """Measure, print one table, and keep it with a picture if everything was measured."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"There is no “{unknown[0]}”; there are {', '.join(PARTS)}.", file=sys.stderr)
        return 1
    facts = _facts()
    try:
        with prepared() as corpus:
            measured = {name: _measure(name, corpus) for name in names or PARTS}
    except MaterialMissingError as error:
        print(error, file=sys.stderr)
        return 1
    figures = [figure for part in measured.values() for figure in part.figures]
    print(f"{facts}\n\n{table(figures)}")
    if len(measured) == len(PARTS):
        (HERE / "speed.md").write_text(
            PAGE.format(facts=facts, table=table(figures)), encoding="utf-8"
        )
        taken, rates = measured["answering"].series[0], measured["serving"].series
        picture.draw(HERE, figures, taken=taken, rates=rates)
    return 0 if all(figure.met for figure in figures) else 1


def _measure(name: str, corpus: Corpus) -> Part:
    print(f"measuring: {name} …", file=sys.stderr)
    return PARTS[name](corpus)


def _facts() -> str:
    day = datetime.now(UTC).date()
    load = os.getloadavg()[0]
    return (
        f"Measured on {day}: {_processor()}, {len(ALL)} cores (load {load:.1f} beforehand), "
        f"{platform.system()}, Python {platform.python_version()}. The measured process has one "
        "core; questions come from another."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
