"""Corrections: what went out wrong is put right by a notice of its own, which is reviewed, too."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from jobs.places.groups import Channel
from jobs.schedule.runs import Run
from jobs.writing.drafting import write
from jobs.writing.notice_facts import LONGEST_TITLE, NoticeFacts, facts_of
from jobs.writing.notices import Notice, NoticeState
from jobs.writing.rendering import chinese_day

TITLE = "更正：{title}"
TEXT = "{day}发出的“{title}”有误，请以这条为准，不要再转发原来那条。\n（请填写正确的内容）"


def draft_correction(
    session: Session,
    notice: Notice,
    *,
    by: str,
    now: datetime,
    zone: ZoneInfo,
    channels: Sequence[Channel] = (),
) -> Notice:
    """Draft a correction for whom a notice reached (in these channels), or give the one there is.

    What is right has to be filled in before it can be handed in.
    """
    open_ones = select(Notice).where(
        col(Notice.corrects_id) == notice.id, col(Notice.state) != NoticeState.CANCELLED
    )
    found = session.exec(open_ones.order_by(col(Notice.id).desc())).first()
    if found is not None:
        return found
    sent_at = _sent_at(session, notice) or now
    facts = _facts(notice, channels, day=chinese_day(sent_at.astimezone(zone).date()))
    return write(session, facts, by=by, now=now, corrects_id=notice.id)


def _sent_at(session: Session, notice: Notice) -> datetime | None:
    runs = select(Run.send_at).where(col(Run.notice_id) == notice.id)
    return session.exec(runs.order_by(col(Run.send_at).desc())).first()


def _facts(notice: Notice, channels: Sequence[Channel], *, day: str) -> NoticeFacts:
    audience = dict(notice.audience)
    if channels:
        audience["channels"] = [*channels]
    return replace(
        facts_of(notice),
        title=TITLE.format(title=notice.title)[:LONGEST_TITLE],
        text=TEXT.format(day=day, title=notice.title),
        short="",
        link="",
        picture_id=None,
        audience=audience,
        timing={"when": "now"},
        pool="",
        expires_minutes=None,
    )
