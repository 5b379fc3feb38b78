"""Many small pieces of work share one commit, and none spoils another."""

import asyncio
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from jobs.delivery.lanes import Lane
from jobs.delivery.ledger import Ledger
from knowledge.database import open_database


@pytest.fixture
def ledger(database):
    ledger = Ledger(database)
    yield ledger
    ledger.close()


def keys(database) -> list[str]:
    with database.reading() as session:
        return sorted(session.exec(select(Lane.key)).all())


def test_work_is_on_disk_when_its_answer_comes(database, ledger):
    async def write() -> None:
        await ledger.write(lambda session: session.add(Lane(key="a", channel="wecom")))
        assert keys(database) == ["a"]

    asyncio.run(write())


def test_a_thousand_callers_are_all_answered_with_their_own(ledger):
    async def write() -> list[int]:
        return await asyncio.gather(*(ledger.write(lambda _, n=n: n) for n in range(1_000)))

    assert asyncio.run(write()) == list(range(1_000))


def test_work_that_fails_spoils_no_other(database, ledger):
    def slip(session):
        session.add(Lane(key="half", channel="wecom"))
        session.flush()
        raise ValueError("a slip")

    async def write():
        works = [lambda s, n=n: s.add(Lane(key=f"{n}", channel="wecom")) for n in range(5)]
        return await asyncio.gather(
            *(ledger.write(work) for work in [*works[:2], slip, *works[2:]]),
            return_exceptions=True,
        )

    answers = asyncio.run(write())
    assert [type(one) for one in answers if one] == [ValueError]
    assert keys(database) == ["0", "1", "2", "3", "4"]


def test_a_broken_statement_is_told_to_its_caller_and_to_nobody_else(database, ledger):
    async def write():
        return await asyncio.gather(
            ledger.write(lambda session: session.add(Lane(key="a", channel="wecom"))),
            ledger.write(lambda session: session.execute(text("SELECT nonsense FROM nowhere"))),
            return_exceptions=True,
        )

    fine, broken = asyncio.run(write())
    assert fine is None
    assert isinstance(broken, SQLAlchemyError)
    assert keys(database) == ["a"]


def test_closing_writes_what_waits(database):
    async def write() -> None:
        ledger = Ledger(database)
        waiting = [
            asyncio.ensure_future(
                ledger.write(lambda s, n=n: s.add(Lane(key=f"{n}", channel="wecom")))
            )
            for n in range(20)
        ]
        await asyncio.sleep(0)
        await asyncio.to_thread(ledger.close)
        await asyncio.gather(*waiting)

    asyncio.run(write())
    assert len(keys(database)) == 20


def test_whoever_stops_in_the_midst_does_not_hold_its_rows_from_others(postgres_url):
    database, other = open_database(postgres_url), open_database(postgres_url)
    with database.writing() as session:
        session.add(Lane(key="a", channel="wecom"))
    stopped, ledger = Ledger(database), Ledger(other)

    def stop(session) -> None:
        session.get_one(Lane, "a").owner = "stopped"
        session.flush()
        time.sleep(4)  # as a stopped process does, with the row in its hands

    def take(session) -> float:
        session.get_one(Lane, "a", with_for_update=True).owner = "other"
        return time.monotonic()

    async def both() -> tuple[float, object]:
        held = asyncio.ensure_future(stopped.write(stop))
        await asyncio.sleep(0.3)
        began = time.monotonic()
        taken = await ledger.write(take)
        (lost,) = await asyncio.gather(held, return_exceptions=True)
        return taken - began, lost

    waited, lost = asyncio.run(both())
    assert waited < 3.5
    assert isinstance(lost, SQLAlchemyError)
    for one in (stopped, ledger):
        one.close()
    for one in (database, other):
        one.close()
