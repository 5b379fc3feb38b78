"""Handing a question over to people: one step, in which a number may be left."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.flows.keeping import Flow

NAME = "handing-over"
OPEN_FOR = timedelta(minutes=30)

_SEPARATORS = re.compile(r"[\s\-—–－()（）]")
_NUMBER = re.compile(r"(?:\+?86)?(?:1[3-9]\d{9}|0\d{2,3}\d{7,8}|[2-9]\d{6,7})")
_DIGITS = re.compile(r"\+?\d{5,20}")
_NO_NUMBER = ("不留", "不留电话", "没有电话", "不用")
_STOP = ("不转", "不转了", "取消", "算了")


class Said(StrEnum):
    """What somebody answered when asked for a number."""

    NUMBER = "number"
    NO_NUMBER = "no-number"
    STOP = "stop"
    BAD = "bad"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer, read."""

    said: Said
    number: str = ""


def begin(exchange: str, *, now: datetime) -> Flow:
    """Wait for a number, for half an hour."""
    return Flow(NAME, {"exchange": exchange, "until": (now + OPEN_FOR).isoformat()})


def exchange_of(flow: Flow | None, *, now: datetime) -> str:
    """Give the exchange that is being handed over, or nothing if none is any more."""
    if flow is None or flow.name != NAME or now >= datetime.fromisoformat(flow.state["until"]):
        return ""
    return str(flow.state["exchange"])


def hear(text: str) -> Heard:
    """Read an answer; whatever has nothing to do with it is a question of its own."""
    plain = _SEPARATORS.sub("", text)
    if plain in _NO_NUMBER:
        return Heard(Said.NO_NUMBER)
    if plain in _STOP:
        return Heard(Said.STOP)
    if _NUMBER.fullmatch(plain):
        return Heard(Said.NUMBER, plain)
    return Heard(Said.BAD if _DIGITS.fullmatch(plain) else Said.OTHER)
