"""Kill -9, again and again: what is missing, and what comes twice."""

import random
import subprocess
import time
from collections import Counter
from dataclasses import dataclass

from benchmarks.delivery.processes import FakePlatforms, end, platforms, serve
from benchmarks.delivery.server import FEW
from benchmarks.delivery.stage import Stage
from jobs.delivery.draining import WINDOW

GROUPS, LANES, SERVERS = 1_000, 10, 4
ANSWER_SECONDS = 0.4  # long enough to be killed in between
MOST_SECONDS = 1_500.0


@dataclass(frozen=True)
class Crashed:
    """What came of notices whose servers were killed.

    `missing` groups got nothing and their rows do not say so; `twice` counts messages beyond the
    first; `unknown` rows say that nobody knows, as they may where a notice goes at most once.
    """

    kills: int
    notices: int
    missing: int
    twice: int
    unknown: int
    seconds: float

    @property
    def may_repeat(self) -> int:
        """How many messages all those killed may have had on their way."""
        return self.kills * WINDOW * FEW


def kill_at_random(stage: Stage, *, kills: int, once: bool = False, seed: int = 0) -> Crashed:
    """Send notices to a thousand groups, one after another, until so many servers were killed."""
    chance, began = random.Random(seed), time.monotonic()
    killed, notices, sums = 0, 0, Counter[str]()
    with platforms(stage.folder, f"crash-{stage.name}-{once}") as fake:
        fake.script(answer="hang", seconds=ANSWER_SECONDS, accepted=True, times=-1)
        servers = [serve(stage, fake, "--no-limits", "--few-lanes") for _ in range(SERVERS)]
        try:
            while killed < kills and time.monotonic() - began < MOST_SECONDS:
                before, run = fake.accepted(), stage.send(once=once)
                killed += _kill_until_done(stage, fake, servers, kills - killed, chance)
                sums += _told(fake.accepted() - before, stage.fates(run))
                notices += 1
        finally:
            end(servers)
    seconds = time.monotonic() - began
    return Crashed(killed, notices, sums["missing"], sums["twice"], sums["unknown"], seconds)


def _told(got: Counter[str], fates: dict[str, str]) -> Counter[str]:
    """Hold what groups got against what their rows say."""
    return Counter(
        missing=sum(not got[chat] and fate != "unknown" for chat, fate in fates.items()),
        twice=sum(count - 1 for count in got.values()),
        unknown=sum(fate == "unknown" for fate in fates.values()),
    )


def _kill_until_done(
    stage: Stage,
    fake: FakePlatforms,
    servers: "list[subprocess.Popen[bytes]]",
    kills: int,
    chance: random.Random,
) -> int:
    """Kill a random one of those that serve, again and again, until the notice is done."""
    killed, deadline = 0, time.monotonic() + MOST_SECONDS
    while stage.left() and time.monotonic() < deadline:
        time.sleep(chance.uniform(0.2, 1.2))
        busy = [n for n, server in enumerate(servers) if server.pid in stage.serving()]
        if killed < kills and busy:
            number = chance.choice(busy)
            servers[number].kill()
            servers[number].wait()
            servers[number] = serve(stage, fake, "--no-limits", "--few-lanes")
            killed += 1
        if any(server.poll() is not None for server in servers):
            raise RuntimeError("a server ended by itself; servers.log says why")
    return killed
