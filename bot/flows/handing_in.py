"""From what was said in a chat to a notice: what there is to choose, previews, and handing in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from bot.flows.drafts import Around, Draft, GridChoice, next_step
from bot.notice_rights import may_draft, may_edit, may_publish
from bot.people import Role
from bot.staff_chats import Person
from jobs.places.audience import count, describe, parse_audience
from jobs.places.grids import Grid
from jobs.places.groups import Channel, Group, GroupTag
from jobs.places.workers import grids_of
from jobs.schedule.timing import describe as say_timing
from jobs.schedule.timing import parse_timing
from jobs.writing.checks import Standards, check
from jobs.writing.drafting import draft as write_notice
from jobs.writing.drafting import edit
from jobs.writing.emergencies import emergency
from jobs.writing.notice_facts import NoticeFacts, facts_of
from jobs.writing.notices import Notice, find_notice
from jobs.writing.pictures import Picture
from jobs.writing.rendering import render
from knowledge.starter_notices import Category, StarterNotice


@dataclass(frozen=True, slots=True)
class Preview:
    """A notice as a Telegram group will see it, and what is to be known before it is handed in."""

    html: str
    picture: bytes | None
    said: str


def around(
    session: Session, person: Person, *, starters: Sequence[StarterNotice], now: datetime
) -> Around:
    """Gather what a person may choose from; a worker only from their own grids."""
    rows = session.execute(
        select(col(Grid.id), col(Grid.parent_id), col(Grid.name)).order_by(col(Grid.id))
    )
    limited = not person.may(Role.DRAFTER)
    own = [grid.id or 0 for grid in grids_of(session, person.worker or 0)] if limited else None
    tags = session.scalars(
        select(col(GroupTag.tag))
        .join(Group, col(Group.id) == col(GroupTag.group_id))
        .where(col(Group.active))
        .distinct()
        .order_by(col(GroupTag.tag))
    )
    grids = [GridChoice(*row) for row in rows]
    return Around(grids, own, [*tags], starters, now)


def preview(
    session: Session, facts: NoticeFacts, standards: Standards, *, now: datetime, own: int | None
) -> Preview:
    """Show a notice exactly as it will look, with what the checks find."""
    day = now.astimezone(standards.times.zone).date()
    audience = parse_audience(dict(facts.audience), session)
    kept = session.get(Picture, facts.picture_id) if facts.picture_id else None
    grid = _first_grid(session, audience.grids)
    picture = kept is not None
    rendered = render(
        facts, channel=Channel.TELEGRAM, town=standards.town, grid=grid, day=day, picture=picture
    )
    lines = [
        f"发给：{describe(session, audience)}（现有 {count(session, audience)} 个群）",
        f"时间：{timing_said(facts, standards)}",
        *findings_said(session, facts, standards, now=now, own=own),
    ]
    return Preview(rendered.text, kept.content if kept else None, "\n".join(lines))


def findings_said(
    session: Session, facts: NoticeFacts, standards: Standards, *, now: datetime, own: int | None
) -> list[str]:
    """Give what the checks find, a line for each."""
    found = check(facts, standards, session=session, now=now, notice_id=own)
    return [f"{'×' if one.grave else '！'} {one}" for one in found] or ["检查没有发现问题。"]


def timing_said(facts: NoticeFacts, standards: Standards) -> str:
    """Say when a notice goes out."""
    return say_timing(parse_timing(dict(facts.timing), calendar=standards.times.calendar))


def facts_from(draft: Draft, session: Session) -> NoticeFacts:
    """Give what was decided; of one that is written anew the rest stays as it was."""
    before = facts_of(find_notice(session, draft.notice)) if draft.notice else None
    given = NoticeFacts(
        title=draft.title,
        text=draft.text,
        short=draft.short,
        category=Category(draft.category),
        picture_id=draft.picture,
        audience=draft.audience or {},
    )
    if before is not None:
        names = ("title", "text", "short", "category", "picture_id", "audience")
        given = replace(before, **{name: getattr(given, name) for name in names})
    return given if draft.when is None else replace(given, timing={"when": draft.when})


def draft_of(notice: Notice) -> Draft:
    """Open a notice to be written anew, at its preview."""
    facts = facts_of(notice)
    draft = Draft(
        category=facts.category,
        title=facts.title,
        text=facts.text,
        short=facts.short,
        picture=facts.picture_id,
        picture_asked=True,
        audience={key: [*values] for key, values in facts.audience.items()},
        when=_plain_time(facts),
        notice=notice.id,
        changes=notice.changes,
    )
    return replace(draft, step=next_step(draft))


def hand_in(
    session: Session,
    draft: Draft,
    *,
    by: str,
    now: datetime,
    standards: Standards,
    submit: bool = True,
) -> Notice:
    """Draft, edit, or send as an emergency, by the rights of the person who acts."""
    facts = facts_from(draft, session)
    if draft.urgent:
        name = may_publish(session, by)
        return emergency(session, facts, by=name, reason=draft.reason, now=now, standards=standards)
    if draft.notice is None:
        name = may_draft(session, by, facts.audience)
        return write_notice(session, facts, by=name, now=now, standards=standards, submit=submit)
    row = find_notice(session, draft.notice, changes=draft.changes)
    name = may_edit(session, by, row, facts.audience)
    return edit(session, row, facts, by=name, now=now, standards=standards, submit=submit)


def _plain_time(facts: NoticeFacts) -> str | None:
    """Give a time that buttons can say; any other stays as it is, and is not asked again."""
    when = facts.timing.get("when")
    plain = isinstance(when, str) and when != "pool" and len(facts.timing) == 1
    return str(when) if plain else None


def _first_grid(session: Session, grids: Sequence[int]) -> str:
    found = session.get(Grid, grids[0]) if grids else None
    return found.name if found else ""
