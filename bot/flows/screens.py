"""What a flow shows and what it hears, in values that any channel can render."""

from collections.abc import Iterable
from dataclasses import dataclass

CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Tap:
    """A button: what it shows, and what it says to the flow."""

    label: str
    does: str


Row = tuple[Tap, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One step as people see it: a heading, words, and rows of buttons."""

    title: str
    text: str = ""
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back: words, a tap, or the number of a picture that is kept."""

    text: str = ""
    tap: str = ""
    picture: int | None = None


def part_tap(tap: str) -> tuple[str, int]:
    """Part what a tap says into its name and its number; -1 for none."""
    name, _, number = tap.partition(":")
    return name, int(number) if number.isdecimal() else -1


def leaving(*rows: Row) -> tuple[Row, ...]:
    """Put the way out under the buttons of a step."""
    return (*rows, (Tap("取消", CANCEL),))


def in_rows(taps: Iterable[Tap], *, width: int = 2) -> tuple[Row, ...]:
    """Set buttons beside each other."""
    every = tuple(taps)
    return tuple(every[place : place + width] for place in range(0, len(every), width))


def paged(taps: Iterable[Tap], page: int, *, most: int, width: int = 1) -> tuple[Row, ...]:
    """Show a page of buttons, with a way to the pages beside it."""
    every = tuple(taps)
    last = max(0, (len(every) - 1) // most)
    page = min(max(page, 0), last)
    back: Row = (Tap("‹ 上一页", f"page:{page - 1}"),) if page else ()
    on: Row = (Tap("下一页 ›", f"page:{page + 1}"),) if page < last else ()
    shown = in_rows(every[page * most : (page + 1) * most], width=width)
    return (*shown, (*back, *on)) if last else shown
