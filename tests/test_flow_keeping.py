"""Where a flow stands is kept, and a message that is handled twice changes it once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.flows.keeping import Flow, Flows, OpenFlow, erase_flows, erase_idle, handling
from jobs.delivery.ledger import Ledger

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def flows(database, time):
    ledger = Ledger(database)
    yield Flows(database, ledger, "telegram", clock=time)
    ledger.close()


def within(marker: str, act: Callable[[], Awaitable[Flow | None]]) -> Flow | None:
    """Do something while this message is in hand."""

    async def run() -> Flow | None:
        handling.set(marker)
        return await act()

    return asyncio.run(run())


def keep(flows: Flows, marker: str, flow: Flow | None, person: int = 1) -> None:
    within(marker, lambda: flows.keep(5, person, flow))


def get(flows: Flows, marker: str = "", person: int = 1) -> Flow | None:
    return within(marker, lambda: flows.get(5, person))


def test_a_flow_is_kept_for_one_person_at_one_address(flows):
    keep(flows, "1", Flow("draft", {"step": "title", "chosen": [1, 2]}))
    assert get(flows, "2") == Flow("draft", {"step": "title", "chosen": [1, 2]})
    assert get(flows, "2", person=2) is None


def test_a_flow_goes_on_and_ends(flows):
    keep(flows, "1", Flow("draft", {"step": 1}))
    keep(flows, "2", Flow("draft", {"step": 2}))
    assert get(flows, "3") == Flow("draft", {"step": 2})
    within("3", lambda: flows.end(5, 1))
    assert get(flows, "4") is None


def test_a_message_that_is_handled_again_finds_the_flow_as_it_was_the_first_time(flows):
    keep(flows, "1", Flow("draft", {"step": 1}))
    for _ in range(3):
        assert get(flows, "2") == Flow("draft", {"step": 1})
        keep(flows, "2", Flow("draft", {"step": 1.5}))
        keep(flows, "2", Flow("draft", {"step": 2}))
    assert get(flows, "3") == Flow("draft", {"step": 2})


def test_that_holds_for_the_first_and_the_last_message_too(flows):
    for _ in range(2):
        assert get(flows, "1") is None
        keep(flows, "1", Flow("draft", {"step": 1}))
    for _ in range(2):
        assert get(flows, "2") == Flow("draft", {"step": 1})
        keep(flows, "2", None)
    assert get(flows, "3") is None


def test_ending_what_is_not_there_does_no_harm(flows, database):
    within("1", lambda: flows.end(5, 1))
    with database.reading() as session:
        assert session.exec(select(OpenFlow)).all() == []


def test_a_flow_that_nobody_goes_on_with_is_over_after_a_day_and_then_forgotten(
    flows, time, database
):
    keep(flows, "1", Flow("draft", {"text": "写了一半"}))
    time.now = NOW + timedelta(hours=23)
    assert get(flows) is not None
    time.now = NOW + timedelta(hours=25)
    assert get(flows) is None
    with database.writing() as session:
        erase_idle(session, now=time.now)
        assert session.exec(select(OpenFlow)).all() == []


def test_erasing_an_address_forgets_its_flows_and_no_others(flows, database):
    keep(flows, "1", Flow("draft", {"text": "写了一半"}))
    within("1", lambda: flows.keep(6, 1, Flow("draft")))
    with database.writing() as session:
        erase_flows(session, "telegram", "5")
    assert get(flows) is None
    assert within("2", lambda: flows.get(6, 1)) == Flow("draft")
