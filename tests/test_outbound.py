"""Whatever goes out is written before its deadline or not at all, and nobody guesses which."""

import asyncio
import time
from collections.abc import Iterator

import aiohttp
import pytest
from fakes.platforms import Platforms, platforms
from programs import free_port

from bot.channels.outbound import AnswerLost, LastLook, NotWritten, call, open_outbound

GOOD = {"chat_id": "-1", "text": "您好"}


@pytest.fixture
def fake() -> Iterator[Platforms]:
    with platforms() as fake:
        yield fake


def message(fake: Platforms) -> str:
    return f"{fake.url}/bot1:x/sendMessage"


def slow_to_write(seconds: float) -> aiohttp.ClientSession:
    """A client that stops between having a connection and writing to it, as a process may."""
    trace = aiohttp.TraceConfig()

    async def stop(*_: object) -> None:
        time.sleep(seconds)

    trace.on_request_headers_sent.append(stop)
    return aiohttp.ClientSession(request_class=LastLook, trace_configs=[trace])


@pytest.mark.parametrize("body", [{"json": GOOD}, {"data": aiohttp.FormData(GOOD)}])
def test_nothing_is_written_when_the_deadline_passes_with_the_connection_in_hand(fake, body):
    async def run() -> NotWritten:
        async with slow_to_write(0.2) as session:
            with pytest.raises(NotWritten) as caught:
                await call(session, "POST", message(fake), deadline=time.monotonic() + 0.1, **body)
            return caught.value

    assert asyncio.run(run()).late
    assert fake.calls == []


def test_what_is_in_time_is_written_and_answered(fake):
    async def run() -> int:
        async with slow_to_write(0.05) as session:
            url = message(fake)
            status, _ = await call(session, "POST", url, deadline=time.monotonic() + 5, json=GOOD)
            return status

    assert asyncio.run(run()) == 200
    assert len(fake.accepted) == 1


def test_a_connection_found_too_late_is_not_left_open(fake):
    async def run() -> None:
        async with open_outbound() as session:
            for _ in range(3):
                with pytest.raises(NotWritten):
                    await call(session, "POST", message(fake), deadline=0, json=GOOD)
            assert session.connector is not None
            assert not session.connector._acquired

    asyncio.run(run())


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_answer_that_never_comes_is_lost_and_not_unwritten(fake, method):
    fake.answers("hang", seconds=2, times=-1)
    body = {"json": GOOD} if method == "POST" else {"params": GOOD}

    async def run() -> None:
        async with open_outbound(answer_seconds=0.1) as session:
            await call(session, method, message(fake), **body)

    with pytest.raises(AnswerLost):
        asyncio.run(run())


def test_one_call_may_wait_longer_than_the_others(fake):
    fake.answers("hang", seconds=0.3, accepted=True)

    async def run() -> int:
        async with open_outbound(answer_seconds=0.1) as session:
            return (await call(session, "POST", message(fake), answer_seconds=3, json=GOOD))[0]

    assert asyncio.run(run()) == 200


def test_where_nobody_listens_nothing_was_written():
    async def run() -> None:
        async with open_outbound() as session:
            await call(session, "POST", f"http://127.0.0.1:{free_port()}/secret", json=GOOD)

    with pytest.raises(NotWritten) as caught:
        asyncio.run(run())
    assert not caught.value.late
    assert "secret" not in repr(caught.value)
