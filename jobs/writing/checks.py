"""Checks of a notice before its review; what they find is shown to whoever reviews it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from jobs.places.audience import Audience, groups_of, parse_audience
from jobs.places.grids import Grid
from jobs.places.groups import Channel, Group
from jobs.schedule.timing import next_slot, parse_timing
from jobs.schedule.timing_rules import Drawn, Now
from jobs.schedule.town_times import TownTimes
from jobs.writing.like_notices import like_findings
from jobs.writing.notice_facts import NoticeFacts
from jobs.writing.rendering import render
from jobs.writing.text_checks import (
    Finding,
    FindingKind,
    blank_findings,
    citation_findings,
    hotline_findings,
    length_findings,
    link_findings,
    personal_findings,
)
from knowledge.errors import BadInput
from knowledge.validity import Shelf


@dataclass(frozen=True, slots=True)
class Standards:
    """What notices are measured against: the table of hotlines, the law, the town's time."""

    hotlines: Collection[str]
    shelf: Shelf
    town: str
    times: TownTimes


def check(
    facts: NoticeFacts,
    standards: Standards,
    *,
    session: Session,
    now: datetime,
    notice_id: int | None = None,
) -> list[Finding]:
    """Look at a notice from every side, the gravest first; `notice_id` is its own, if any."""
    day = now.astimezone(standards.times.zone).date()
    found = [
        *blank_findings(facts),
        *link_findings(facts),
        *_reach_findings(facts, standards.town, session=session, day=day),
        *timing_findings(facts, standards.times, now=now),
        *citation_findings(facts, standards.shelf, on=day),
        *hotline_findings(facts, standards.hotlines),
        *personal_findings(facts),
        *like_findings(facts, standards.times.zone, session=session, now=now, own=notice_id),
        *length_findings(facts),
    ]
    order = list(FindingKind)
    return sorted(found, key=lambda one: (not one.grave, order.index(one.kind)))


def refuse_grave(findings: Collection[Finding]) -> None:
    """Raise `BadInput` with everything that keeps a notice from being handed in."""
    grave = [str(finding) for finding in findings if finding.grave]
    if grave:
        raise BadInput("还不能送审。" + " ".join(grave))


def timing_findings(facts: NoticeFacts, times: TownTimes, *, now: datetime) -> Iterator[Finding]:
    """Find times that nobody can read, or that are over."""
    try:
        timing = parse_timing(facts.timing, calendar=times.calendar)
    except BadInput as error:
        yield Finding(FindingKind.TIMING, str(error).rstrip("。"), "请改好时间。", grave=True)
        return
    if isinstance(timing.rule, Now | Drawn):
        return
    since = now - timedelta(minutes=facts.grace_minutes)
    if next_slot(timing, after=since, zone=times.zone) is None:
        said = "定的时间已经过去，不会再有一次"
        yield Finding(FindingKind.TIMING, said, "请另定时间。", grave=True)


def _reach_findings(
    facts: NoticeFacts, town: str, *, session: Session, day: date
) -> Iterator[Finding]:
    """Find whether anybody gets it, and what of it does not fit where it goes."""
    try:
        audience = parse_audience(dict(facts.audience), session)
    except BadInput as error:
        yield Finding(FindingKind.AUDIENCE, str(error).rstrip("。"), "请改好范围。", grave=True)
        return
    channels = _channels(session, audience)
    if not channels:
        said = "现在没有一个在用的群会收到"
        yield Finding(FindingKind.AUDIENCE, said, "请核对范围，或者先登记群。")
    yield from _limit_findings(facts, town, channels, grid=_longest_grid(session), day=day)


def _limit_findings(
    facts: NoticeFacts, town: str, channels: Collection[Channel], *, grid: str, day: date
) -> Iterator[Finding]:
    picture = facts.picture_id is not None
    for channel in channels:
        found = render(facts, channel=channel, town=town, grid=grid, day=day, picture=picture)
        for warning in found.warnings:
            mend = "请删短正文，或者写一份短文。" if found.cut else "请确认短文说全了。"
            yield Finding(FindingKind.LIMIT, warning.rstrip("。"), mend, grave=found.cut)


def _channels(session: Session, audience: Audience) -> list[Channel]:
    chosen = groups_of(audience).where(col(Group.active)).subquery()
    found = session.scalars(
        select(col(Group.channel)).where(col(Group.id).in_(select(chosen.c.id))).distinct()
    )
    return sorted(Channel(channel) for channel in found)


def _longest_grid(session: Session) -> str:
    name = col(Grid.name)
    return session.scalars(select(name).order_by(func.length(name).desc()).limit(1)).first() or ""
