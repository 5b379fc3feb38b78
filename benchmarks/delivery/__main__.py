"""`python -m benchmarks.delivery` measures speed and limits; with `soak`, crashes and troubles."""

import os
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.cores import ALL
from benchmarks.delivery import crashes, freezing, limits, throughput, troubles
from benchmarks.delivery.picture import draw
from benchmarks.delivery.stage import Stage, stages
from benchmarks.figures import Figure, table

HERE = Path(__file__).parent
SIZES = (1_000, 10_000, 100_000)
GROUPS_PER_LANE = 20
KILLS = 200
LEAST = {"SQLite": (1, 1_500.0), "PostgreSQL": (2, 1_000.0)}  # servers, deliveries a second
PAGE = """# {title}

Measured on {day}: {cores} cores, {system}, Python {python}, load {load:.1f} beforehand. Servers are
processes of their own, platforms are faked over HTTP by one more on the same cores.

{table}
{more}
"""


def main(names: list[str]) -> int:
    """Measure, print one table and keep it."""
    soaking = names == ["soak"]
    if names and not soaking:
        print("There is `soak`, and nothing else to choose from.", file=sys.stderr)
        return 1
    figures = [_told(figure) for figure in (_soak() if soaking else _speed())]
    title, name = ("Delivery in trouble", "soak") if soaking else ("Speed of delivery", "delivery")
    more = "" if soaking else "\n![The same as a picture](delivery.svg)\n"
    page = PAGE.format(
        title=title,
        day=datetime.now(UTC).date(),
        cores=len(ALL),
        system=platform.system(),
        python=platform.python_version(),
        load=os.getloadavg()[0],
        table=table(figures),
        more=more,
    )
    print(page)
    (HERE / f"{name}.md").write_text(page, encoding="utf-8")
    return 0 if all(figure.met for figure in figures) else 1


def _told(figure: Figure) -> Figure:
    """Say a figure as soon as it is known: the rest takes long."""
    print(f"{figure.what}: {figure.measured}", file=sys.stderr, flush=True)
    return figure


def _speed() -> Iterator[Figure]:
    drained: dict[str, list[throughput.Drained]] = {}
    for name, (servers, least) in LEAST.items():
        for groups in SIZES:
            with stages((name,)) as [stage]:
                stage.settle(groups, lanes=max(1, groups // GROUPS_PER_LANE))
                done = throughput.drain(stage, groups=groups, servers=servers)
            drained.setdefault(name, []).append(done)
        yield from _rates(name, servers, least, drained[name])
    for name in LEAST:
        with stages((name,)) as [stage]:
            yield from _limits(name, limits.keep(stage))
    draw(HERE, drained)


def _rates(
    name: str, servers: int, least: float, drained: list[throughput.Drained]
) -> Iterator[Figure]:
    first, largest = drained[0], drained[-1]
    many = f"{largest.groups:,} groups"
    note = f"{largest.share:.0%} of the {largest.ceiling:,.0f}/s a bare client gets"
    with_servers = f"{servers} server" + "s" * (servers > 1)
    yield Figure(f"{name}: fan-out, {many}", largest.fan_out, "s", 20)
    yield Figure(
        f"{name}: drained by {with_servers}", largest.rate, "/s", least, at_least=True, note=note
    )
    yield Figure(f"{name}: memory of a server", largest.megabytes, "MB", 300)
    yield Figure(
        f"{name}: cost of a delivery, {many} to {first.groups:,}",
        largest.cost / first.cost,
        "times",
        1.5,
        note=f"{first.cost:.0f} and {largest.cost:.0f} µs",
    )
    yield Figure(f"{name}: due to sent, p50, {many}", largest.waited(50), "s")
    yield Figure(f"{name}: due to sent, p99, {many}", largest.waited(99), "s")


def _limits(name: str, kept: limits.Kept) -> Iterator[Figure]:
    yield Figure(f"{name}: most to Telegram in any second", kept.second, "", 30)
    yield Figure(f"{name}: most to one group in any second", kept.group_second, "", 1)
    yield Figure(f"{name}: most to one group in any minute", kept.group_minute, "", 20)
    yield Figure(f"{name}: most by one robot in any minute", kept.robot_minute, "", 20)
    yield Figure(f"{name}: sent while told to wait", kept.inside_flood, "", 0)
    yield Figure(f"{name}: by other lanes meanwhile", kept.others_meanwhile, "", 1, at_least=True)
    yield Figure(f"{name}: Telegram otherwise", kept.rate, "/s")


def _soak() -> Iterator[Figure]:
    for name in LEAST:
        with stages((name,)) as [stage]:
            stage.settle(crashes.GROUPS, lanes=crashes.LANES)
            yield from _crashes(name, crashes.kill_at_random(stage, kills=KILLS))
            yield from _once(name, crashes.kill_at_random(stage, kills=KILLS, once=True))
            yield Figure(f"{name}: others go on after a kill", freezing.take_over(stage), "s", 10)
            frozen = freezing.freeze(stage)
            yield Figure(f"{name}: sent by a server woken after a minute", frozen.zombies, "", 0)
            yield Figure(f"{name}: missing after that", frozen.missing, "", 0)
            for trouble in _troubles(name):
                yield from _endured(name, trouble, stage)


def _crashes(name: str, seen: crashes.Crashed) -> Iterator[Figure]:
    notices = f"{seen.kills} kills in {seen.notices} notices"
    yield Figure(f"{name}: missing", seen.missing, "", 0, note=notices)
    yield Figure(f"{name}: sent again, of those in flight", seen.twice, "", seen.may_repeat)


def _once(name: str, seen: crashes.Crashed) -> Iterator[Figure]:
    notices = f"{seen.kills} kills in {seen.notices} notices, {seen.unknown} rows say unknown"
    yield Figure(f"{name}: at most once: sent again", seen.twice, "", 0, note=notices)
    yield Figure(f"{name}: at most once: missing and not said", seen.missing, "", 0)


def _troubles(name: str) -> tuple[Callable[[Stage, int], None], ...]:
    return (troubles.lock, troubles.fill) if name == "SQLite" else (troubles.restart,)


def _endured(name: str, trouble: Callable[[Stage, int], None], stage: Stage) -> Iterator[Figure]:
    seen = troubles.endure(stage, trouble.__name__, trouble)
    what = {"lock": "locked", "fill": "disk full", "restart": "restarted"}[trouble.__name__]
    note = f"done after {seen.seconds:.0f} s, {seen.twice} sent again"
    yield Figure(f"{name}: missing although {what}", seen.missing, "", 0, note=note)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
