"""Residents are told of what they subscribed to, at their hour, and of nothing else."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import mailings
import pytest
from builders import NOW
from noticing import TIMES
from planned import planned, ticked
from sqlmodel import Session, select

from jobs.delivery.deliveries import Delivery, State
from jobs.delivery.sharing import share
from jobs.figures.delivery_report import counts, report
from jobs.places.audience import Audience, count
from jobs.places.grids import Worker
from jobs.places.groups import Channel, Group
from jobs.places.subscriptions import (
    TOPICS,
    Hour,
    choose_hour,
    erase_chat,
    next_time,
    subscribe,
    unsubscribe,
    wishes_of,
)
from jobs.schedule.runs import Run, RunKind
from jobs.writing.notices import Notice
from jobs.writing.stopping import cancel
from knowledge.starter_notices import Category

TELEGRAM = Channel.TELEGRAM
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session


def wants(session: Session, address: str, *topics: Category, **more) -> None:
    """Somebody subscribes."""
    subscribe(session, TELEGRAM, address, topics=topics or TOPICS, now=NOW, **more)


def shared(session: Session, **changed) -> dict[str, datetime | None]:
    """Who gets a run, and when it is due for each."""
    run = session.get_one(Run, mailings.run(session, None, **changed))
    share(session, run, now=NOW, times=TIMES)
    rows = session.exec(select(Delivery, Group).join(Group, Group.id == Delivery.group_id))
    return {group.address: delivery.due_at for delivery, group in rows}


def test_subscribing_twice_changes_nothing_and_every_kind_can_be_dropped(session):
    wants(session, "1", Category.SAFETY, Category.LAW)
    wants(session, "1", Category.SAFETY)
    assert wishes_of(session, TELEGRAM, "1").topics == (Category.SAFETY, Category.LAW)
    left = unsubscribe(session, TELEGRAM, "1", topics=[Category.SAFETY], now=NOW)
    assert left.topics == (Category.LAW,)
    assert unsubscribe(session, TELEGRAM, "1", topics=Category, now=NOW).topics == ()
    assert unsubscribe(session, TELEGRAM, "stranger", topics=Category, now=NOW).topics == ()


def test_a_private_chat_is_in_no_audience(session):
    wants(session, "1")
    assert count(session, Audience()) == 0


def test_who_subscribed_to_its_kind_gets_a_run_and_nobody_else(session):
    wants(session, "safety", Category.SAFETY)
    wants(session, "law", Category.LAW)
    assert shared(session, category="safety") == {"safety": NOW}


def test_an_emergency_comes_to_everybody_who_subscribed_to_anything_at_once(session):
    wants(session, "1", Category.LAW)
    choose_hour(session, TELEGRAM, "1", hour=Hour.MORNING)
    assert shared(session, category="emergency", emergency=True) == {"1": NOW}


def test_it_comes_at_the_hour_that_was_chosen(session):
    for hour in Hour:
        wants(session, hour.name, Category.SAFETY)
        choose_hour(session, TELEGRAM, hour.name, hour=hour)
    due = {name: at and at.astimezone(SHANGHAI) for name, at in shared(session).items()}
    assert {name: (at.day, at.hour) for name, at in due.items()} == {
        "AT_ONCE": (23, 16),
        "MORNING": (24, 8),
        "NOON": (24, 12),
        "EVENING": (23, 18),
    }


def test_what_would_be_too_late_at_the_chosen_hour_comes_at_once(session):
    wants(session, "1", Category.SAFETY)
    choose_hour(session, TELEGRAM, "1", hour=Hour.MORNING)
    assert shared(session, expires_at=NOW + timedelta(hours=3)) == {"1": NOW}


def test_an_hour_that_lies_in_the_quiet_hours_waits_for_their_end(session):
    wants(session, "1", Category.SAFETY)
    late = datetime(2026, 11, 23, 15, tzinfo=UTC)  # 23:00 in Shanghai
    due = shared(session, send_at=late)["1"]
    assert due
    assert due.astimezone(SHANGHAI).hour == 7


def test_what_is_for_one_place_comes_to_those_who_said_that_they_live_there(session):
    east = mailings.grid(session, "城关镇", "东关村")
    lane = mailings.grid(session, "城关镇", "东关村", "第一网格")
    west = mailings.grid(session, "城关镇", "西关村")
    wants(session, "east", Category.SAFETY, grid=lane)
    wants(session, "west", Category.SAFETY, grid=west)
    wants(session, "anywhere", Category.SAFETY)
    assert shared(session, audience={"grids": [east]}).keys() == {"east"}


@pytest.mark.parametrize("audience", [{"tags": ["老人"]}, {"groups": [1]}, {"channels": ["wecom"]}])
def test_what_is_for_some_groups_only_comes_to_no_resident(session, audience):
    wants(session, "1", Category.SAFETY)
    assert shared(session, audience=audience) == {}


@pytest.mark.parametrize("kind", [RunKind.LETTER, RunKind.COPY])
def test_letters_and_copies_are_not_shared(session, kind):
    wants(session, "1", Category.SAFETY)
    assert shared(session, kind=kind) == {}


def test_a_chat_that_is_closed_gets_nothing(session):
    wants(session, "1", Category.SAFETY)
    session.exec(select(Group)).one().active = False
    assert shared(session) == {}


def test_the_clock_shares_what_it_hands_out_and_cancelling_stops_it(database):
    with database.writing() as session:
        wants(session, "1", Category.SAFETY)
    number = planned(database, {"when": "now"}, now=NOW)
    ticked(database, NOW)
    ticked(database, NOW)
    with database.writing() as session:
        (copy,) = session.exec(select(Run).where(Run.kind == RunKind.COPY))
        assert copy.notice_id == number
        cancel(session, session.get_one(Notice, number), by="小王", now=NOW)
        states = session.exec(select(Delivery.state).where(Delivery.run_id == copy.id))
        assert list(states) == [State.SKIPPED]


def test_copies_are_in_no_report(database):
    with database.writing() as session:
        wants(session, "1", Category.SAFETY)
    number = planned(database, {"when": "now"}, now=NOW)
    ticked(database, NOW)
    with database.reading() as session:
        told = session.exec(select(Delivery).join(Run).where(Run.kind == RunKind.COPY)).all()
        assert len(told) == 1
        assert not any(counts(session, number).values())
        assert len(report(session, number).occurrences) == 1


def test_what_waits_is_dropped_when_somebody_wants_no_more(session):
    wants(session, "1", Category.SAFETY)
    choose_hour(session, TELEGRAM, "1", hour=Hour.MORNING)
    shared(session)
    unsubscribe(session, TELEGRAM, "1", topics=Category, now=NOW)
    assert session.exec(select(Delivery.state)).one() == State.SKIPPED


def test_erasing_a_chat_leaves_no_address_and_what_was_sent_is_still_counted(session):
    place = mailings.grid(session, "城关镇")
    wants(session, "4711", Category.SAFETY, grid=place)
    shared(session)
    assert erase_chat(session, TELEGRAM, "4711", now=NOW)
    row = session.exec(select(Group)).one()
    assert "4711" not in row.address + row.name
    assert (row.active, row.grid_id) == (False, None)
    assert not erase_chat(session, TELEGRAM, "4711", now=NOW)
    wants(session, "4711", Category.LAW)
    assert wishes_of(session, TELEGRAM, "4711").topics == (Category.LAW,)


def test_the_chat_of_a_worker_stays_when_they_erase_what_is_kept(session):
    wants(session, "4711", Category.SAFETY)
    chat = session.exec(select(Group)).one()
    session.add(Worker(name="王梅", contact_id=chat.id))
    session.flush()
    assert erase_chat(session, TELEGRAM, "4711", now=NOW)
    assert session.get_one(Group, chat.id).address == "4711"
    assert wishes_of(session, TELEGRAM, "4711").topics == ()


def test_the_next_time_of_an_hour_is_today_or_tomorrow():
    at = datetime(2026, 11, 23, 12, tzinfo=SHANGHAI)
    assert next_time(Hour.NOON, after=at) == at
    assert next_time(Hour.MORNING, after=at).day == 24
    assert next_time(Hour.AT_ONCE, after=at) == at
