"""What was done with a notice, by whom and when, in plain words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from jobs.writing.notices import Notice, steps_of, subject
from knowledge.audit import AuditRow

MOST = 200


@dataclass(frozen=True, slots=True)
class Deed:
    """One act; `remark` is what was said with it."""

    at: datetime
    by: str
    said: str
    remark: str = ""


def history(session: Session, notice: Notice) -> list[Deed]:
    """Give all that was done with a notice, the newest first."""
    rows = session.exec(
        select(AuditRow)
        .where(col(AuditRow.subject) == subject(notice))
        .order_by(col(AuditRow.number).desc())
        .limit(MOST)
    )
    remarks = {(step.at, step.by): step.remark for step in steps_of(session, notice, every=True)}
    return [_deed(row, remarks.get((row.at, row.by), "")) for row in rows]


def _deed(row: AuditRow, remark: str) -> Deed:
    say = _WORDS.get(row.action)
    said = say(row.detail) if say else row.action
    kept = remark if row.action in ("approve", "send_back") else row.detail.get("reason", "")
    return Deed(row.at, row.by, said, str(kept))


def _edited(detail: Mapping[str, Any]) -> str:
    voided = detail.get("voided") or []
    after = f"，{'、'.join(voided)}做过的审核作废" if voided else ""
    return f"改成第 {detail['version']} 稿：“{detail['title']}”{after}"


def _passed(detail: Mapping[str, Any]) -> str:
    return f"{detail['step']}通过（第 {detail['version']} 稿）"


def _recalled(detail: Mapping[str, Any]) -> str:
    deleting, kept = detail.get("deleting", 0), detail.get("kept", 0)
    parts = [f"{deleting} 个 Telegram 群的消息在删"] if deleting else []
    parts += [f"{kept} 个群删不掉，起草了更正"] if kept else []
    return f"撤回：{'，'.join(parts)}"


_WORDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "draft": lambda detail: f"起草第 {detail['version']} 稿：“{detail['title']}”",
    "edit": _edited,
    "submit": lambda detail: f"第 {detail['version']} 稿送审",
    "approve": _passed,
    "send_back": lambda detail: f"退回第 {detail['version']} 稿",
    "emergency": lambda _detail: "紧急发出，事后补审",
    "cancel": lambda detail: f"取消，{detail.get('skipped', 0)} 个群不再发",
    "pause": lambda detail: f"暂停，{detail['held']} 个群等着" if detail["held"] else "暂停",
    "resume": lambda detail: f"继续，放行 {detail['freed']} 个群" if detail["freed"] else "继续",
    "recall": _recalled,
    "retry": lambda detail: f"重发 {detail['again']} 个没有发成的群",
    "schedule.fault": lambda _detail: "时间有问题，自动停下",
}
