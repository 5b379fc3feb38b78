"""Asking Telegram for updates: one process at a time, and nothing is lost between two of them."""

import time

import pytest
from fakes.platforms import Platforms, platforms
from small_town import TOKEN, Heard, SmallTown, small_town, until
from telegram_updates import private

from bot.channels.telegram.arrival.polling import CONFLICT


@pytest.fixture
def fake():
    with platforms() as fake:
        yield fake


@pytest.fixture
def heard():
    return Heard(echoes=True)


def polling(database, tmp_path, fake: Platforms, heard: Heard):
    """A town that asks for its updates."""
    return small_town(database, tmp_path, fake, heard, telegram_mode="polling")


def write(fake: Platforms, *numbers: int, person: int = 0) -> None:
    """Let people write: each their own number."""
    updates = fake.telegram.bot(TOKEN).updates
    updates.repeat(*(private(number, person or number, f"{number}") for number in numbers))


def calls(fake: Platforms, method: str) -> list[dict]:
    """What was asked of Telegram."""
    return [dict(one.sent) for one in fake.calls if one.method == method]


def in_order(heard: Heard) -> list[int]:
    return sorted(int(text) for text in heard.texts)


def waiting(town: SmallTown, fake: Platforms) -> int:
    return town.telegram.waiting() + fake.telegram.bot(TOKEN).updates.waiting


def test_updates_are_fetched_and_answered_without_any_webhook(database, tmp_path, fake, heard):
    with polling(database, tmp_path, fake, heard) as town:
        write(fake, 1, 2, 3)
        until(lambda: len(heard.texts) == 3)
        town.settles()
        until(lambda: waiting(town, fake) == 0)
    assert in_order(heard) == [1, 2, 3]
    assert len(calls(fake, "deleteWebhook")) == 1
    assert len(calls(fake, "sendMessage")) == 3


def test_only_what_was_stored_is_confirmed_and_a_restart_goes_on_there(
    database, tmp_path, fake, heard
):
    write(fake, 7, 8)
    with polling(database, tmp_path, fake, heard) as town:
        until(lambda: len(heard.texts) == 2)
        town.settles()
    write(fake, 9)
    with polling(database, tmp_path, fake, heard) as town:
        until(lambda: len(heard.texts) == 3)
        until(lambda: waiting(town, fake) == 0)
    assert in_order(heard) == [7, 8, 9]
    first, *rest = calls(fake, "getUpdates")
    assert "offset" not in first
    assert rest[-1]["offset"] == "9"


def test_of_two_processes_one_asks_and_when_it_ends_the_other_goes_on(database, tmp_path, fake):
    first, second = Heard(), Heard()
    with polling(database, tmp_path, fake, first) as one:
        write(fake, 1)
        until(lambda: len(first.texts) == 1)
        with polling(database, tmp_path, fake, second) as two:
            until(lambda: two.telegram.state == "on")
            write(fake, *range(2, 21))
            until(lambda: len(first.texts) + len(second.texts) == 20)
            time.sleep(3)
            assert "409" not in fake.log.counts
            one.telegram.close()
            write(fake, *range(21, 31))
            until(lambda: len(first.texts) + len(second.texts) == 30)
            two.settles()
    assert sorted(map(int, first.texts + second.texts)) == list(range(1, 31))


@pytest.mark.parametrize("trouble", ["error", "reset", "garbage", "flood"])
def test_when_telegram_is_in_trouble_nothing_is_lost(database, tmp_path, fake, heard, trouble):
    fake.answers(trouble, method="getUpdates", times=3, seconds=0.5)
    fake.answers(trouble, method="sendMessage", times=2, seconds=0.5)
    write(fake, 1, 2)
    with polling(database, tmp_path, fake, heard) as town:
        until(lambda: len(heard.texts) == 2)
        town.settles()
    told = [one.sent["text"] for one in fake.accepted if one.method == "sendMessage"]
    assert sorted(told) == ["您说：1", "您说：2"]


def test_what_cannot_be_read_is_left_out_and_the_rest_goes_on(database, tmp_path, fake, heard):
    updates = fake.telegram.bot(TOKEN).updates
    broken = {"update_id": 2, "message": {"chat": {"id": 5}}}
    updates.repeat(private(1, 1, "1"), broken, private(3, 3, "3"))
    with polling(database, tmp_path, fake, heard) as town:
        until(lambda: len(heard.texts) == 2)
        until(lambda: waiting(town, fake) == 0)
    assert in_order(heard) == [1, 3]


def test_another_program_with_the_same_token_is_named_once(
    database, tmp_path, fake, heard, monkeypatch, capsys
):
    monkeypatch.setattr("bot.channels.telegram.arrival.polling.CONFLICT_SECONDS", 0.1)
    fake.answers("error", status=409, method="getUpdates", times=4)
    write(fake, 1)
    with polling(database, tmp_path, fake, heard):
        until(lambda: len(heard.texts) == 1)
    assert capsys.readouterr().out.count(CONFLICT) == 1


def test_a_database_that_fails_confirms_nothing(database, tmp_path, fake, heard, monkeypatch):
    from sqlalchemy.exc import OperationalError

    from bot.channels.telegram.arrival import inbox

    broken, take_in = [True], inbox.take_in

    def failing(*given, **named):
        if broken:
            broken.pop()
            raise OperationalError("INSERT", {}, Exception("disk full"))
        return take_in(*given, **named)

    monkeypatch.setattr(inbox, "take_in", failing)
    write(fake, 1)
    with polling(database, tmp_path, fake, heard):
        until(lambda: len(heard.texts) == 1)
    assert not broken
