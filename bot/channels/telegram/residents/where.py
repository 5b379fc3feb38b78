"""Where a resident lives: grids to choose from, and who works there."""

import html
from collections.abc import Sequence

from sqlmodel import Session

from bot import chat_texts as texts
from bot.channels.telegram.residents.answers import Shown, cut
from bot.channels.telegram.speech.keyboard import Button
from bot.channels.telegram.speech.taps import Verb, button
from jobs.places.grids import Grid, children, names_of
from jobs.places.groups import Channel
from jobs.places.subscriptions import wishes_of
from jobs.places.workers import of_grid

MOST = 40  # grids offered at once


def choose(session: Session, *, said: str = texts.WHERE_ASK) -> Shown:
    """Offer the villages; a single grid at the top is opened first."""
    found = children(session, None)
    if len(found) == 1:
        found = children(session, found[0].id) or found
    if not found:
        return Shown(texts.WHERE_NONE)
    return Shown(said, _rows(found))


def at_home(session: Session, chat: int) -> Shown:
    """Show the grid of somebody who said before where they live; others choose."""
    home = wishes_of(session, Channel.TELEGRAM, str(chat)).grid
    if home is None:
        return choose(session, said=texts.WHERE_LOCATION)
    return place(session, home)


def place(session: Session, number: int) -> Shown:
    """Show a grid and its workers, what lies in it, and how to be told of what is sent there."""
    grid = session.get(Grid, number)
    if grid is None:
        return choose(session, said=texts.NO_GRID)
    workers = "、".join(worker.name for worker in of_grid(session, number))
    said = texts.GRID_WORKERS.format(workers=workers) if workers else texts.GRID_NOBODY
    lines = [texts.GRID.format(grid=full_name(session, grid)), html.escape(said, quote=False)]
    remind = (button(texts.GRID_REMIND, Verb.LIVE, number),)
    return Shown("\n".join(lines), (remind, *_rows(children(session, number))))


def full_name(session: Session, grid: Grid) -> str:
    """Name a grid from the town down, safe in HTML."""
    return html.escape(" / ".join(names_of(session, grid)), quote=False)


def _rows(grids: Sequence[Grid]) -> tuple[tuple[Button, ...], ...]:
    buttons = [button(cut(grid.name), Verb.GRID, grid.id) for grid in grids[:MOST]]
    return tuple(tuple(buttons[first : first + 2]) for first in range(0, len(buttons), 2))
