"""How fast without limits: fanning out, draining, and what one delivery costs."""

import asyncio
import resource
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from benchmarks.delivery.freezing import until
from benchmarks.delivery.processes import FakePlatforms, end, platforms, serve
from benchmarks.delivery.stage import Stage

CEILING_CALLS, CEILING_AT_ONCE = 6_000, 128
_TICKS = 100  # of processor time, in a second
_PAGE = resource.getpagesize()


@dataclass(frozen=True)
class Drained:
    """One notice to `groups` groups: seconds to fan out and to drain, and what servers used."""

    groups: int
    fan_out: float
    seconds: float
    ceiling: float
    megabytes: float
    processor: float
    waits: Sequence[float]

    @property
    def rate(self) -> float:
        """Deliveries a second."""
        return self.groups / self.seconds

    @property
    def share(self) -> float:
        """Of what the faked platform can take from the same kind of client."""
        return self.rate / self.ceiling

    def waited(self, percent: float) -> float:
        """Seconds from due to sent, for so many percent of the deliveries."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]

    @property
    def cost(self) -> float:
        """Processor microseconds of all servers for one delivery."""
        return self.processor / self.groups * 1e6


def drain(stage: Stage, *, groups: int, servers: int) -> Drained:
    """Send one notice to the groups already settled, and watch it go out."""
    with platforms(stage.folder, f"drain-{stage.name}-{groups}") as fake:
        ceiling = asyncio.run(_ceiling(fake))
        running = [serve(stage, fake, "--no-limits") for _ in range(servers)]
        try:
            time.sleep(4.0)  # started and waiting
            spent = sum(map(_processor, running))
            began = time.monotonic()
            stage.send()
            fanned = time.monotonic()
            most = _watch(stage, running)
            ended = time.monotonic()
            spent = sum(map(_processor, running)) - spent
            moments = sorted(c["at"] for c in fake.calls() if c["accepted"])[-groups:]
        finally:
            end(running)
    if len(moments) != groups:
        raise RuntimeError(f"{len(moments)} of {groups} were sent")
    seconds = min(ended, moments[-1]) - fanned
    waits = [moment - fanned for moment in moments]
    return Drained(groups, fanned - began, seconds, ceiling, most, spent, waits)


def _watch(stage: Stage, running: "Sequence[subprocess.Popen[bytes]]") -> float:
    """Wait for the end, and give the most memory one server had."""
    most = 0.0

    def done() -> bool:
        nonlocal most
        most = max(most, *map(_megabytes, running))
        time.sleep(0.4)
        return not stage.left()

    until(done, seconds=1_200)
    return most


async def _ceiling(fake: FakePlatforms) -> float:
    """Count the calls a second that the platform takes from a bare client."""
    url = f"{fake.url}/cgi-bin/webhook/send"
    message = {"msgtype": "markdown", "markdown": {"content": "出门前请关好火源。"}}
    left = iter(range(CEILING_CALLS))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=256)) as session:

        async def call() -> None:
            for number in left:
                async with session.post(url, params={"key": f"bare-{number}"}, json=message) as got:
                    await got.read()

        began = time.monotonic()
        await asyncio.gather(*(call() for _ in range(CEILING_AT_ONCE)))
        return CEILING_CALLS / (time.monotonic() - began)


def _megabytes(process: "subprocess.Popen[bytes]") -> float:
    pages = Path(f"/proc/{process.pid}/statm").read_text().split()[1]
    return int(pages) * _PAGE / 1e6


def _processor(process: "subprocess.Popen[bytes]") -> float:
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
