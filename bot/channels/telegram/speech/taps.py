"""What a tapped button sends back to us: a verb of two letters, and at most what fits behind it."""

from enum import StrEnum
from typing import NamedTuple

from bot.channels.telegram.speech.keyboard import DATA_BYTES, Button
from bot.channels.telegram.speech.marks import key_of


class Verb(StrEnum):
    """What residents' buttons do; no other button begins with an r and a colon third."""

    ASK = "rq"  # the words themselves
    ASK_KEPT = "rk"  # words kept under a key
    SOURCES = "rc"  # of an exchange
    FOLD = "rf"
    USEFUL = "ru"
    USELESS = "rn"
    HAND_OVER = "rh"
    NO_PHONE = "rp"
    NO_HANDOVER = "rx"
    GUIDES = "rg"
    TOPIC = "rt"  # key and page
    GUIDE = "ri"
    WHOLE = "rw"
    REMIND = "rr"
    SETTINGS = "rj"  # the same, under a notice that stays as it is
    ADD = "ra"
    DROP = "rd"
    HOUR = "ro"
    STOP = "rs"
    COPY = "ry"
    ERASE = "re"
    ERASE_YES = "rz"
    KEEP = "rl"
    GRID = "rv"
    LIVE = "rm"
    BIND = "rb"


class Tap(NamedTuple):
    """One tap, read."""

    verb: Verb
    about: str


def button(label: str, verb: Verb, about: object = "") -> Button:
    """Make a button."""
    return Button(label, f"{verb}:{about}")


def asking(label: str, words: str) -> Button:
    """Make a button that asks; words that do not fit are found again by their key."""
    whole = f"{Verb.ASK}:{words}"
    if len(whole.encode()) <= DATA_BYTES:
        return Button(label, whole)
    return button(label, Verb.ASK_KEPT, key_of(words))


def read_tap(data: str) -> Tap | None:
    """Read what a button sent; nothing if it is not one of these."""
    verb, colon, about = data.partition(":")
    return Tap(Verb(verb), about) if colon and verb in set(Verb) else None
