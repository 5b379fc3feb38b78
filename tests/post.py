"""A post office to test with: a sender that notes what it was given, and a desk around it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from jobs.delivery.draining import Desk
from jobs.delivery.ledger import Ledger
from jobs.delivery.packing import Packer
from jobs.delivery.sending import Limits, Parcel
from jobs.forward.links import ForwardLinks
from jobs.vault import Vault

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class NotingSender:
    """Takes every message, notes it with its time, and answers as its script says."""

    limits: Limits = field(default_factory=Limits)
    takes: float = 0.0
    script: dict[str, list[Exception]] = field(default_factory=dict)
    sent: list[tuple[float, Parcel]] = field(default_factory=list)
    recalled: list[tuple[str, str]] = field(default_factory=list)
    before: Callable[[Parcel], Awaitable[None]] | None = None

    async def send(self, parcel: Parcel) -> str:
        if self.before:
            await self.before(parcel)
        self.sent.append((time.monotonic(), parcel))
        await asyncio.sleep(self.takes)
        if answers := self.script.get(parcel.address):
            raise answers.pop(0)
        return f"m{len(self.sent)}"

    async def recall(self, address: str, message_id: str) -> None:
        self.recalled.append((address, message_id))

    @property
    def addresses(self) -> list[str]:
        return [parcel.address for _moment, parcel in self.sent]


def wall_clock() -> datetime:
    return datetime.now(UTC)


def desk(ledger: Ledger, owner: str = "one", clock: Callable[[], datetime] = wall_clock) -> Desk:
    """A desk of one server of lanes."""
    packer = Packer(
        town="城关镇",
        zone=SHANGHAI,
        links=ForwardLinks(Vault("k" * 32), "https://pufa.example.cn"),
        open_secret=lambda secret: secret,
    )
    return Desk(ledger, packer, owner, clock)
