"""The way in and the way out: name and password, a code where there is one, and logging out."""

import re

from bot.console.entering import sign_ins
from bot.console.entering.proving import prove_code, prove_password, seal_step
from bot.console.pages import Answer, Pages, Shown, Went
from bot.console.visit import Visit
from knowledge.errors import NotAllowed

pages = Pages()
_INSIDE = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f]*")  # a path of ours, whatever browsers make of it
LONGEST_NEXT = 2_000


@pages.show("/login", role=None)
def login(visit: Visit) -> Answer:
    """Ask for name and password."""
    if visit.request.state.person and visit.request.method == "GET":
        return Went(next_of(visit))
    return Shown("console/entering/login.html", next=next_of(visit))


@pages.act("/login", role=None, again=login)
def log_in(visit: Visit) -> Answer:
    """Let whoever proves who they are in, or ask for the code besides."""
    proven = prove_password(
        visit.town.database,
        visit.word("name"),
        secret(visit, "password"),
        address=address_of(visit),
        now=visit.now,
    )
    if not proven.wants_code:
        return enter(visit, proven.staff_id)
    sealed = seal_step(proven, vault=visit.vault, now=visit.now)
    return Shown("console/entering/code.html", sealed=sealed, next=next_of(visit))


def ask_code(visit: Visit) -> Answer:
    """Ask for the code once more."""
    sealed = visit.word("sealed")
    return Shown("console/entering/code.html", sealed=sealed, next=next_of(visit))


@pages.act("/login/code", role=None, again=ask_code)
def take_code(visit: Visit) -> Answer:
    """Let whoever has the phone in, or a recovery code on paper."""
    try:
        staff_id = prove_code(
            visit.town.database,
            visit.word("sealed"),
            visit.word("code"),
            address=address_of(visit),
            vault=visit.vault,
            now=visit.now,
        )
    except NotAllowed as late:
        return Shown(
            "console/entering/login.html", status=403, fault=str(late), next=next_of(visit)
        )
    return enter(visit, staff_id)


@pages.act("/logout", role=None)
def log_out(visit: Visit) -> Went:
    """Sign this browser out."""
    here = visit.request.state.sign_in
    if here is not None:
        sign_ins.end(visit.session, here)
    return Went("/login", said="已退出登录。", token="")


def enter(visit: Visit, staff_id: int, *, path: str = "", said: str = "") -> Went:
    """Sign a person in with a new token; whatever the browser had before is good no more."""
    before = visit.request.state.sign_in
    if before is not None:
        sign_ins.end(visit.session, before)
    token = sign_ins.begin(
        visit.session,
        staff_id,
        address=address_of(visit),
        agent=visit.request.headers.get("user-agent", ""),
        now=visit.now,
    )
    return Went(path or next_of(visit), said=said, token=token)


def next_of(visit: Visit) -> str:
    """Tell where a person wanted to go; the first page if that is not one of ours."""
    wanted = visit.word("next")
    return wanted if len(wanted) <= LONGEST_NEXT and _INSIDE.fullmatch(wanted) else "/"


def secret(visit: Visit, name: str) -> str:
    """Give what was typed into a field for a secret, with every space."""
    found = visit.form.get(name)
    return found if isinstance(found, str) else ""


def address_of(visit: Visit) -> str:
    """Tell from which address a request came."""
    client = visit.request.client
    return client.host if client else ""
