"""Two people changed one notice: what the first saved, beside what the second wrote."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.console.notices.sheets import Sheet
from bot.console.visit import Visit
from jobs.figures.figure_names import CATEGORIES
from jobs.places.audience import describe as say_audience
from jobs.places.audience import parse_audience
from jobs.schedule.timing import describe as say_timing
from jobs.schedule.timing import parse_timing
from jobs.schedule.town_times import TownTimes
from jobs.writing.notice_facts import NoticeFacts
from jobs.writing.notices import Notice, subject
from knowledge.audit import AuditRow
from knowledge.errors import BadInput
from knowledge.starter_notices import Category

THEIRS, MINE = "theirs", "mine"
LABELS: Mapping[str, str] = {
    "title": "标题",
    "text": "正文",
    "short": "短文",
    "category": "类别",
    "picture_id": "图片",
    "audience": "发给谁",
    "timing": "什么时候发",
    "link": "网址",
    "mention_all": "提醒所有人",
    "once": "宁可漏发，不要重发",
    "expires_minutes": "有效时间",
    "grace_minutes": "错过后补发",
    "pool": "轮流发送的组",
}
ACTS: Mapping[str, str] = {
    "edit": "改了内容",
    "submit": "送审了",
    "approve": "通过了一步审核",
    "send_back": "退回了",
    "cancel": "取消了",
    "pause": "暂停了",
    "resume": "恢复了",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that the two have differently; `take` is whose is offered first."""

    name: str
    label: str
    theirs: str
    mine: str
    take: str


@dataclass(frozen=True)
class Conflict:
    """Who was first, when, with what, and every part in which the two differ."""

    by: str
    did: str
    at: datetime
    differences: tuple[Difference, ...]


def marks(facts: NoticeFacts, times: TownTimes) -> str:
    """Mark every part of a notice as it was when somebody opened it."""
    return ",".join(f"{name}:{_mark(value)}" for name, value in _plain(facts, times).items())


def conflict_of(
    visit: Visit, notice: Notice, theirs: NoticeFacts, mine: NoticeFacts, times: TownTimes
) -> Conflict | None:
    """Give what happened since the form was opened; nothing if nobody was there.

    Once it was shown it stays, with what was chosen, until the form is saved.
    """
    chosen = {name: visit.word(f"take_{name}") for name in LABELS}
    seen_newest = visit.number("changes", -1) == notice.changes
    if not visit.form or (seen_newest and not any(chosen.values())):
        return None
    seen = dict(part.split(":", 1) for part in visit.word("seen").split(",") if ":" in part)
    first, second = _plain(theirs, times), _plain(mine, times)
    found = [
        Difference(
            name=name,
            label=label,
            theirs=_said(visit.session, name, first[name]),
            mine=_said(visit.session, name, second[name]),
            take=chosen[name] or (THEIRS if seen.get(name) == _mark(second[name]) else MINE),
        )
        for name, label in LABELS.items()
        if first[name] != second[name]
    ]
    return Conflict(*_last_act(visit.session, notice), tuple(found))


def settled(visit: Visit, theirs: NoticeFacts, sheet: Sheet) -> Sheet:
    """Take of the first's what the second chose to take, part by part."""
    return _taken([name for name in LABELS if visit.word(f"take_{name}") == THEIRS], theirs, sheet)


def offered(conflict: Conflict, theirs: NoticeFacts, sheet: Sheet) -> Sheet:
    """Take of the first's what is offered to be taken."""
    return _taken([one.name for one in conflict.differences if one.take == THEIRS], theirs, sheet)


def _taken(taken: Collection[str], theirs: NoticeFacts, sheet: Sheet) -> Sheet:
    facts = replace(sheet.facts, **{name: getattr(theirs, name) for name in taken})
    faults = {name: said for name, said in sheet.faults.items() if name not in taken}
    return Sheet(facts, faults)


def _last_act(session: Session, notice: Notice) -> tuple[str, str, datetime]:
    rows = select(AuditRow).where(col(AuditRow.subject) == subject(notice))
    row = session.exec(rows.order_by(col(AuditRow.number).desc()).limit(1)).first()
    if row is None:
        return notice.edited_by or notice.drafted_by, "改了内容", notice.changed_at
    return row.by, ACTS.get(row.action, "办理了这条通知"), row.at


def _plain(facts: NoticeFacts, times: TownTimes) -> dict[str, Any]:
    """Give every part so that what means the same is the same."""
    audience = {key: sorted(values, key=str) for key, values in facts.audience.items() if values}
    return asdict(facts) | {"audience": audience, "timing": _said_timing(facts, times)}


def _said_timing(facts: NoticeFacts, times: TownTimes) -> str:
    if not facts.timing:
        return ""
    try:
        return say_timing(parse_timing(dict(facts.timing), calendar=times.calendar))
    except BadInput as error:
        return str(error)


def _mark(value: Any) -> str:
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.blake2b(plain.encode(), digest_size=6).hexdigest()


def _said(session: Session, name: str, value: Any) -> str:
    if name == "audience":
        return say_audience(session, parse_audience(value)) if value else "全镇所有群"
    if name == "category":
        return CATEGORIES[Category(value)]
    if name == "picture_id":
        return "有图片" if value else "没有图片"
    if isinstance(value, bool):
        return "是" if value else "否"
    if name.endswith("_minutes"):
        return "不限" if value is None else f"{value} 分钟"
    return str(value) or "（空）"
