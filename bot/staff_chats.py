"""The chats in which people on the staff work: whose account it is, and what reaches them there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, UniqueConstraint, select, update
from sqlmodel import Field, Session, SQLModel, col

from bot.people import Role, Staff
from jobs.delivery.deliveries import Delivery, State
from jobs.delivery.lanes import ensure_lane
from jobs.places.grids import Worker
from jobs.places.groups import Channel, Group
from jobs.schedule.runs import Run, RunKind
from knowledge.audit import note
from knowledge.errors import NotAllowed

NOT_LINKED = "这些是工作人员用的。请向管理员要一个绑定码，然后发：/link 绑定码"
DISABLED = "您的工作人员身份已经停用，这里办不了了；有疑问请联系管理员。"
UNTIED = "已经解除绑定"


class StaffChat(SQLModel, table=True):
    """One person's account in one channel; letters reach them through the private `group_id`.

    `menu` says for which role the commands of the chat were set last.
    """

    __tablename__ = "staff_chat"
    __table_args__ = (
        UniqueConstraint("channel", "account"),
        UniqueConstraint("channel", "staff_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id")
    channel: str
    account: str
    group_id: int = Field(foreign_key="chat_group.id")
    menu: str = ""
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the staff as they act in a chat."""

    staff: int
    name: str
    role: Role
    account: str
    group: int
    worker: int | None
    disabled: bool
    menu: str
    moved: bool  # their private chat is another row by now
    closed: bool  # nothing reached them there lately

    def may(self, role: Role) -> bool:
        """Whether they may do what a role may."""
        order = list(Role)
        return not self.disabled and order.index(self.role) >= order.index(role)


def acting(session: Session, channel: str, account: str) -> Person:
    """Give whoever acts from an account, or refuse with one kind sentence."""
    person = person_at(session, channel, account)
    if person is None:
        raise NotAllowed(NOT_LINKED)
    if person.disabled:
        raise NotAllowed(DISABLED)
    return person


def person_at(session: Session, channel: str, account: str) -> Person | None:
    """Give whose account it is, if it is anybody's."""
    found = _people(session, channel, col(StaffChat.account) == account)
    return found[0] if found else None


def people_in(session: Session, channel: str, *, at_least: Role | None = None) -> list[Person]:
    """Give all who are linked in a channel; with `at_least`, those who may do what a role may."""
    found = _people(session, channel)
    return [one for one in found if at_least is None or one.may(at_least)]


def named_in(session: Session, channel: str, name: str) -> Person | None:
    """Give a person by name, if they are linked in a channel."""
    found = _people(session, channel, col(Staff.name) == name)
    return found[0] if found else None


def tie(session: Session, person: Staff, *, channel: str, account: str, now: datetime) -> StaffChat:
    """Tie an account to a person: a new one takes the place of the old, on either side."""
    known = select(StaffChat).where(
        col(StaffChat.channel) == channel,
        (col(StaffChat.account) == account) | (col(StaffChat.staff_id) == person.id),
    )
    for old in session.scalars(known).all():
        _loosen(session, old, now=now)
    group = _private_chat(session, channel, account, name=person.name, now=now)
    row = StaffChat(
        staff_id=person.id or 0,
        channel=channel,
        account=account,
        group_id=group.id or 0,
        linked_at=now,
    )
    session.add(row)
    session.flush()
    reach_workers(session)
    note(session, "link", f"staff:{person.id}", by=person.name, at=now, detail={"channel": channel})
    return row


def untie(session: Session, channel: str, account: str, *, now: datetime) -> Person:
    """Let an account be nobody's again; what waits for it goes nowhere."""
    person = person_at(session, channel, account)
    if person is None:
        raise NotAllowed("这个账号还没有绑定工作人员，不用解除。")
    row = session.scalars(_at(channel, account)).one()
    _loosen(session, row, now=now)
    detail = {"channel": channel}
    note(session, "unlink", f"staff:{person.staff}", by=person.name, at=now, detail=detail)
    return person


def reopen(session: Session, person: Person, *, channel: str, now: datetime) -> None:
    """Let letters reach somebody again who erased their chat, or had the bot blocked for a time."""
    group = _private_chat(session, channel, person.account, name=person.name, now=now)
    row = session.scalars(_at(channel, person.account)).one()
    before, row.group_id = row.group_id, group.id or 0
    tied = update(Worker).where(col(Worker.contact_id) == before)
    session.execute(tied.values(contact_id=group.id))
    session.flush()


def reach_workers(session: Session) -> None:
    """Let letters reach every worker whose person has a chat, also who became one since."""
    for worker, group in unreached(session):
        session.get_one(Worker, worker).contact_id = group
    session.flush()


def unreached(session: Session) -> list[tuple[int, int]]:
    """Give the workers whom no letter reaches although they have a chat, and which that is."""
    rows = session.execute(
        select(col(Worker.id), col(StaffChat.group_id))
        .join(Staff, col(Staff.worker_id) == col(Worker.id))
        .join(StaffChat, col(StaffChat.staff_id) == col(Staff.id))
        .where(col(Worker.contact_id).is_(None))
    )
    return [(worker or 0, group) for worker, group in rows]


def _people(session: Session, channel: str, *conditions: ColumnElement[bool]) -> Sequence[Person]:
    rows = session.execute(
        select(Staff, StaffChat, Group)
        .join(StaffChat, col(StaffChat.staff_id) == col(Staff.id))
        .join(Group, col(Group.id) == col(StaffChat.group_id))
        .where(col(StaffChat.channel) == channel, *conditions)
        .order_by(col(Staff.id))
    )
    return [
        Person(
            staff=staff.id or 0,
            name=staff.name,
            role=Role(staff.role),
            account=chat.account,
            group=chat.group_id,
            worker=staff.worker_id,
            disabled=staff.disabled,
            menu=chat.menu,
            moved=group.address != chat.account,
            closed=not group.active,
        )
        for staff, chat, group in rows
    ]


def _at(channel: str, account: str) -> Select[Any]:
    here = col(StaffChat.channel) == channel, col(StaffChat.account) == account
    return select(StaffChat).where(*here)


def _private_chat(
    session: Session, channel: str, account: str, *, name: str, now: datetime
) -> Group:
    wanted = select(Group).where(col(Group.channel) == channel, col(Group.address) == account)
    group = session.scalars(wanted).first() or Group(
        channel=Channel(channel), address=account, name=name, added_at=now
    )
    group.name, group.private, group.active, group.reason = name, True, True, ""
    group.lane = ensure_lane(session, channel, channel=channel)
    session.add(group)
    session.flush()
    return group


def _loosen(session: Session, row: StaffChat, *, now: datetime) -> None:
    tied = update(Worker).where(col(Worker.contact_id) == row.group_id)
    session.execute(tied.values(contact_id=None))
    letters = select(col(Run.id)).where(col(Run.kind) == RunKind.LETTER)
    session.execute(
        update(Delivery)
        .where(col(Delivery.group_id) == row.group_id, col(Delivery.run_id).in_(letters))
        .where(col(Delivery.state).in_((State.PENDING, State.SENDING)))
        .where(col(Delivery.flight).is_(None))
        .values(state=State.SKIPPED, error=UNTIED, due_at=None, ended_at=now)
        .execution_options(synchronize_session=False)
    )
    session.delete(row)
    session.flush()
