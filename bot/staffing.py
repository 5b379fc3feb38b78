"""What administrators may do to people on the staff: never to themselves, nor to the last one."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from bot.people import Role, Staff, change_staff, disable_staff, enable_staff
from jobs.places.workers import release
from knowledge.errors import NotAllowed, NotFound

OWN_ROLE = "自己的角色要请另一位管理员来改。"
OWN_ACCOUNT = "不能停用自己，请另一位管理员来办。"
LAST_ONE = "{name}是唯一的管理员。先让另一个人当管理员，再来改。"


def get_staff(session: Session, staff_id: int) -> Staff:
    """Give a person by number, or raise `NotFound`."""
    person = session.get(Staff, staff_id)
    if person is None:
        raise NotFound("名单里没有这个人。")
    return person


def set_role(session: Session, staff_id: int, role: Role, *, by: str, now: datetime) -> Staff:
    """Give a person another role, which signs them out."""
    person = get_staff(session, staff_id)
    if person.name == by:
        raise NotAllowed(OWN_ROLE)
    if role is not Role.ADMINISTRATOR:
        _keep_an_administrator(session, person)
    return change_staff(session, person.name, role=role, by=by, now=now)


def shut_out(session: Session, staff_id: int, *, by: str, now: datetime) -> Staff:
    """Let a person do nothing any more, and sign them out."""
    person = get_staff(session, staff_id)
    if person.name == by:
        raise NotAllowed(OWN_ACCOUNT)
    _keep_an_administrator(session, person)
    return disable_staff(session, person.name, by=by, now=now)


def let_back(session: Session, staff_id: int, *, by: str, now: datetime) -> Staff:
    """Let a person work again in the role they had."""
    return enable_staff(session, get_staff(session, staff_id).name, by=by, now=now)


def give_grid(session: Session, staff_id: int, grid: int, *, by: str, now: datetime) -> Staff:
    """Let a person answer for one more grid."""
    return change_staff(session, get_staff(session, staff_id).name, grid=grid, by=by, now=now)


def take_grid(session: Session, staff_id: int, grid: int, *, by: str, now: datetime) -> Staff:
    """Let a person answer for a grid no more."""
    person = get_staff(session, staff_id)
    if person.worker_id is not None:
        release(session, person.worker_id, grid=grid, by=by, now=now)
    return person


def _keep_an_administrator(session: Session, person: Staff) -> None:
    """Refuse to lose the last one; two who do it at once wait for each other."""
    in_charge = session.scalars(
        select(Staff)
        .where(col(Staff.role) == Role.ADMINISTRATOR, col(Staff.disabled).is_(False))
        .order_by(col(Staff.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if [one.id for one in in_charge] == [person.id]:
        raise NotAllowed(LAST_ONE.format(name=person.name))
