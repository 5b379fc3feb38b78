"""The numbers residents are shown: the starter's, and those a town adds, changes or hides."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlmodel import Session, select

from bot.people import Role, allow
from bot.replies import LEGAL_AID, TOWN_LINE
from bot.town_tables import TownHotline, count_change
from knowledge.audit import note
from knowledge.errors import BadInput, NotAllowed, NotFound
from knowledge.starter_files import load_dangers, load_hotlines

LONGEST = {"name": 20, "purpose": 40, "hours": 40}
NAMES = {"name": "名称", "purpose": "什么事可以打", "hours": "接听时间"}
_NUMBER = re.compile(r"\d(?:-?\d){2,12}")


@dataclass(frozen=True, slots=True)
class Line:
    """One number with what it is for; the town brought `own` ones, `fixed` ones always stay."""

    number: str
    name: str
    purpose: str
    hours: str
    own: bool = False
    changed: bool = False
    hidden: bool = False
    fixed: bool = False
    by: str = ""
    at: datetime | None = None

    @property
    def mark(self) -> str:
        """Tell two states of it apart."""
        said = (self.number, self.name, self.purpose, self.hours, self.hidden)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def list_hotlines(session: Session) -> list[Line]:
    """Give every number: the starter's in its order, then the town's own."""
    rows = {row.number: row for row in session.exec(select(TownHotline))}
    starter = _starter()
    lines = [_laid_over(line, rows.get(line.number)) for line in starter.values()]
    own = sorted(rows.keys() - starter.keys())
    return [*lines, *(_own(rows[number]) for number in own)]


def find_hotline(session: Session, number: str) -> Line:
    """Give one number, or raise `NotFound`."""
    found = next((line for line in list_hotlines(session) if line.number == number), None)
    if found is None:
        raise NotFound(f"热线里没有 {number[:20]}，可能已经被别人删掉。")
    return found


def add_hotline(
    session: Session, number: str, words: Mapping[str, str], *, by: str, now: datetime
) -> Line:
    """Add a number of the town's own."""
    name = allow(session, by, Role.ADMINISTRATOR)
    fit = fit_number(number)
    if any(line.number == fit for line in list_hotlines(session)):
        raise NotAllowed(f"热线里已经有 {fit}，请直接修改那一条。")
    said = _fit(words)
    row = TownHotline(
        number=fit,
        name=said["name"],
        purpose=said["purpose"],
        hours=said["hours"],
        by=name,
        at=now,
    )
    _keep(session, row, "add", by=name, now=now)
    return find_hotline(session, fit)


def change_hotline(
    session: Session, number: str, words: Mapping[str, str], *, seen: str, by: str, now: datetime
) -> Line:
    """Say something else of a number, unless it moved since it was `seen`."""
    name, line = allow(session, by, Role.ADMINISTRATOR), find_hotline(session, number)
    _refuse_fixed(line)
    if line.mark != seen:
        raise NotAllowed(f"{line.by or '有人'}刚刚改过这个号码，请对照新内容，再保存一次。")
    row = _row(session, line, by=name, now=now)
    fit = _fit(words)
    row.name, row.purpose, row.hours = fit["name"], fit["purpose"], fit["hours"]
    _keep(session, row, "change", by=name, now=now)
    return find_hotline(session, number)


def hide_hotline(session: Session, number: str, *, hidden: bool, by: str, now: datetime) -> None:
    """Show a number to residents no longer, or again; those that warnings name always stay."""
    name, line = allow(session, by, Role.ADMINISTRATOR), find_hotline(session, number)
    _refuse_fixed(line)
    if line.hidden is hidden:
        return
    row = _row(session, line, by=name, now=now)
    row.hidden = hidden
    _keep(session, row, "hide" if hidden else "show", by=name, now=now)


def drop_hotline(session: Session, number: str, *, by: str, now: datetime) -> None:
    """Take a number of the town's own away, or let the starter's words on it hold again."""
    name, line = allow(session, by, Role.ADMINISTRATOR), find_hotline(session, number)
    row = session.get(TownHotline, number)
    if row is None:
        raise NotAllowed(f"{line.number} 是系统自带的号码，没有改过，不用恢复。")
    session.delete(row)
    session.flush()
    action = "remove" if line.own else "restore"
    note(session, action, f"hotline:{number}", by=name, at=now, detail={"name": line.name})
    count_change(session)


def fit_number(typed: str) -> str:
    """Write a number as it is dialled, or raise `BadInput`."""
    number = re.sub(r"[\s()（）]", "", typed).replace("—", "-")
    if not _NUMBER.fullmatch(number):
        raise BadInput("电话号码只写数字，可以用短横线隔开，例如 0900-1234567。")
    return number


def shown(lines: Iterable[Line]) -> list[Line]:
    """Leave out what is hidden."""
    return [line for line in lines if not line.hidden]


@cache
def fixed_numbers() -> frozenset[str]:
    """Name the numbers that warnings and fixed sentences tell residents to call."""
    warned = {number for danger in load_dangers() for number in (*danger.numbers, *danger.hint)}
    return frozenset({*warned, "110", "119", "120", "122", LEGAL_AID.number, TOWN_LINE.number})


@cache
def _starter() -> Mapping[str, Line]:
    return {
        line.number: Line(
            line.number, line.name, line.purpose, line.hours, fixed=line.number in fixed_numbers()
        )
        for line in load_hotlines()
    }


def _laid_over(line: Line, row: TownHotline | None) -> Line:
    if row is None:
        return line
    said = (row.name, row.purpose, row.hours)
    changed = said != (line.name, line.purpose, line.hours)
    return Line(line.number, *said, changed=changed, hidden=row.hidden, by=row.by, at=row.at)


def _own(row: TownHotline) -> Line:
    return Line(
        row.number,
        row.name,
        row.purpose,
        row.hours,
        own=True,
        hidden=row.hidden,
        by=row.by,
        at=row.at,
    )


def _row(session: Session, line: Line, *, by: str, now: datetime) -> TownHotline:
    return session.get(TownHotline, line.number) or TownHotline(
        number=line.number,
        name=line.name,
        purpose=line.purpose,
        hours=line.hours,
        hidden=line.hidden,
        by=by,
        at=now,
    )


def _keep(session: Session, row: TownHotline, action: str, *, by: str, now: datetime) -> None:
    row.by, row.at = by, now
    session.add(row)
    session.flush()
    detail = {"name": row.name, "purpose": row.purpose, "hours": row.hours}
    note(session, action, f"hotline:{row.number}", by=by, at=now, detail=detail)
    count_change(session)


def _refuse_fixed(line: Line) -> None:
    if line.fixed:
        raise NotAllowed(
            f"{line.number}（{line.name}）写在紧急提示和固定回答里，不能改，也不能隐藏。"
        )


def _fit(words: Mapping[str, str]) -> dict[str, str]:
    fit = {key: " ".join(words.get(key, "").split()) for key in NAMES}
    fit["hours"] = fit["hours"] or "以当地公布为准"
    for key, said in fit.items():
        if len(said) < 2:
            raise BadInput(f"请写上{NAMES[key]}，至少两个字。")
        if len(said) > LONGEST[key]:
            raise BadInput(f"{NAMES[key]}有 {len(said)} 个字，最多 {LONGEST[key]} 个字。")
    return fit
