"""The figures as a page: what was found, by whom, how sure that is, and how fast it went."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from benchmarks.figures import Figure, table
from benchmarks.quality.asking import Results, Verdicts
from benchmarks.quality.bootstrap import Estimate, difference, estimate
from benchmarks.quality.calibration import bins_of, calibration_error
from benchmarks.quality.foreign import CREDIT
from benchmarks.quality.material import Material
from benchmarks.quality.roster import Contender
from knowledge.decision import Verdict

PAGE = """# Quality of search

{facts}

![The same as a picture](quality.svg)

{found}

R@k is the share of the right articles in the first k, MRR@10 one over the place of the first right
one, S@k the share of questions with a right one in the first k: means over questions, with 95%
bootstrap intervals. Whatever learns was trained in five folds, and asked what it had not seen.
{sampled}
## Laws never asked about, and typing mistakes

{harder}

*Other laws*: laws are dealt into five groups; a group is asked the {apart} questions that rest on
its laws alone, after learning from questions that rest on none of them. (Splitting only between
questions that share no law, however indirectly, is no choice: {heap} questions hang together.)
*Same questions* is the figure of the first table for just these. *One typo*: one character of
every question is replaced by a common one that sounds or looks alike.

## Difference to “{ours}”

{paired}

Paired bootstrap over the same questions; “~” marks a difference whose interval holds zero.
{program}{judged}
`make quality` measures anew where code or data changed and keeps what did not in `.quality/`;
without that folder it measures everything, which takes some fifteen minutes of a quiet core. The
first line of each module in `benchmarks/quality` says what it does. A new method is a class with
`name`, `fit` and `rank` in `methods/`, and a line in `roster.py`.
"""
PROGRAM = """
## The program itself

{program}

The program as it ships, with all articles and the starter knowledge, on one core: each question is
decided once, in time of the processor, then all of them are asked again over HTTP. It learned from
these questions, so only times and memory count here.
"""
JUDGED = """
## When it answers, and when it does not

{abstained}

*Right* is the share of answers that rest on a right article; labels are incomplete, so it is a
lower bound. Everyday sentences are ours (`quality/foreign.yaml`): small talk, weather, cooking and
the like, which no law answers.

Expected calibration error over 15 bins of equal size: {errors}.
The picture is [reliability-words.svg](../docs/images/reliability-words.svg).
"""


@dataclass(frozen=True)
class Row:
    """A method with its results and the time they were measured."""

    contender: Contender
    results: Results
    measured: float


def write(rows: Sequence[Row], material: Material, program: Sequence[Figure]) -> str:
    """Write the whole page; `program` are the figures of the program itself."""
    judged = [(row, row.results.lay) for row in rows if row.results.lay is not None]
    return PAGE.format(
        facts=_facts(rows, material),
        found=_table(_FOUND, [_found(row) for row in rows]),
        sampled=_sampled(rows),
        harder=_table(_HARDER, [_harder(row) for row in rows]),
        apart=f"{max(len(row.results.laws.asked) for row in rows):,}",
        heap=_heap(material),
        ours=rows[-1].contender.name,
        paired=_table(_PAIRED, [_paired(rows[-1], row) for row in rows[:-1]]),
        program=PROGRAM.format(program=table(program)) if program else "",
        judged=_judged(judged) if judged else "",
    )


_FOUND = ("", "R@1", "R@5", "R@10", "R@100", "MRR@10", "S@1", "S@5", "ms p50", "p99")
_HARDER = ("", "R@10 other laws", "same questions", "MRR@10 other laws", "R@10 one typo", "without")
_PAIRED = ("minus …", "R@10", "MRR@10", "S@1")
_VERDICTS = ("", "questions", *(str(one) for one in Verdict), "right")


def _facts(rows: Sequence[Row], material: Material) -> str:
    days = sorted(datetime.fromtimestamp(row.measured, UTC).date().isoformat() for row in rows)
    when = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    return (
        f"{len(material.questions):,} real questions, {len(material.articles):,} articles. "
        f"Measured on {when}, {platform.system()}, Python {platform.python_version()}, "
        "one core, one question at a time."
    )


def _found(row: Row) -> tuple[str, ...]:
    run = row.results.folds
    middle, late = np.percentile(run.ms, (50, 99))
    return (
        _name(row),
        _share(run.recall(1).mean()),
        _share(run.recall(5).mean()),
        _sure(estimate(run.recall(10))),
        _share(run.recall(100).mean()),
        _sure(estimate(run.reciprocal)),
        *(_share(run.success(depth).mean()) for depth in (1, 5)),
        *(f"{value:,.{0 if value >= 100 else 1}f}" for value in (middle, late)),
    )


def _name(row: Row) -> str:
    return row.contender.name + ("¹" if row.contender.sample else "")


def _sampled(rows: Sequence[Row]) -> str:
    few = next((row.contender.sample for row in rows if row.contender.sample), None)
    return f"\n¹ Asked a random {few} of the questions only, because it is slow.\n" if few else ""


def _harder(row: Row) -> tuple[str, ...]:
    laws, typos = row.results.laws, row.results.typos
    same = row.results.folds.among(laws.asked)
    return (
        _name(row),
        _sure(estimate(laws.recall(10))),
        _share(same.recall(10).mean()),
        _sure(estimate(laws.reciprocal)),
        _sure(estimate(typos.recall(10))),
        _share(row.results.folds.recall(10).mean()),
    )


def _paired(ours: Row, other: Row) -> tuple[str, ...]:
    shared = np.intersect1d(ours.results.folds.asked, other.results.folds.asked)
    one, two = (row.results.folds.among(shared) for row in (ours, other))
    return (
        _name(other),
        _apart(difference(one.recall(10), two.recall(10))),
        _apart(difference(one.reciprocal, two.reciprocal)),
        _apart(difference(one.success(1), two.success(1))),
    )


def _judged(rows: Sequence[tuple[Row, Verdicts]]) -> str:
    lines = list[tuple[str, ...]]()
    for row, lay in rows:
        lines.append(_verdicts(f"{row.contender.name}: residents’ questions", lay))
        own = {t: one for t, one in row.results.foreign.items() if t != CREDIT}
        lines.append(_verdicts("everyday sentences", *own.values()))
        lines += [_verdicts(f"– {topic}", one) for topic, one in own.items()]
        lines.append(_verdicts(CREDIT, row.results.foreign[CREDIT]))
    errors = (
        f"{row.contender.name} {calibration_error(bins_of(lay.confidence, lay.correct)):.3f}"
        for row, lay in rows
    )
    return JUDGED.format(abstained=_table(_VERDICTS, lines), errors=", ".join(errors))


def _verdicts(name: str, *parts: Verdicts) -> tuple[str, ...]:
    numbers = np.concatenate([part.verdict for part in parts])
    correct = np.concatenate([part.correct for part in parts])
    shares = [(numbers == number).mean() for number in range(len(Verdict))]
    answered = numbers == list(Verdict).index(Verdict.ANSWER)
    right = _share(correct[answered].mean()) if correct.any() else ""
    return (name, f"{len(numbers):,}", *map(_share, shares), right)


def _heap(material: Material) -> str:
    """Count the questions that hang together through the laws they share."""
    heaps = list[tuple[set[str], int]]()
    for question in material.questions:
        laws, count = {material.law_of[gold] for gold in question.gold}, 1
        apart = list[tuple[set[str], int]]()
        for others, size in heaps:
            if laws & others:
                laws, count = laws | others, count + size
            else:
                apart.append((others, size))
        heaps = [*apart, (laws, count)]
    return f"{max(size for _laws, size in heaps):,}"


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _sure(value: Estimate) -> str:
    return f"{_share(value.mean)} ({_share(value.low)}–{_share(value.high)})"


def _apart(value: Estimate) -> str:
    mark = "" if value.differs else " ~"
    return f"{value.mean:+.3f} ({value.low:+.3f} to {value.high:+.3f}){mark}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    ruled = ["-" * width for width in widths]
    return "\n".join(
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in (head, ruled, *rows)
    )
