"""Many chats are worked on at once, each in its order, and nobody waits for anybody else."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from telegram_updates import BOT, arrival, claim, private, put, stored, text_of

from bot.channels.telegram.arrival import inbox
from bot.channels.telegram.arrival.in_hand import may_write_until
from bot.channels.telegram.arrival.inbox import InHand
from bot.channels.telegram.arrival.receiving import Receiver
from bot.channels.telegram.arrival.updates import Stage
from bot.channels.telegram.speech.speaking import ChatClosed, NotHeard
from bot.metrics import Metrics
from jobs.delivery.ledger import Ledger
from jobs.records.alerts import list_alerts

Handle = Callable[[InHand], Awaitable[None]]


@pytest.fixture
def ledger(database):
    ledger = Ledger(database)
    yield ledger
    ledger.close()


@asynccontextmanager
async def receiving(
    ledger: Ledger, handle: Handle, *, owner: str = "one", most: int = 64
) -> AsyncIterator[Receiver]:
    """Work off the inbox for the length of a block."""
    receiver = Receiver(
        ledger, handle, bot=BOT, owner=owner, clock=clock, metrics=Metrics(), most=most
    )
    task = asyncio.create_task(receiver.run())
    try:
        yield receiver
    finally:
        task.cancel()
        await asyncio.wait([task])


def clock() -> datetime:
    return datetime.now(UTC)


async def until_done(database, *, seconds: float = 30) -> None:
    """Wait until nothing waits any more."""
    end = time.monotonic() + seconds
    while await asyncio.to_thread(_waiting, database):
        assert time.monotonic() < end, "updates were not worked off"
        await asyncio.sleep(0.02)


def _waiting(database) -> int:
    with database.reading() as session:
        return inbox.waiting(session)


def fill(database, *, chats: int, each: int) -> None:
    """Let every person write so many messages, slowly enough not to be a flood."""
    updates = []
    for number in range(chats * each):
        raw = private(number + 1, number % chats + 1, f"{number // chats}")
        raw["message"]["date"] += 60 * number
        updates.append(arrival(raw))
    put(database, *updates, now=clock())


def test_every_chat_is_handled_in_its_order_and_one_at_a_time(database, ledger):
    fill(database, chats=20, each=10)
    said, busy = defaultdict(list), set()

    async def handle(task: InHand) -> None:
        assert task.chat not in busy
        busy.add(task.chat)
        await asyncio.sleep(0.001 * (task.update_id % 5))
        said[task.chat].append(int(text_of(task)))
        busy.discard(task.chat)

    async def run() -> None:
        async with receiving(ledger, handle):
            await until_done(database)

    asyncio.run(run())
    assert dict(said) == {str(chat): list(range(10)) for chat in range(1, 21)}


def test_what_comes_in_while_a_chat_is_worked_on_follows_at_once(database, ledger):
    said: list[str] = []

    async def handle(task: InHand) -> None:
        said.append(text_of(task))
        if len(said) == 1:
            await ledger.write(
                lambda session: inbox.take_in(
                    session, [arrival(private(2, 1, "接着"))], now=clock()
                )
            )

    async def run() -> None:
        put(database, arrival(private(1, 1, "先")), now=clock())
        async with receiving(ledger, handle):
            await until_done(database)

    asyncio.run(run())
    assert said == ["先", "接着"]


def test_a_slow_chat_delays_nobody_else(database, ledger):
    fill(database, chats=10, each=3)
    quick: list[str] = []
    held = asyncio.Event()

    async def handle(task: InHand) -> None:
        if task.chat == "1":
            await held.wait()
        quick.append(task.chat)

    async def run() -> None:
        async with receiving(ledger, handle):
            end = time.monotonic() + 20
            while len(quick) < 27:
                assert time.monotonic() < end
                await asyncio.sleep(0.02)
            assert "1" not in quick
            held.set()
            await until_done(database)

    asyncio.run(run())
    assert len(quick) == 30


def test_danger_is_handled_even_when_every_place_is_taken(database, ledger):
    held, heard = asyncio.Event(), asyncio.Event()
    fill(database, chats=6, each=1)

    async def handle(task: InHand) -> None:
        if text_of(task) == "我家着火了":
            heard.set()
        else:
            await held.wait()

    async def run() -> None:
        async with receiving(ledger, handle, most=4) as receiver:
            while receiver.in_hand < 4:
                await asyncio.sleep(0.01)
            put(database, arrival(private(100, 100, "我家着火了"), danger=True), now=clock())
            receiver.nudge()
            await asyncio.wait_for(heard.wait(), 5)
            held.set()
            await until_done(database)

    asyncio.run(run())


def test_a_handler_that_fails_is_tried_three_times_and_stops_nobody(
    database, ledger, monkeypatch, capsys
):
    monkeypatch.setattr("bot.channels.telegram.arrival.receiving.AGAIN_SECONDS", (0.01, 0.01))
    fill(database, chats=3, each=2)
    tries, said = [], []

    async def handle(task: InHand) -> None:
        if task.update_id == 1:
            tries.append(task.tries)
            raise ValueError("我的身份证号是")
        said.append(task.update_id)

    async def run() -> None:
        async with receiving(ledger, handle):
            await until_done(database)

    asyncio.run(run())
    assert (tries, sorted(said)) == ([1, 2, 3], [2, 3, 4, 5, 6])
    with database.reading() as session:
        assert len(list_alerts(session)) == 1
    assert "身份证" not in capsys.readouterr().out


@pytest.mark.parametrize("how", ["closed", "away"])
def test_where_nothing_can_be_said_nothing_is_tried_again(database, ledger, how):
    fill(database, chats=1, each=1)
    tried = 0

    async def handle(_task: InHand) -> None:
        nonlocal tried
        tried += 1
        raise ChatClosed(1) if how == "closed" else NotHeard(late=False)

    async def run() -> None:
        async with receiving(ledger, handle):
            while not tried:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.5)

    asyncio.run(run())
    row = stored(database, 1)
    assert row is not None
    assert tried == 1
    assert row.state == (Stage.DONE if how == "closed" else Stage.WAITING)


def test_what_takes_too_long_when_we_stop_goes_back_whole(database, ledger, monkeypatch):
    monkeypatch.setattr("bot.channels.telegram.arrival.receiving.STOP_SECONDS", 0.2)
    fill(database, chats=1, each=2)

    async def handle(_task: InHand) -> None:
        await asyncio.sleep(60)

    async def run() -> None:
        async with receiving(ledger, handle) as receiver:
            while not receiver.in_hand:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.05)

    asyncio.run(run())
    assert [(task.update_id, task.tries) for task in claim(database, now=clock())] == [(1, 1)]


def test_what_is_nearly_over_when_we_stop_is_finished_and_nothing_new_begun(database, ledger):
    fill(database, chats=1, each=2)
    done = []

    async def handle(task: InHand) -> None:
        await asyncio.sleep(0.3)
        done.append(task.update_id)

    async def run() -> None:
        async with receiving(ledger, handle) as receiver:
            while not receiver.in_hand:
                await asyncio.sleep(0.01)

    asyncio.run(run())
    assert done == [1]
    assert [task.update_id for task in claim(database, now=clock())] == [2]


def test_a_dead_process_is_followed_within_ten_seconds(database, ledger):
    fill(database, chats=5, each=2)
    dead = claim(database, "dead", now=clock())
    began, said = time.monotonic(), []

    async def handle(task: InHand) -> None:
        said.append((task.update_id, task.tries))

    async def run() -> None:
        async with receiving(ledger, handle):
            await until_done(database)

    asyncio.run(run())
    assert time.monotonic() - began < 10
    assert {(task.update_id, 2) for task in dead} <= set(said)
    assert len(said) == 10


def test_a_process_that_woke_up_too_late_says_nothing_and_lets_go(database, ledger, monkeypatch):
    monkeypatch.setattr("bot.channels.telegram.arrival.receiving.RENEW_SECONDS", 0.3)
    fill(database, chats=1, each=1)
    rights, cancelled = [], asyncio.Event()

    async def handle(_task: InHand) -> None:
        rights.append(may_write_until() - time.monotonic())
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.set()

    async def run() -> None:
        async with receiving(ledger, handle) as receiver:
            while not rights:
                await asyncio.sleep(0.01)
            _work, hold = receiver._chats["1"]
            hold.deadline = 0.0  # as if we had been stopped for long
            claim(database, "other", now=clock() + timedelta(seconds=30))
            await asyncio.wait_for(cancelled.wait(), 5)

    asyncio.run(run())
    assert 0 < rights[0] < 6
