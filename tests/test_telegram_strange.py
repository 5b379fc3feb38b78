"""Updates that no description foresees: they are refused or set aside, and nobody else notices."""

import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import httpx
import pytest
from fakes.telegram_posting import SECRET_HEADER
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from telegram_chat import Telegram

JUNK = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(),
    some.floats(allow_nan=False, allow_infinity=False),
    some.text(max_size=20),
    some.just([]),
    some.just({}),
    some.just({"id": "x"}),
    some.just([[{}]]),
)
SETTLED = 60.0  # what fails is tried three times
_numbers = count(5_000_000)


@pytest.fixture(scope="module")
def door(telegram: Telegram) -> Iterator[Callable[[bytes], int]]:
    """The webhook, for somebody who knows the secret: what it says to a body."""
    telegram.private("门外").says("您好")
    telegram.settles()
    hook = telegram.posting.hook
    with httpx.Client(headers={SECRET_HEADER: hook.secret}) as client:
        yield lambda body: client.post(hook.url, content=body).status_code


def samples(telegram: Telegram) -> list[dict[str, Any]]:
    """Real updates of several kinds."""
    person, group = telegram.private("样子"), telegram.group("样子群")
    user, chat = person.user.view, person.chat.view
    said = {"message_id": 1, "date": 1, "chat": chat, "from": user, "text": "借条"}
    room = {**said, "chat": group.chat.view, "text": "@mingbai_bot 借条"}
    tap = {"id": "1", "from": user, "message": said, "chat_instance": "1", "data": "ab:1"}
    entity = {"type": "mention", "offset": 0, "length": 12}
    return [
        {"message": said},
        {"message": {**room, "entities": [entity]}},
        {"edited_message": {**said, "edit_date": 2}},
        {"callback_query": tap},
        {"message": {**said, "location": {"latitude": 1.0, "longitude": 2.0}}},
        {"poll_answer": {"poll_id": "1", "user": user, "option_ids": [0]}},
    ]


def twisted(value: Any, path: list[int], junk: Any) -> Any:
    """The same with one thing in it put wrong."""
    if not path or not isinstance(value, dict) or not value:
        return junk
    name = sorted(value)[path[0] % len(value)]
    return {**value, name: twisted(value[name], path[1:], junk)}


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(some.integers(0, 5), some.lists(some.integers(0, 20), min_size=1, max_size=4), JUNK)
def test_a_twisted_update_is_taken_or_refused_and_never_breaks_the_door(
    telegram: Telegram, door: Callable[[bytes], int], which: int, path: list[int], junk: Any
):
    update = twisted(samples(telegram)[which], path, junk)
    assert door(json.dumps({"update_id": next(_numbers), **update}).encode()) in (200, 400)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'"text"',
        b"\xff\xfe",
        b'{"update_id": 1}',
        b'{"update_id": -1, "message": {}}',
        b'{"update_id": 1e9, "message": {}}',
        b'{"update_id": "1", "message": {}}',
        b'{"update_id": 99999999999999999999999, "message": {}}',
        b"[" * 50_000,
        json.dumps({"update_id": 7, "message": {"text": "\ud800"}}).encode(),
    ],
    ids=range(13),
)
def test_what_is_no_update_is_refused_without_effect(telegram, door, body):
    telegram.settles(within=SETTLED)
    before = telegram.depth()
    assert door(body) == 400
    assert telegram.depth() == before


def test_messages_without_a_date_do_not_stop_the_others(telegram, door):
    person, other = telegram.private("没有日期"), telegram.private("别人")
    person.chat.met = True
    for number in range(12):
        said = {"message_id": number + 1, "date": None, "chat": person.chat.view, "text": "借条"}
        update = {"update_id": next(_numbers), "message": {**said, "from": person.user.view}}
        assert door(json.dumps(update).encode()) in (200, 400)
    other.says("离婚冷静期多久")
    other.hears("30天")
    telegram.settles(within=SETTLED)


def test_after_all_that_people_are_answered_as_before(telegram, door):
    resident = telegram.private("后来的人")
    resident.says("离婚冷静期多久")
    resident.hears("30天")
