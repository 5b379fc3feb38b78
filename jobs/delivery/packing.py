"""Packing parcels: the words of a run as one group reads them, with all a sender needs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from jobs.delivery.outcomes import Item
from jobs.delivery.sending import Parcel
from jobs.forward.links import ForwardLinks
from jobs.places.groups import Channel
from jobs.schedule.runs import Run
from jobs.writing.pictures import Picture
from jobs.writing.rendering import render

MOST_RUNS = 64  # kept in memory


@dataclass(frozen=True, slots=True)
class _Content:
    """What a run says, apart from its row."""

    title: str
    text: str
    short: str
    link: str
    mention_all: bool
    picture: bytes | None
    buttons: tuple[tuple[str, str], ...]
    day: date


class Packer:
    """Remembers the words of the runs in hand, and packs them for each group.

    `open_secret` decrypts a group's webhook; `links` makes the addresses behind buttons; `town`
    and the day in its `zone` are written under every notice.
    """

    def __init__(
        self,
        *,
        town: str,
        zone: ZoneInfo,
        links: ForwardLinks,
        open_secret: Callable[[str], str],
    ) -> None:
        self.town, self._zone, self._links = town, zone, links
        self._open_secret = open_secret
        self._contents: dict[int, _Content] = {}

    def load(self, session: Session, items: Iterable[Item]) -> None:
        """Read the runs of these items that are not known yet."""
        missing = {item.run for item in items} - self._contents.keys()
        if not missing:
            return
        found = session.execute(
            select(Run, Picture)
            .outerjoin(Picture, col(Picture.id) == col(Run.picture_id))
            .where(col(Run.id).in_(missing))
        )
        read = {run.id: self._content(run, picture) for run, picture in found if run.id}
        kept = dict(list(self._contents.items())[-MOST_RUNS:])
        self._contents = kept | read

    def pack(self, item: Item, *, deadline: float, now: datetime) -> Parcel:
        """Make the parcel of one delivery, to be sent before `deadline` (monotonic seconds)."""
        content = self._contents[item.run]
        rendered = render(
            content,
            channel=Channel(item.channel),
            town=self.town,
            grid=item.grid,
            day=content.day,
            picture=content.picture is not None,
        )
        return Parcel(
            address=item.address,
            secret=self._open_secret(item.secret) if item.secret else "",
            title=rendered.title,
            text=rendered.text,
            picture=content.picture,
            link=content.link,
            mention_all=content.mention_all,
            deadline=deadline,
            buttons=self._links.buttons(content.buttons, now=now),
        )

    def _content(self, run: Run, picture: Picture | None) -> _Content:
        return _Content(
            run.title,
            run.text,
            run.short,
            run.link,
            run.mention_all,
            picture.content if picture else None,
            tuple((str(label), str(place)) for label, place in run.buttons),
            run.send_at.astimezone(self._zone).date(),
        )
