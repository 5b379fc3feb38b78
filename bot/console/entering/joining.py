"""Joining by a link: the first administrator, somebody invited, or whoever forgot the password."""

from sqlmodel import Session

from bot.console.entering.accounts import (
    has_administrator,
    set_password,
    waiting_administrators,
)
from bot.console.entering.invitations import GONE, Invitation, find_invitation, use_up
from bot.console.entering.login import enter, secret
from bot.console.pages import Answer, Pages, Shown, Went
from bot.console.visit import Visit
from bot.people import ROLES, Role, Staff, add_staff
from knowledge.errors import BadInput, NotFound

pages = Pages()


@pages.show("/join/{token}", role=None)
def ask_password(visit: Visit, token: str) -> Shown:
    """Ask for the password to be; looking at a link does not use it up."""
    invitation = _found(visit, token)
    if invitation is None:
        return _gone()
    staff = visit.session.get(Staff, invitation.staff_id) if invitation.staff_id else None
    waiting = [] if staff else waiting_administrators(visit.session)
    role = ROLES[Role(staff.role)] if staff else ""
    options = [(one.id, one.name) for one in waiting]
    return Shown("console/entering/join.html", token=token, staff=staff, role=role, options=options)


@pages.act("/join/{token}", role=None, again=ask_password)
def join(visit: Visit, token: str) -> Answer:
    """Set the password, use the link up, and let the person in."""
    invitation = _found(visit, token)
    if invitation is None:
        return _gone()
    password = new_password(visit)
    staff = _whose(visit, invitation)
    town = visit.town.settings.town_name
    account = set_password(visit.session, staff, password, town=town, now=visit.now)
    use_up(visit.session, invitation)
    if account.totp_secret:
        return Went("/login", said="新密码已经设好，请登录。", token="")
    return enter(visit, staff.id or 0, path="/", said="密码已经设好，您已登录。")


def new_password(visit: Visit) -> str:
    """Give a new password that was typed twice alike, or raise `BadInput`."""
    password = secret(visit, "password")
    if password != secret(visit, "again"):
        raise BadInput("两次输入的密码不一样，请重新输入。")
    return password


def _found(visit: Visit, token: str) -> Invitation | None:
    try:
        invitation = find_invitation(visit.session, token, now=visit.now)
    except NotFound:
        return None
    if invitation.staff_id is None and has_administrator(visit.session):
        return None  # somebody was first by another way
    return invitation


def _whose(visit: Visit, invitation: Invitation) -> Staff:
    session = visit.session
    if invitation.staff_id is not None:
        return session.get_one(Staff, invitation.staff_id)
    waiting = waiting_administrators(session)
    if waiting:
        return _chosen(visit.number("staff"), {one.id or 0: one for one in waiting})
    return _first(session, visit)


def _chosen(number: int | None, waiting: dict[int, Staff]) -> Staff:
    if number not in waiting:
        raise BadInput("请选一下您是谁。")
    return waiting[number]


def _first(session: Session, visit: Visit) -> Staff:
    name = visit.word("name")
    if not name:
        raise BadInput("请写您的姓名。")
    return add_staff(session, name, role=Role.ADMINISTRATOR, by=name, now=visit.now)


def _gone() -> Shown:
    return Shown("console/entering/gone.html", status=404, fault=GONE)
