"""The words of a notice as groups will read them, once for channels that read the same."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from jobs.figures.figure_names import CHANNELS
from jobs.places.audience import groups_of, parse_audience
from jobs.places.grids import Grid
from jobs.places.groups import Channel, Group
from jobs.writing.notices import Notice
from jobs.writing.rendering import Rendered, render


@dataclass(frozen=True, slots=True)
class Face:
    """A notice as groups of these channels see it; `warnings` say what does not fit."""

    channels: tuple[str, ...]
    title: str
    body: str
    warnings: tuple[str, ...]


def faces(session: Session, notice: Notice, *, town: str, day: date) -> list[Face]:
    """Write a notice for one group of each channel that it goes to; if to none, for Telegram."""
    found = list[Face]()
    for channel, grid in _places(session, notice) or [(Channel.TELEGRAM, "")]:
        picture = notice.picture_id is not None
        seen = render(notice, channel=channel, town=town, grid=grid, day=day, picture=picture)
        _add(found, _face(channel, seen))
    return found


def _places(session: Session, notice: Notice) -> Sequence[tuple[Channel, str]]:
    first = (
        select(func.min(col(Group.id)))
        .where(col(Group.id).in_(groups_of(parse_audience(notice.audience))), col(Group.active))
        .group_by(col(Group.channel))
    )
    rows = session.execute(
        select(col(Group.channel), col(Grid.name))
        .outerjoin(Grid, col(Grid.id) == col(Group.grid_id))
        .where(col(Group.id).in_(first))
    )
    grids = {Channel(channel): name or "" for channel, name in rows}
    return [(channel, grids[channel]) for channel in CHANNELS if channel in grids]


def _face(channel: Channel, seen: Rendered) -> Face:
    body = seen.text.partition("\n\n")[2]
    plain = html.unescape(body) if channel is Channel.TELEGRAM else body
    return Face((CHANNELS[channel],), seen.title, plain, seen.warnings)


def _add(found: list[Face], face: Face) -> None:
    """Put a face with those that read the same."""
    for place, other in enumerate(found):
        if replace(other, channels=()) == replace(face, channels=()):
            found[place] = replace(other, channels=(*other.channels, *face.channels))
            return
    found.append(face)
