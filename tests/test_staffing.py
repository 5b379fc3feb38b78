"""What administrators may do to people: never to themselves, nor to the last of them."""

import threading

import pytest
from builders import NOW

from bot.console.entering import sign_ins
from bot.people import Role, Staff, add_staff
from bot.staffing import (
    LAST_ONE,
    OWN_ACCOUNT,
    OWN_ROLE,
    give_grid,
    let_back,
    set_role,
    shut_out,
    take_grid,
)
from jobs.places.grid_tree import add_grid
from jobs.places.workers import grids_of
from knowledge.errors import NotAllowed, NotFound

BOSS, OTHER = "管大姐", "管二哥"


def staff(database, *people: tuple[str, Role]) -> list[int]:
    """The numbers of people who were added."""
    with database.writing() as session:
        rows = [add_staff(session, name, role=role, by="终端", now=NOW) for name, role in people]
        return [row.id or 0 for row in rows]


def test_nobody_changes_their_own_role_or_shuts_themselves_out(database):
    boss, _other = staff(database, (BOSS, Role.ADMINISTRATOR), (OTHER, Role.ADMINISTRATOR))
    with database.writing() as session:
        with pytest.raises(NotAllowed, match=OWN_ROLE):
            set_role(session, boss, Role.DRAFTER, by=BOSS, now=NOW)
        with pytest.raises(NotAllowed, match=OWN_ACCOUNT):
            shut_out(session, boss, by=BOSS, now=NOW)


def test_the_last_administrator_stays_one(database):
    (boss,) = staff(database, (BOSS, Role.ADMINISTRATOR))
    for act in (
        lambda session: set_role(session, boss, Role.WORKER, by="终端", now=NOW),
        lambda session: shut_out(session, boss, by="终端", now=NOW),
    ):
        with pytest.raises(NotAllowed) as refused, database.writing() as session:
            act(session)
        assert str(refused.value) == LAST_ONE.format(name=BOSS)


def test_two_administrators_who_shut_each_other_out_at_once_leave_one(database):
    one, two = staff(database, (BOSS, Role.ADMINISTRATOR), (OTHER, Role.ADMINISTRATOR))
    ready, refused = threading.Barrier(2), list[str]()

    def act(number: int, by: str) -> None:
        ready.wait()
        try:
            with database.writing() as session:
                shut_out(session, number, by=by, now=NOW)
        except NotAllowed as error:
            refused.append(str(error))

    threads = [threading.Thread(target=act, args=pair) for pair in ((one, OTHER), (two, BOSS))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        left = [session.get(Staff, number).disabled for number in (one, two)]
    assert sorted(left) == [False, True]
    assert len(refused) == 1


def test_another_role_or_being_shut_out_ends_every_sign_in(database):
    _boss, drafter = staff(database, (BOSS, Role.ADMINISTRATOR), ("起小草", Role.DRAFTER))
    for act in (
        lambda session: set_role(session, drafter, Role.REVIEWER, by=BOSS, now=NOW),
        lambda session: shut_out(session, drafter, by=BOSS, now=NOW),
    ):
        with database.writing() as session:
            token = sign_ins.begin(session, drafter, now=NOW)
        with database.writing() as session:
            act(session)
        with database.reading() as session:
            assert sign_ins.find(session, token, now=NOW) is None
    with database.writing() as session:
        assert not let_back(session, drafter, by=BOSS, now=NOW).disabled


def test_grids_are_given_and_taken(database):
    (drafter,) = staff(database, ("起小草", Role.DRAFTER))
    with database.writing() as session:
        grid = add_grid(session, "城关镇", parent=None, by=BOSS, now=NOW).id
        take_grid(session, drafter, grid, by=BOSS, now=NOW)
        person = give_grid(session, drafter, grid, by=BOSS, now=NOW)
        assert [one.name for one in grids_of(session, person.worker_id)] == ["城关镇"]
        take_grid(session, drafter, grid, by=BOSS, now=NOW)
        assert not grids_of(session, person.worker_id)
        with pytest.raises(NotFound):
            give_grid(session, 99, grid, by=BOSS, now=NOW)
