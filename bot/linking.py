"""Linking: a code, good once and for ten minutes, says whose account it is that sends it."""

import hmac
import re
import secrets
import unicodedata
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col

from bot.people import Staff, find_staff
from bot.staff_chats import Person, StaffChat, acting, tie
from bot.telling import Told, first_to_tell
from jobs.vault import Vault
from knowledge.audit import note
from knowledge.database import Database
from knowledge.errors import NotAllowed

GOOD_FOR = timedelta(minutes=10)
TRIES = 5
REST = timedelta(minutes=15)  # for an account that has tried too often
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is read as another
LENGTH = 8

WRONG = "绑定码不对，或者已经用过、过了 10 分钟。请向管理员要一个新的。"
TOO_OFTEN = "试的次数太多了，请过 15 分钟再试。"


class LinkCode(SQLModel, table=True):
    """The newest code made for a person; nobody can read it back out of `digest`."""

    __tablename__ = "link_code"

    staff_id: int = Field(primary_key=True, foreign_key="staff.id")
    digest: str = Field(unique=True)
    expires_at: datetime


class LinkTry(SQLModel, table=True):
    """How often an account has tried since when."""

    __tablename__ = "link_try"

    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    tries: int = 1
    since: datetime


def make_code(session: Session, name: str, *, vault: Vault, by: str, now: datetime) -> str:
    """Make a code for a person; an older one of theirs is good no more."""
    person = find_staff(session, name)
    if person.disabled:
        raise NotAllowed(f"{person.name}已经停用，请先恢复，再给绑定码。")
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    session.execute(delete(LinkCode).where(col(LinkCode.staff_id) == person.id))
    session.add(
        LinkCode(staff_id=person.id or 0, digest=_digest(code, vault), expires_at=now + GOOD_FOR)
    )
    session.flush()
    detail = {"name": person.name}
    note(session, "link_code", f"staff:{person.id}", by=by, at=now, detail=detail)
    return f"{code[:4]}-{code[4:]}"


def redeem(
    database: Database, code: str, *, channel: str, account: str, vault: Vault, now: datetime
) -> Person:
    """Tie the account that sent a code to its person, or refuse and count the try."""
    with database.writing() as session:
        tries = _count_try(session, channel, account, now=now)
        if tries <= TRIES and _repeats(session, code, account, vault=vault):
            return acting(session, channel, account)  # the same message, handled once more
        staff = _taken(session, code, vault=vault, now=now) if tries <= TRIES else None
        if staff is not None:
            session.execute(delete(LinkTry).where(*_of(channel, account)))
            tie(session, staff, channel=channel, account=account, now=now)
            first_to_tell(session, _mark(code, account, vault=vault), now=now)
            return acting(session, channel, account)
    raise NotAllowed(TOO_OFTEN if tries > TRIES else WRONG)  # the try is on record by now


def _taken(session: Session, code: str, *, vault: Vault, now: datetime) -> Staff | None:
    """Use a code up and give its person, if it is good; every live code is compared in full."""
    digest = _digest(_plain(code), vault)
    live = session.scalars(select(LinkCode).where(col(LinkCode.expires_at) > now)).all()
    found = [row for row in live if hmac.compare_digest(row.digest, digest)]
    for row in found:
        gone = session.execute(
            delete(LinkCode)
            .where(col(LinkCode.staff_id) == row.staff_id, col(LinkCode.digest) == digest)
            .returning(col(LinkCode.staff_id))
        ).first()
        staff = session.get_one(Staff, row.staff_id)
        if gone is not None and not staff.disabled:
            return staff
    return None


def _repeats(session: Session, code: str, account: str, *, vault: Vault) -> bool:
    """Whether this account used this very code, and is still linked."""
    used = session.get(Told, _mark(code, account, vault=vault))
    known = select(col(StaffChat.id)).where(col(StaffChat.account) == account)
    return used is not None and session.scalars(known).first() is not None


def _mark(code: str, account: str, *, vault: Vault) -> str:
    return f"link:{vault.mark(f'{_plain(code)} {account}')}"


def _count_try(session: Session, channel: str, account: str, *, now: datetime) -> int:
    rested = col(LinkTry.since) <= now - REST
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    counted = (
        dialect.insert(LinkTry)
        .values(channel=channel, account=account, tries=1, since=now)
        .on_conflict_do_update(
            index_elements=["channel", "account"],
            set_={
                "tries": case((rested, 1), else_=col(LinkTry.tries) + 1),
                "since": case((rested, now), else_=col(LinkTry.since)),
            },
        )
        .returning(col(LinkTry.tries))
    )
    return int(session.execute(counted).scalar_one())


def _of(channel: str, account: str) -> tuple[ColumnElement[bool], ...]:
    return col(LinkTry.channel) == channel, col(LinkTry.account) == account


def _plain(code: str) -> str:
    return re.sub(r"[\s\-—－]", "", unicodedata.normalize("NFKC", code)).upper()


def _digest(code: str, vault: Vault) -> str:
    return vault.mark(code)
