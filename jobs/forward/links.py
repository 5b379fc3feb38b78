"""Forward links: signed addresses under which a worker finds what waits, with nothing personal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from jobs.vault import Vault
from knowledge.errors import NotAllowed

VALID = timedelta(days=30)
PATH = "/forward/"
_MARK = "forward"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Kind = Literal["worker", "delivery"]


@dataclass(frozen=True, slots=True)
class Target:
    """Whose page a link opens: everything of a worker, or one delivery."""

    kind: Kind
    number: int


class ForwardLinks:
    """Makes and reads the links; without a public address of the township there are none."""

    def __init__(self, vault: Vault, public_url: str) -> None:
        self._vault, self._public_url = vault, public_url.rstrip("/")

    def path(self, target: Target, *, now: datetime) -> str:
        """Give the path of a page, good for thirty days."""
        last = (now + VALID - _EPOCH).days
        return PATH + self._vault.sign(f"{_MARK}:{target.kind}:{target.number}:{last}")

    def address(self, target: Target, *, now: datetime) -> str:
        """Give the whole address of a page, or nothing where none is set."""
        return self._public_url + self.path(target, now=now) if self._public_url else ""

    def read(self, signed: str, *, now: datetime) -> Target:
        """Say whose page a link opens, or raise `NotAllowed`."""
        target, last = _parted(self._vault.verify(signed))
        if (now - _EPOCH).days > last:
            raise NotAllowed("这个链接已经过期，请打开最近收到的链接。")
        return target

    def buttons(
        self, buttons: Iterable[Sequence[str]], *, now: datetime
    ) -> tuple[tuple[str, str], ...]:
        """Turn places in our own pages into addresses, and leave out what has none."""
        made = ((label, self._opened(place, now=now)) for label, place in buttons)
        return tuple((label, address) for label, address in made if address)

    def _opened(self, place: str, *, now: datetime) -> str:
        if not place.startswith(f"{_MARK}:"):
            return place
        target, _last = _parted(f"{place}:0")
        return self.address(target, now=now)


def _parted(said: str) -> tuple[Target, int]:
    match said.split(":"):
        case ["forward", kind, number, last] if kind in get_args(Kind):
            return Target("worker" if kind == "worker" else "delivery", int(number)), int(last)
        case _:
            raise NotAllowed("这个链接不对或者不完整，请重新打开收到的链接。")
