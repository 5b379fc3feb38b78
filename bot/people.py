"""People on the staff: their names, roles and grids."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Text, select
from sqlmodel import Field, Session, SQLModel, col

from bot.console.entering.sign_ins import end_all
from jobs.places.audience import Audience, lies_within
from jobs.places.workers import add_worker, assign, get_worker, grids_of
from knowledge.audit import note
from knowledge.errors import BadInput, NotAllowed, NotFound
from knowledge.review import signed_name


class Role(StrEnum):
    """What a person may do; each role may do what the one before it may."""

    WORKER = "worker"
    DRAFTER = "drafter"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


class Staff(SQLModel, table=True):
    """One person; a worker's grids and private chat hang on `worker_id`."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    role: Role = Field(sa_column=Column(Text, nullable=False))
    worker_id: int | None = Field(default=None, foreign_key="worker.id")
    disabled: bool = False
    added_at: datetime


ROLES: Mapping[Role, str] = {
    Role.WORKER: "网格员",
    Role.DRAFTER: "起草人",
    Role.REVIEWER: "审核人",
    Role.PUBLISHER: "签发人",
    Role.ADMINISTRATOR: "管理员",
}
MAX_NAME = 20


def role_named(word: str) -> Role:
    """Read a role in English or Chinese, or raise `BadInput`."""
    plain = word.strip().lower()
    for role, name in ROLES.items():
        if plain in (role, name):
            return role
    known = "、".join(f"{role}（{name}）" for role, name in ROLES.items())
    raise BadInput(f"不认识角色“{word[:20]}”，能写的有 {known}。")


def reaches(role: Role, least: Role) -> bool:
    """Whether a role may do what another, the least that is asked for, may."""
    order = list(Role)
    return order.index(role) >= order.index(least)


def allow(session: Session, name: str, role: Role) -> str:
    """Give the name under which a person may do what a role may, or raise `NotAllowed`.

    While nobody is on the staff any name may: whoever has the terminal has the database.
    """
    person = _acting(session, name)
    if person is None:
        return signed_name(name)
    if not _at_least(person, role):
        raise NotAllowed(
            f"这一步要由{ROLES[role]}来办，{person.name}是{ROLES[Role(person.role)]}。"
        )
    return person.name


def allow_drafting(session: Session, name: str, audience: Audience) -> str:
    """Give the name under which a person may draft a notice for an audience.

    Drafters and above may for all, a worker only for grids that they answer for.
    """
    person = _acting(session, name)
    if person is None or _at_least(person, Role.DRAFTER):
        return signed_name(name)
    grids = [grid.id or 0 for grid in grids_of(session, person.worker_id or 0)]
    if not lies_within(session, audience, grids):
        raise NotAllowed(f"{person.name}是网格员，只能给自己网格的群起草通知。")
    return person.name


def add_staff(
    session: Session, name: str, *, role: Role, grid: int | None = None, by: str, now: datetime
) -> Staff:
    """Add a person; a worker is tied to a grid worker of the same name, and to the grid."""
    fit = signed_name(name)
    if len(fit) > MAX_NAME:
        raise BadInput(f"姓名太长，最多 {MAX_NAME} 个字。")
    if _named(session, fit) is not None:
        raise NotAllowed(
            f"名单里已经有“{fit}”。同名的人请加上单位区分；换角色或加网格，请改名单里的那一位。"
        )
    person = Staff(name=fit, role=role, added_at=now)
    session.add(person)
    session.flush()
    note(session, "add", f"staff:{person.id}", by=by, at=now, detail={"name": fit, "role": role})
    _tie(session, person, grid, by=by, now=now)
    return person


def change_staff(
    session: Session,
    name: str,
    *,
    role: Role | None = None,
    grid: int | None = None,
    by: str,
    now: datetime,
) -> Staff:
    """Give a person another role, which signs them out, or one more grid."""
    person = find_staff(session, name)
    if role is not None and role != person.role:
        detail = {"name": person.name, "role": [person.role, role]}
        person.role = role
        end_all(session, person.id or 0)
        session.flush()
        note(session, "change", f"staff:{person.id}", by=by, at=now, detail=detail)
    _tie(session, person, grid, by=by, now=now)
    return person


def disable_staff(session: Session, name: str, *, by: str, now: datetime) -> Staff:
    """Let a person do nothing any more, and sign them out; what they did stays."""
    return _switch(session, name, disabled=True, by=by, now=now)


def enable_staff(session: Session, name: str, *, by: str, now: datetime) -> Staff:
    """Let a person work again in the role they had."""
    return _switch(session, name, disabled=False, by=by, now=now)


def find_staff(session: Session, name: str) -> Staff:
    """Find a person by name, or raise `NotFound`."""
    person = _named(session, signed_name(name))
    if person is None:
        raise NotFound(f"名单里没有“{name.strip()}”。")
    return person


def list_staff(session: Session) -> Sequence[Staff]:
    """Give everybody, in the order they came."""
    return session.scalars(select(Staff).order_by(col(Staff.id))).all()


def _acting(session: Session, name: str) -> Staff | None:
    """Give the person who acts, or nothing while nobody is on the staff."""
    person = _named(session, signed_name(name))
    if person is None and session.scalars(select(col(Staff.id)).limit(1)).first() is None:
        return None
    if person is None:
        raise NotAllowed(f"“{name.strip()}”不在工作人员名单里，请管理员先添加。")
    if person.disabled:
        raise NotAllowed(f"{person.name}已经停用，不能办理；请管理员先恢复。")
    return person


def _at_least(person: Staff, role: Role) -> bool:
    return reaches(Role(person.role), role)


def _named(session: Session, name: str) -> Staff | None:
    return session.scalars(select(Staff).where(col(Staff.name) == name)).first()


def _tie(session: Session, person: Staff, grid: int | None, *, by: str, now: datetime) -> None:
    """Make a grid worker of whoever is one or answers for a grid."""
    if person.role != Role.WORKER and grid is None:
        return
    worker = add_worker(session, person.name, by=by, now=now)
    person.worker_id = worker.id
    session.flush()
    if grid is not None:
        assign(session, worker.id or 0, grid=grid, by=by, now=now)


def _switch(session: Session, name: str, *, disabled: bool, by: str, now: datetime) -> Staff:
    person = find_staff(session, name)
    if person.disabled is disabled:
        return person
    person.disabled = disabled
    if disabled:
        end_all(session, person.id or 0)
    if person.worker_id is not None:
        get_worker(session, person.worker_id).active = not disabled
    session.flush()
    action = "disable" if disabled else "enable"
    note(session, action, f"staff:{person.id}", by=by, at=now, detail={"name": person.name})
    return person
