"""`python -m benchmarks.telegram` lets 500 residents ask 5,000 questions, and compares."""

import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.cores import ALL, LOADING, running_on
from benchmarks.delivery.processes import FakePlatforms, platforms
from benchmarks.figures import Figure, table
from benchmarks.telegram.crowd import EACH_SECOND, Talk, milliseconds, outage, talk, trickle
from benchmarks.telegram.picture import draw
from benchmarks.telegram.stage import ECHO, OURS, Server, running

HERE = Path(__file__).parent
CHATS, ROUNDS = 500, 3
FEW, STEADY_SECONDS, AWAY_SECONDS = 20, 20, 20
QUESTIONS = (
    "低保怎么申请",
    "孩子在托管班、培训班受伤，谁负责",
    "买的东西有质量问题，能退能换吗",
    "欠了电费、水费，能说停就停吗",
    "买的二手车还在保险期，出事赔不赔",
    "证据快没了，怎么保全",
    "替人还了担保的钱，怎么要回来",
    "赌债打了借条，要还吗",
    "子女不养老人怎么办",
    "老公放弃了他爸的遗产，我能不同意吗",
)

PAGE = """# Speed of the Telegram channel

Measured on {day}: {cores} cores, {system}, Python {python}, load {load:.1f} beforehand. The server
that is measured has one core; the fake Telegram, which posts updates and takes replies over HTTP,
has the other. {chats} residents send {count} questions each at once, in {rounds} rounds by turns.
Telegram's own limits are lifted here: with them every bot answers 30 a second.

{table}

![The same as a picture](telegram.svg)
"""


@dataclass(frozen=True)
class Meeting:
    """How a server fared: its webhook's times while people wrote steadily, and in the rush."""

    steady: list[float]
    rush: Talk


def main() -> int:
    """Measure, print one table and keep it with its picture."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="mingbai-telegram-") as name, running_on(LOADING):
        folder = Path(name)
        away = _without_telegram(folder)
        rounds = [(_meet(folder, OURS, turn), _meet(folder, ECHO, turn)) for turn in range(ROUNDS)]
    ours, echo = [one for one, _other in rounds], [other for _one, other in rounds]
    figures = [*_speed(ours, echo), *_webhook(ours, echo), *_care(ours, away)]
    page = PAGE.format(
        day=datetime.now(UTC).date(),
        cores=len(ALL),
        system=platform.system(),
        python=platform.python_version(),
        load=load,
        chats=CHATS,
        count=len(QUESTIONS),
        rounds=ROUNDS,
        table=table(figures),
    )
    print(page)
    (HERE / "telegram.md").write_text(page, encoding="utf-8")
    draw(HERE, [one.rush for one in ours], [one.rush for one in echo])
    return 0 if all(figure.met for figure in figures) else 1


def _meet(folder: Path, server: Server, turn: int) -> Meeting:
    """Let a few come to warm the server up, then some steadily, then everybody at once."""
    with _meeting(folder / f"{server.module.rpartition('.')[2]}-{turn}", server) as fake:
        talk(fake, chats=10, questions=QUESTIONS)
        steady = trickle(fake, question=QUESTIONS[0], seconds=STEADY_SECONDS)
        return Meeting(steady, talk(fake, chats=CHATS, questions=QUESTIONS))


def _without_telegram(folder: Path) -> Talk:
    """Let people write while Telegram takes no reply."""
    with _meeting(folder / "away", OURS) as fake:
        talk(fake, chats=10, questions=QUESTIONS)
        return outage(fake, chats=FEW, questions=QUESTIONS[:2], seconds=AWAY_SECONDS)


@contextmanager
def _meeting(folder: Path, server: Server) -> Iterator[FakePlatforms]:
    """Bring a server and a fake Telegram together that know nothing of what was before."""
    folder.mkdir()
    with platforms(folder, "calls") as fake, running(server, fake, folder):
        yield fake


def _speed(ours: list[Meeting], echo: list[Meeting]) -> Iterator[Figure]:
    mine, theirs = _rates(ours), _rates(echo)
    ratios = [one / other for one, other in zip(mine, theirs, strict=True)]
    yield Figure("answers", median(mine), "/s", note=_range(mine))
    yield Figure("echoes of the library alone", median(theirs), "/s", note=_range(theirs))
    yield Figure("answers : echoes", median(ratios), "", 0.5, at_least=True)


def _webhook(ours: list[Meeting], echo: list[Meeting]) -> Iterator[Figure]:
    at = f"webhook at {EACH_SECOND} messages a second"
    for percent, limit in ((50, None), (99, 50.0)):
        mine, theirs = (
            median(milliseconds(one.steady, percent) for one in side) for side in (ours, echo)
        )
        note = f"the library's {theirs:.1f}"
        yield Figure(f"{at}, p{percent}", mine, "ms", limit, note=note)
    mine, theirs = (
        median(milliseconds(one.rush.answers, 99) for one in side) for side in (ours, echo)
    )
    yield Figure("webhook in the rush, p99", mine, "ms", note=f"the library's {theirs:.0f}")


def _care(ours: list[Meeting], away: Talk) -> Iterator[Figure]:
    yield Figure("messages without an answer", sum(one.rush.lost for one in ours), "", 0)
    yield Figure("chats answered out of order", sum(one.rush.out_of_order for one in ours), "", 0)
    note = f"the last answer came {away.seconds - AWAY_SECONDS:.0f} s after that"
    yield Figure(f"lost in {AWAY_SECONDS} s without Telegram", away.lost, "", 0, note=note)


def _rates(meetings: list[Meeting]) -> list[float]:
    return [one.rush.rate for one in meetings]


def _range(rates: list[float]) -> str:
    return f"{min(rates):,.0f}–{max(rates):,.0f}"


if __name__ == "__main__":
    sys.exit(main())
