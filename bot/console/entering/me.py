"""My account: where I am signed in, my password, and my second factor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from starlette.datastructures import FormData

from bot.console.entering import sign_ins
from bot.console.entering.accounts import Account, set_password
from bot.console.entering.devices import device_of
from bot.console.entering.joining import new_password
from bot.console.entering.login import address_of, enter, secret
from bot.console.entering.proving import prove_again
from bot.console.entering.recovery import codes_left
from bot.console.entering.second_factor import new_codes, offer, turn_off, turn_on
from bot.console.pages import Answer, Pages, Shown, Went
from bot.console.visit import Visit
from bot.people import ROLES, Role, Staff
from knowledge.errors import KnowledgeError, NotAllowed, NotFound

pages = Pages()


@dataclass(frozen=True, slots=True)
class Place:
    """A browser in which I am signed in."""

    id: int
    device: str
    address: str
    seen_at: datetime
    is_this: bool


@pages.show("/me", role=Role.WORKER)
def me(visit: Visit) -> Shown:
    """Show who I am and where I am signed in."""
    account = visit.session.get(Account, visit.person.id)
    return Shown(
        "console/entering/me.html",
        role=ROLES[visit.person.role],
        places=_places(visit),
        account=account,
        codes=codes_left(visit.session, visit.person.id),
        required=_is_required(visit),
    )


def me_again(visit: Visit, place: int) -> Answer:  # noqa: ARG001
    """Show the same after a place could not be left."""
    return me(visit)


@pages.act("/me/places/{place:int}/end", role=Role.WORKER, again=me_again)
def end_place(visit: Visit, place: int) -> Went:
    """Sign me out in one browser."""
    if place not in {one.id for one in _places(visit)}:
        raise NotFound("那里已经退出了。")
    sign_ins.end(visit.session, place, of=visit.person.id)
    if place == visit.request.state.sign_in:
        return Went("/login", said="已退出登录。", token="")
    return Went("/me", said="已退出那一处。")


@pages.act("/me/places/end", role=Role.WORKER)
def end_places(visit: Visit) -> Went:
    """Sign me out everywhere, here too."""
    sign_ins.end_all(visit.session, visit.person.id)
    return Went("/login", said="所有地方都已退出登录。", token="")


@pages.show("/me/password", role=Role.WORKER)
def ask_password(_visit: Visit) -> Shown:
    """Ask for the old password and the new one."""
    return Shown("console/entering/password.html")


@pages.act("/me/password", role=Role.WORKER, again=ask_password)
def change_password(visit: Visit) -> Went:
    """Change my password: everywhere else I am signed out."""
    _prove(visit)
    password, town = new_password(visit), visit.town.settings.town_name
    staff = visit.session.get_one(Staff, visit.person.id)
    set_password(visit.session, staff, password, town=town, now=visit.now)
    said = "密码已经改好。别的地方都已退出登录。"
    return enter(visit, visit.person.id, path="/me", said=said)


@pages.show("/me/second-factor", role=Role.WORKER)
def second_factor(visit: Visit) -> Answer:
    """Show how to set the second factor up, or that it is."""
    account = visit.session.get(Account, visit.person.id)
    if account and account.totp_secret:
        left = codes_left(visit.session, visit.person.id)
        return Shown("console/entering/factor.html", codes=left, required=_is_required(visit))
    return Shown(
        "console/entering/factor_new.html",
        offer=offer(
            visit.person.name,
            town=visit.town.settings.town_name,
            vault=visit.vault,
            kept=visit.word("sealed") if visit.form else "",
            staff_id=visit.person.id,
        ),
        owes=visit.request.state.owes,
    )


def second_factor_anew(visit: Visit) -> Answer:
    """Offer another second factor when the offered one cannot be read any more."""
    try:
        return second_factor(visit)
    except KnowledgeError:
        return second_factor(replace(visit, form=FormData()))


@pages.act("/me/second-factor", role=Role.WORKER, again=second_factor_anew)
def turn_factor_on(visit: Visit) -> Shown:
    """Set the second factor up and show the recovery codes this once."""
    account = visit.session.get(Account, visit.person.id)
    if account and account.totp_secret:
        raise NotAllowed("动态验证码已经打开了。")
    sealed, code = visit.word("sealed"), visit.word("code")
    codes = turn_on(visit.session, visit.person.id, sealed, code, vault=visit.vault, now=visit.now)
    sign_ins.end_all(visit.session, visit.person.id, but=visit.request.state.sign_in)
    return _codes(codes)


@pages.act("/me/second-factor/off", role=Role.WORKER, again=second_factor)
def turn_factor_off(visit: Visit) -> Went:
    """Give the second factor up."""
    if _is_required(visit):
        raise NotAllowed("本镇规定管理员必须用动态验证码，不能关闭。")
    _prove(visit)
    turn_off(visit.session, visit.person.id, now=visit.now)
    return Went("/me", said="动态验证码已关闭。", loud=True)


@pages.act("/me/second-factor/codes", role=Role.WORKER, again=second_factor)
def make_codes(visit: Visit) -> Shown:
    """Make new recovery codes and show them this once."""
    _prove(visit)
    return _codes(new_codes(visit.session, visit.person.id, vault=visit.vault, now=visit.now))


def _codes(codes: Sequence[str]) -> Shown:
    return Shown("console/entering/codes.html", codes=codes)


def _prove(visit: Visit) -> None:
    """Ask for the password once more: a browser left open is no proof."""
    prove_again(
        visit.town.database,
        visit.person.name,
        secret(visit, "current"),
        address=address_of(visit),
        now=visit.now,
    )


def _is_required(visit: Visit) -> bool:
    return visit.town.settings.require_second_factor and visit.at_least(Role.ADMINISTRATOR)


def _places(visit: Visit) -> list[Place]:
    here = visit.request.state.sign_in
    rows = sign_ins.of_person(visit.session, visit.person.id, now=visit.now)
    return [
        Place(row.id or 0, device_of(row.agent), row.address, row.seen_at, row.id == here)
        for row in rows
    ]
