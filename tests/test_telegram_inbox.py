"""Updates are stored once, worked off chat by chat, and never lost."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import select
from telegram_updates import (
    BOT,
    NOW,
    arrival,
    claim,
    go_on,
    in_group,
    later,
    private,
    put,
    stored,
    text_of,
)

from bot.channels.telegram.arrival import inbox
from bot.channels.telegram.arrival.inbox import Ending, InHand, LeaseGone
from bot.channels.telegram.arrival.updates import Stage, TelegramLease
from jobs.records.alerts import list_alerts


def test_an_update_that_comes_twice_is_stored_once(database):
    first = arrival(private(5, 1, "你好"))
    assert (put(database, first), put(database, first, first)) == (1, 0)
    assert [task.update_id for task in claim(database)] == [5]


def test_the_same_number_of_another_bot_is_another_update(database):
    raw = private(5, 1, "你好")
    assert put(database, arrival(raw, bot=1), arrival(raw, bot=2)) == 2
    assert claim(database) == []


def test_an_update_that_was_handled_is_not_handled_again_when_it_comes_again(database):
    put(database, arrival(private(5, 1, "你好")))
    assert go_on(database, *claim(database)) is None
    assert put(database, arrival(private(5, 1, "你好"))) == 0
    assert claim(database) == []


def test_a_chat_s_updates_are_handled_one_after_another_oldest_first(database):
    put(database, *(arrival(private(number, 1, f"第{number}句")) for number in (3, 1, 2)))
    (task,) = claim(database)
    assert text_of(task) == "第1句"
    assert claim(database, "two") == []
    put(database, arrival(private(0, 1, "迟到的一句")))
    said = []
    while task := go_on(database, task):
        said.append(text_of(task))
    assert said == ["迟到的一句", "第2句", "第3句"]
    assert inbox_is_empty(database)


def test_many_chats_are_worked_on_at_once_and_who_waits_longest_is_first(database):
    put(database, *(arrival(private(number, number, "你好")) for number in range(1, 9)))
    assert [task.update_id for task in claim(database, most=3)] == [1, 2, 3]
    assert [task.update_id for task in claim(database, "two")] == [4, 5, 6, 7, 8]


def test_danger_is_taken_before_all_that_waits(database):
    put(database, *(arrival(private(number, number, "你好")) for number in range(1, 9)))
    put(database, arrival(private(9, 9, "我家着火了"), danger=True))
    assert [task.update_id for task in claim(database, most=2)] == [9, 1]


def test_danger_finds_a_place_where_nothing_else_does(database):
    put(database, arrival(private(1, 1, "你好")))
    put(database, arrival(private(2, 2, "我家着火了"), danger=True))
    assert [task.update_id for task in claim(database, urgent=True)] == [2]


def test_two_who_claim_at_once_never_get_the_same_chat(database):
    put(database, *(arrival(private(number, number % 40, "你好")) for number in range(1, 201)))
    got: dict[str, list[str]] = {"one": [], "two": [], "three": []}

    def work(owner: str) -> None:
        while tasks := claim(database, owner, most=3):
            got[owner] += [task.chat for task in tasks]

    threads = [threading.Thread(target=work, args=(owner,)) for owner in got]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everybody = [chat for chats in got.values() for chat in chats]
    assert sorted(everybody, key=int) == [str(chat) for chat in range(40)]


def test_whoever_dies_is_followed_within_seconds_and_only_what_was_in_hand_comes_twice(database):
    put(database, *(arrival(private(number, 1, f"第{number}句")) for number in (1, 2)))
    (task,) = claim(database, "dead")
    assert claim(database, now=later(5)) == []
    (again,) = claim(database, now=later(6.1))
    assert (again.update_id, again.tries) == (task.update_id, 2)


def test_what_somebody_else_works_on_by_now_cannot_be_noted(database):
    put(database, arrival(private(1, 1, "你好")))
    (task,) = claim(database, "slow")
    claim(database, "quick", now=later(7))
    with pytest.raises(LeaseGone):
        go_on(database, task, owner="slow", now=later(8))
    row = stored(database, 1)
    assert row is not None
    assert (row.state, row.tries) == (Stage.WAITING, 2)


def test_what_was_said_is_wiped_as_soon_as_it_is_handled(database):
    put(database, arrival(private(1, 1, "我家住东关村三组")))
    go_on(database, *claim(database))
    row = stored(database, 1)
    assert row is not None
    assert (row.state, row.chat, row.body) == (Stage.DONE, "", "")


def test_what_is_over_is_forgotten_after_two_days_and_what_waits_never(database):
    put(database, arrival(private(1, 1, "你好")), arrival(private(2, 2, "你好")))
    put(database, arrival(private(3, 3, "你好"), bot=9))
    go_on(database, claim(database, most=1)[0])
    for hours, left in ((47, [1, 2, 3]), (49, [2])):
        with database.writing() as session:
            inbox.trim(session, BOT, now=NOW + timedelta(hours=hours))
        bots = ((BOT, 1), (BOT, 2), (9, 3))
        with database.reading() as session:
            rows = [session.get(inbox.StoredUpdate, key) for key in bots]
        assert [row.update_id for row in rows if row] == left


def test_the_third_failure_sets_an_update_aside_and_tells_staff_without_its_words(database):
    put(database, *(arrival(private(number, 1, f"第{number}句")) for number in (1, 2)))
    (task,) = claim(database)
    for tries in (1, 2):
        assert task.tries == tries
        again = go_on(database, task, Ending.FAILED, error="KeyError")
        assert again is not None
        task = again
        assert task.update_id == 1
    following = go_on(database, task, Ending.FAILED, error="KeyError")
    assert following is not None
    assert text_of(following) == "第2句"
    with database.reading() as session:
        (alert,) = list_alerts(session)
        assert inbox.count_set_aside(session) == 1
    assert (alert.kind, alert.channel) == (inbox.ALERT, "telegram")
    assert "第1句" not in alert.excerpt
    assert "KeyError" in alert.excerpt


def test_an_update_that_takes_the_process_with_it_three_times_is_set_aside_too(database):
    put(database, *(arrival(private(number, 1, f"第{number}句")) for number in (1, 2)))
    for died in range(3):
        assert claim(database, f"{died}", now=later(7 * died))[0].update_id == 1
    (task,) = claim(database, now=later(30))
    assert task.update_id == 2
    row = stored(database, 1)
    assert row is not None
    assert (row.state, row.error) == (Stage.SET_ASIDE, inbox.CRASHED)


def test_a_chat_rests_when_telegram_takes_no_reply_and_after_three_times_that_is_over(database):
    put(database, arrival(private(1, 1, "你好")))
    for round in range(3):
        (task,) = claim(database, now=later(31 * round))
        assert task.tries == round + 1
        assert go_on(database, task, Ending.AWAY, now=later(31 * round)) is None
        assert claim(database, now=later(31 * round + 29)) == []
    assert claim(database, now=later(100)) == []
    with database.reading() as session:
        assert inbox.count_set_aside(session) == 1


def test_what_is_put_back_waits_for_anybody_and_that_is_no_failure(database):
    put(database, arrival(private(1, 1, "你好")))
    assert go_on(database, *claim(database), Ending.PUT_BACK, more=False) is None
    (task,) = claim(database, "two")
    assert task.tries == 1


def test_of_a_hundred_messages_in_two_seconds_the_newest_three_are_answered(database):
    put(database, *(arrival(private(number, 1, f"第{number}句")) for number in range(1, 101)))
    (task,) = claim(database)
    assert (text_of(task), task.flooded) == ("第98句", 97)
    said = []
    while task := go_on(database, task):
        said.append((text_of(task), task.flooded))
    assert said == [("第99句", 0), ("第100句", 0)]


def test_danger_is_answered_in_any_flood(database):
    told = [arrival(private(n, 1, f"第{n}句"), danger=n == 4) for n in range(1, 21)]
    put(database, *told)
    (task,) = claim(database)
    assert (text_of(task), task.flooded) == ("第4句", 16)


@pytest.mark.parametrize("kind", ["slow", "in a group", "buttons"])
def test_what_is_no_flood_is_all_answered(database, kind):
    for number in range(1, 13):
        raw = private(number, 1, f"第{number}句")
        if kind == "slow":
            raw["message"]["date"] += 20 * number
        if kind == "in a group":
            raw = in_group(number, -1001, 1, f"第{number}句")
        if kind == "buttons":
            who = raw["message"]["from"]
            tap = {"id": "1", "from": who, "chat_instance": "1", "data": "x"}
            raw = {"update_id": number, "callback_query": tap | {"message": raw["message"]}}
        put(database, arrival(raw))
    (task,) = claim(database)
    numbers = [task.update_id]
    while task := go_on(database, task):
        numbers.append(task.update_id)
    assert numbers == list(range(1, 13))


def test_erasing_a_chat_leaves_numbers_and_nothing_else_of_what_was_set_aside(database):
    put(database, arrival(private(1, 77, "你好")), arrival(private(2, 78, "你好")))
    for task in claim(database):
        failing: InHand | None = task
        while failing:
            failing = go_on(database, failing, Ending.FAILED)
    with database.writing() as session:
        inbox.erase_updates(session, "77")
    one, two = stored(database, 1), stored(database, 2)
    assert one is not None
    assert two is not None
    assert (one.chat, one.body, two.chat) == ("", "", "78")


def inbox_is_empty(database) -> bool:
    with database.reading() as session:
        return not inbox.waiting(session) and not session.exec(select(TelegramLease)).all()
