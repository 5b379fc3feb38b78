"""What a channel must offer so that jobs can send through it, and how it says what went wrong."""

from dataclasses import dataclass, field
from typing import Protocol

TAP = "tap:"  # begins what a button sends back to us, where it opens no web address


class NotSent(Exception):
    """A message did not go out; the message of the error is one Chinese sentence."""


class Unreachable(NotSent):
    """Blocked, kicked, no rights, a bad robot key: nothing will reach this group any more."""


class Refused(NotSent):
    """The platform will never take this message; the group itself is fine."""


class TryLater(NotSent):
    """It may work later; with `lane_for`, the whole lane keeps away for so many seconds."""

    def __init__(self, sentence: str, *, lane_for: float | None = None) -> None:
        super().__init__(sentence)
        self.lane_for = lane_for


class Moved(NotSent):
    """The group has a new address; the message is to go there."""

    def __init__(self, sentence: str, *, address: str) -> None:
        super().__init__(sentence)
        self.address = address


class Unsure(NotSent):
    """The platform may or may not have taken it: the answer never came."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message for one group, with all that a channel needs to know.

    `secret` is the decrypted webhook where a group has one. `deadline` (monotonic seconds) is when
    our right to send in this lane ends: a sender looks at it once more just before it writes to
    the network, and raises `TryLater` when it has passed. `buttons` are (label, web address),
    or what a bot is sent on a tap (`tap:…`); a channel without bots leaves those out.
    """

    address: str
    secret: str = field(repr=False)
    title: str
    text: str
    picture: bytes | None = None
    link: str = ""
    mention_all: bool = False
    deadline: float = float("inf")
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """A platform's limits, each a count in a number of seconds; none means no such limit.

    `lane` limits one identity as a whole, `group` each group in it.
    """

    lane: tuple[tuple[int, float], ...] = ()
    group: tuple[tuple[int, float], ...] = ()


class Sender(Protocol):
    """The little a channel must offer: its limits, sending, and taking back."""

    limits: Limits

    async def send(self, parcel: Parcel) -> str:
        """Deliver and give the platform's message id, or raise one of the errors above."""
        ...

    async def recall(self, address: str, message_id: str) -> None:
        """Delete a message, or raise `Refused` where the platform can't."""
        ...
