"""Stopping the server of all lanes for a minute and waking it: it must send nothing more."""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.delivery.crashes import ANSWER_SECONDS, LANES
from benchmarks.delivery.processes import end, platforms, serve
from benchmarks.delivery.stage import Stage

FROZEN_SECONDS = 60.0
SETTLE_SECONDS = 5.0


@dataclass(frozen=True)
class Frozen:
    """What came of it: `zombies` were sent after waking although others had done it long ago."""

    missing: int
    zombies: int
    twice: int


def freeze(stage: Stage, *, seconds: float = FROZEN_SECONDS) -> Frozen:
    """Stop the process that serves, let another finish its work, and wake it."""
    with platforms(stage.folder, f"freeze-{stage.name}") as fake:
        fake.script(answer="hang", seconds=ANSWER_SECONDS, accepted=True, times=-1)
        first = serve(stage, fake, "--no-limits")
        servers = [first]
        try:
            run = stage.send()
            until(lambda: sum(fake.accepted().values()) > 100)
            first.send_signal(signal.SIGSTOP)
            servers.append(serve(stage, fake, "--no-limits"))
            stopped = time.monotonic()
            until(lambda: not stage.left())
            time.sleep(max(0.0, seconds - (time.monotonic() - stopped)))
            woken = time.monotonic()
            first.send_signal(signal.SIGCONT)
            time.sleep(SETTLE_SECONDS)
            got, late = fake.accepted(), [c for c in fake.calls() if c["at"] > woken]
        finally:
            first.send_signal(signal.SIGCONT)
            end(servers)
    missing = sum(not got[chat] for chat in stage.fates(run))
    return Frozen(missing, len(late), sum(count - 1 for count in got.values()))


def take_over(stage: Stage) -> float:
    """Kill one of two servers; give the seconds until the other goes on in all its lanes."""
    with platforms(stage.folder, f"takeover-{stage.name}") as fake:
        fake.script(answer="hang", seconds=ANSWER_SECONDS, accepted=True, times=-1)
        servers = [serve(stage, fake, "--no-limits") for _ in range(2)]
        try:
            time.sleep(SETTLE_SECONDS)
            stage.send()
            until(lambda: sum(fake.accepted().values()) > 50)
            first = max(servers, key=lambda server: len(stage.held_by(server.pid)))
            held = stage.held_by(first.pid)
            first.kill()
            first.wait()
            killed = time.monotonic()
            until(lambda: not stage.left())
            later = [call for call in fake.calls() if call["at"] > killed]
            return max(_first(later, lane) for lane in held) - killed
        finally:
            end(servers)


def _first(calls: Sequence[dict[str, Any]], lane: int) -> float:
    """When the first message went out in a lane; the stage deals groups to lanes in turn."""
    chats = (int(call["chat"].removeprefix("key-")) % LANES for call in calls)
    return min(call["at"] for call, dealt in zip(calls, chats, strict=True) if dealt == lane)


def until(met: Callable[[], bool], *, seconds: float = 300.0) -> None:
    """Wait, or raise `TimeoutError`."""
    deadline = time.monotonic() + seconds
    while not met():
        if time.monotonic() > deadline:
            raise TimeoutError("the notice did not come to its end; servers.log says why")
        time.sleep(0.1)
