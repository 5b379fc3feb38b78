"""Workers tie groups to their own grids, drafters and above to any, and the record says who."""

import mailings
import pytest
from builders import NOW
from sqlmodel import Session, select

from bot.group_binding import bind, unbind
from bot.people import Role, add_staff, disable_staff
from bot.staff_chats import tie
from jobs.places.groups import Group
from jobs.vault import Vault
from knowledge.audit import AuditRow
from knowledge.errors import BadInput, NotAllowed

VAULT = Vault("k" * 32)


@pytest.fixture
def session(database):
    with database.writing() as session:
        for village in ("东关村", "西关村"):
            mailings.grid(session, "城关镇", village)
        mailings.group(session, "-1001", lane="telegram")
        yield session


def group(session: Session) -> Group:
    return session.exec(select(Group).where(Group.address == "-1001")).one()


def somebody(session: Session, account: str, role: Role, place: int | None = None) -> None:
    """A person on the staff whose account is tied."""
    person = add_staff(session, f"人{account}", role=role, grid=place, by="小王", now=NOW)
    tie(session, person, channel="telegram", account=account, now=NOW)


def bound(session: Session, account: str, named: str | int = "") -> str:
    """Bind, and say to what."""
    how = {"channel": "telegram", "account": account, "vault": VAULT, "now": NOW}
    return bind(session, group(session), named=named, **how).grid


def test_a_worker_binds_to_the_only_grid_they_have(session):
    place = mailings.grid(session, "城关镇", "东关村")
    somebody(session, "1", Role.WORKER, place)
    assert bound(session, "1") == "城关镇/东关村"
    assert group(session).grid_id == place
    acts = session.exec(select(AuditRow).where(AuditRow.action == "change")).all()
    assert [act.by for act in acts][-1] == "人1"
    unbind(session, group(session), channel="telegram", account="1", vault=VAULT, now=NOW)
    assert group(session).grid_id is None


def test_a_worker_may_bind_below_their_grid_and_nowhere_else(session):
    place = mailings.grid(session, "城关镇", "东关村")
    mailings.grid(session, "城关镇", "东关村", "第一网格")
    somebody(session, "1", Role.WORKER, place)
    assert bound(session, "1", "东关村/第一网格") == "城关镇/东关村/第一网格"
    with pytest.raises(NotAllowed, match="不是您负责的网格"):
        bound(session, "1", "西关村")


def test_drafters_bind_to_any_grid_by_name(session):
    somebody(session, "2", Role.DRAFTER)
    assert bound(session, "2", "西关村") == "城关镇/西关村"
    with pytest.raises(BadInput, match="请写上网格的名字"):
        bound(session, "2")


def test_strangers_the_disabled_and_who_has_no_grid_are_refused_in_one_sentence(session):
    with pytest.raises(NotAllowed, match="/link"):
        bound(session, "9")
    somebody(session, "3", Role.WORKER)
    with pytest.raises(BadInput, match="名下还没有网格"):
        bound(session, "3")
    disable_staff(session, "人3", by="小王", now=NOW)
    with pytest.raises(NotAllowed, match="停用"):
        bound(session, "3")


def test_only_what_is_bound_is_unbound(session):
    somebody(session, "1", Role.WORKER, mailings.grid(session, "城关镇", "东关村"))
    with pytest.raises(BadInput, match="没有绑定"):
        unbind(session, group(session), channel="telegram", account="1", vault=VAULT, now=NOW)
