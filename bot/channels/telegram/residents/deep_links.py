"""Deep links: what `?start=…` of a poster or of a button in a group opens."""

import re
from enum import StrEnum
from typing import NamedTuple

LONGEST = 64  # characters of what Telegram hands on
_PAYLOAD = re.compile(r"(?:(?P<kind>faq|guide|grid)_(?P<number>\d{1,9})|ans_(?P<exchange>[\w-]+))")


class Opens(StrEnum):
    """What a link opens."""

    FAQ = "faq"
    GUIDE = "guide"
    GRID = "grid"
    ANSWER = "ans"  # of an exchange in a group


class Target(NamedTuple):
    """One thing a link opens."""

    opens: Opens
    about: str

    @property
    def number(self) -> int:
        """The number of the entry or grid."""
        return int(self.about)


def read_start(payload: str) -> Target | None:
    """Read what came after /start; nothing if it is none of ours."""
    found = _PAYLOAD.fullmatch(payload.strip()) if len(payload) <= LONGEST else None
    if found is None:
        return None
    if found["exchange"]:
        return Target(Opens.ANSWER, found["exchange"])
    return Target(Opens(found["kind"]), found["number"])


def address(bot: str, target: Target | None = None) -> str:
    """Give the web address that opens a private chat with the bot at a target."""
    start = f"?start={target.opens}_{target.about}" if target else ""
    return f"https://t.me/{bot}{start}"
