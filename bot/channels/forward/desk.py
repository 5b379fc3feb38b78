"""What the page shows and what a tap on it does, for whoever holds a signed link."""

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from sqlmodel import Session

from jobs.forward.forwarding import confirm
from jobs.forward.links import ForwardLinks, Target
from jobs.forward.packs import Pack, single, waiting
from jobs.places.grids import Worker
from jobs.writing.pictures import Picture
from knowledge.database import Database
from knowledge.errors import NotAllowed, NotFound

NOT_HERE = "这条通知不用转发了，可能已经取消或者过期。请刷新页面看看。"
DONE = "记下了，谢谢。"
DONE_BEFORE = "这个群 {at} 已经确认过了，不用再点。"
LINK_HOLDER = "持链接的人"


class ShownGroup(BaseModel):
    """One group to forward to; `done` is when that was confirmed, or nothing."""

    delivery: int
    name: str
    done: str


class ShownNotice(BaseModel):
    """One notice with all the groups that read the same words."""

    title: str
    text: str
    picture: int | None
    urgent: bool
    since: str
    until: str
    groups: list[ShownGroup]


class Shown(BaseModel):
    """All of the page."""

    town: str
    notices: list[ShownNotice]


class Tapped(BaseModel):
    """What became of a tap."""

    done: str
    said: str


class ForwardDesk:
    """Opens links, and shows and confirms nothing outside of what a link is for."""

    def __init__(
        self,
        database: Database,
        links: ForwardLinks,
        *,
        town: Callable[[], str],
        zone: ZoneInfo,
        clock: Callable[[], datetime],
    ) -> None:
        self._database, self._links = database, links
        self._town, self._zone, self._clock = town, zone, clock

    def check(self, signed: str) -> None:
        """Raise `NotAllowed` unless the link is ours, still good, and its worker still active."""
        with self._database.reading() as session:
            self._holder(session, signed)

    def show(self, signed: str) -> Shown:
        """Give what waits under a link and what was done lately, the unfinished first."""
        with self._database.reading() as session:
            packs = self._packs(session, signed)
        groups: dict[tuple[int, str], list[Pack]] = {}
        for pack in packs:
            groups.setdefault((pack.run, pack.text), []).append(pack)
        notices = sorted(groups.values(), key=lambda packs: all(one.done_at for one in packs))
        return Shown(town=self._town(), notices=[self._notice(packs) for packs in notices])

    def picture(self, signed: str, number: int) -> tuple[bytes, str]:
        """Give a picture that goes with a notice under this link, and its kind."""
        with self._database.reading() as session:
            packs = self._packs(session, signed)
            picture = session.get(Picture, number)
        if picture is None or number not in {pack.picture for pack in packs}:
            raise NotFound(NOT_HERE)
        return picture.content, picture.kind

    def tap(self, signed: str, delivery: int) -> Tapped:
        """Note that a notice was forwarded to a group."""
        now = self._clock()
        with self._database.writing() as session:
            holder = self._holder(session, signed)
            if delivery not in {pack.delivery for pack in self._packs(session, signed)}:
                raise NotFound(NOT_HERE)
            confirmed = confirm(session, delivery, by=holder, now=now)
        at = self._time(confirmed.at)
        return Tapped(done=at, said=DONE if confirmed.new else DONE_BEFORE.format(at=at))

    def _holder(self, session: Session, signed: str) -> str:
        """Name whoever the link was made for."""
        target = self._target(signed)
        if target.kind == "delivery":
            return LINK_HOLDER
        worker = session.get(Worker, target.number)
        if worker is None or not worker.active:
            raise NotAllowed("这个链接已经停用，请联系镇里的工作人员。")
        return worker.name

    def _packs(self, session: Session, signed: str) -> Sequence[Pack]:
        self._holder(session, signed)
        target, now = self._target(signed), self._clock()
        find = waiting if target.kind == "worker" else single
        return find(session, target.number, now=now, town=self._town(), zone=self._zone)

    def _target(self, signed: str) -> Target:
        return self._links.read(signed, now=self._clock())

    def _notice(self, packs: Sequence[Pack]) -> ShownNotice:
        first = packs[0]
        return ShownNotice(
            title=first.title,
            text=first.text,
            picture=first.picture,
            urgent=first.urgent,
            since=self._time(first.since),
            until=self._time(first.until),
            groups=[
                ShownGroup(delivery=pack.delivery, name=pack.group, done=self._time(pack.done_at))
                for pack in packs
            ],
        )

    def _time(self, at: datetime | None) -> str:
        if at is None:
            return ""
        here = at.astimezone(self._zone)
        return f"{here.month}月{here.day}日 {here:%H:%M}"
