"""A notice's report says what became of every delivery, where, and who missed it and why."""

import time
from datetime import timedelta

import mailings
import pytest
from builders import NOW
from sqlalchemy import event, insert

from jobs.delivery.deliveries import Delivery, State
from jobs.delivery.sending import Limits
from jobs.figures.delivery_report import by_channel, by_grid, counts, missed, report
from jobs.figures.progress import Progress, progress
from jobs.places.groups import Channel, Group
from jobs.schedule.runs import RunKind, RunState
from knowledge.database import open_database
from knowledge.errors import NotFound

LIMITS = {
    "telegram": Limits(lane=((30, 1.0),), group=((20, 60.0),)),
    "wecom": Limits(lane=((20, 60.0),)),
}


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session


def village(session, name: str, number: int) -> list[int]:
    """Groups of one village, each in a grid of its own."""
    return [
        mailings.group(
            session,
            f"{name}{place}号群",
            place=mailings.grid(session, mailings.TOWN, name, f"第{place}网格"),
        )
        for place in range(1, number + 1)
    ]


def sent(session, run: int, groups: list[int], state: State = State.SENT, **changed) -> None:
    for group in groups:
        mailings.delivery(session, run, group, state, **changed)


def test_counts_name_every_state_even_where_there_is_nothing(session):
    notice = mailings.notice(session)
    assert counts(session, notice) == dict.fromkeys(State, 0)
    run = mailings.run(session, notice)
    sent(session, run, village(session, "东关村", 3))
    assert counts(session, notice) == dict.fromkeys(State, 0) | {State.SENT: 3}
    assert counts(session, run_id=run) == counts(session, notice)


def test_other_notices_and_private_letters_are_not_counted(session):
    groups = village(session, "东关村", 2)
    notice, other = mailings.notice(session), mailings.notice(session, "防范电信诈骗")
    first = mailings.run(session, notice)
    sent(session, first, groups)
    again = mailings.run(session, notice, slot=NOW + timedelta(days=1))
    sent(session, again, groups, State.FAILED, error="机器人被移出了群")
    sent(session, mailings.run(session, other), groups)
    sent(session, mailings.run(session, notice, kind=RunKind.LETTER), groups)
    assert (counts(session, notice)[State.SENT], counts(session, notice)[State.FAILED]) == (2, 2)
    assert counts(session, run_id=first)[State.SENT] == 2


def test_villages_stand_in_the_order_of_the_tree_with_all_their_grids(session):
    villages = {name: village(session, name, 2) for name in ("西关村", "东关村", "北街社区")}
    town = mailings.group(session, "镇干部群", place=mailings.grid(session, mailings.TOWN))
    stray = mailings.group(session, "没有网格的群")
    run = mailings.run(session, mailings.notice(session))
    sent(session, run, villages["北街社区"] + villages["东关村"] + [town, stray])
    sent(session, run, villages["西关村"], State.FAILED, error="对方不收")
    lines = by_grid(session, run_id=run)
    names = ["城关镇", "西关村", "东关村", "北街社区", "未划分网格"]
    assert [line.name for line in lines] == names
    assert [line.targets for line in lines] == [1, 2, 2, 2, 1]
    assert lines[1].counts[State.FAILED] == 2


def test_two_villages_of_one_name_are_told_apart_by_what_is_above(session):
    places = [mailings.grid(session, town, "东关村") for town in ("城关镇", "河西乡")]
    groups = [
        mailings.group(session, f"群{place}", place=grid) for place, grid in enumerate(places)
    ]
    run = mailings.run(session, mailings.notice(session))
    sent(session, run, groups)
    assert [line.name for line in by_grid(session, run_id=run)] == [
        "城关镇/东关村",
        "河西乡/东关村",
    ]


def test_channels_are_counted_apart_and_a_forward_is_no_delivery(session):
    robot = mailings.group(session, "企业群", channel=Channel.WECOM)
    plain = [mailings.group(session, f"微信群{n}", channel=Channel.WECHAT) for n in (1, 2)]
    run = mailings.run(session, mailings.notice(session))
    sent(session, run, [robot])
    sent(session, run, plain[:1], State.FORWARDED, forwarded_by="老李")
    sent(session, run, plain[1:], State.AWAITING)
    lines = {line.key: line for line in by_channel(session, run_id=run)}
    assert list(lines) == ["wecom", "wechat"]
    assert lines["wecom"].counts[State.SENT] == 1
    wechat = lines["wechat"].counts
    assert (wechat[State.SENT], wechat[State.FORWARDED], wechat[State.AWAITING]) == (0, 1, 1)


def test_whoever_missed_it_is_named_with_grid_channel_and_reason(session):
    first, second, third, fourth = village(session, "东关村", 4)
    plain = mailings.group(session, "微信群", channel=Channel.WECHAT)
    run = mailings.run(session, mailings.notice(session))
    sent(session, run, [first])
    sent(session, run, [second], State.FAILED, error="机器人被移出了群。")
    sent(session, run, [third], State.UNKNOWN, error="发送时中断了", due_at=NOW)
    sent(session, run, [fourth], State.SKIPPED)
    sent(session, run, [plain], State.AWAITING)
    found = [(one.group, one.grid, one.channel, one.reason) for one in missed(session, run_id=run)]
    telegram = Channel.TELEGRAM
    assert sorted(found) == sorted(
        [
            ("东关村2号群", "城关镇/东关村/第2网格", telegram, "机器人被移出了群"),
            ("东关村3号群", "城关镇/东关村/第3网格", telegram, "发送时中断了（还会再试）"),
            ("东关村4号群", "城关镇/东关村/第4网格", telegram, "没有发送，原因没有记下来"),
            ("微信群", "未划分网格", Channel.WECHAT, "还没有人确认转发"),
        ]
    )
    assert len(missed(session, run_id=run, limit=2)) == 2


def test_a_report_holds_all_of_it_and_the_slots_that_were_missed(session):
    groups = village(session, "东关村", 3)
    notice = mailings.notice(session, emergency_reason="山洪预警")
    run = mailings.run(session, notice)
    sent(session, run, groups[:1], repeated=True)
    sent(session, run, groups[1:2], recalled_at=NOW)
    sent(session, run, groups[2:], State.FAILED, error="对方不收")
    late = "服务停机，错过了发送时间"
    mailings.run(session, notice, slot=NOW - timedelta(days=1), state=RunState.MISSED, reason=late)
    found = report(session, notice)
    assert (found.title, found.emergency_reason, found.targets) == (
        "冬季用火安全提示",
        "山洪预警",
        3,
    )
    assert (found.repeated, found.recalled, len(found.missed)) == (1, 1, 1)
    assert [(one.state, one.reason, one.targets) for one in found.occurrences] == [
        (RunState.MISSED, late, 0),
        (RunState.FANNED, "", 3),
    ]
    assert [line.name for line in found.by_grid] == ["东关村"]
    assert [line.key for line in found.by_channel] == ["telegram"]


def test_a_notice_that_is_not_there_has_no_report(session):
    with pytest.raises(NotFound, match="没有编号为 7 的通知"):
        report(session, 7)


def test_before_anything_moved_the_time_left_comes_from_the_limits(session):
    run = mailings.run(session, mailings.notice(session))
    for name, channel, number in (("a", Channel.TELEGRAM, 60), ("b", Channel.WECOM, 3)):
        groups = [
            mailings.group(session, f"{name}{n}", channel=channel, lane=name) for n in range(number)
        ]
        sent(session, run, groups, State.PENDING, due_at=NOW)
    assert progress(session, run, NOW, limits=LIMITS) == Progress(
        done=0, failed=0, left=63, waiting=0, skipped=0, per_second=0.0, seconds_left=9.0
    )
    assert progress(session, run, NOW).seconds_left is None


def test_what_moved_in_the_last_minute_says_how_fast_it_goes(session):
    run = mailings.run(session, mailings.notice(session))
    groups = [mailings.group(session, f"群{n}", lane="telegram") for n in range(100)]
    ago = [NOW - timedelta(seconds=seconds) for seconds in (600, 10, 5)]
    sent(session, run, groups[:30], ended_at=ago[0])
    sent(session, run, groups[30:45], ended_at=ago[1])
    sent(session, run, groups[45:49], ended_at=ago[2])
    sent(session, run, groups[49:50], State.FAILED, ended_at=ago[2], error="对方不收")
    sent(session, run, groups[50:], State.PENDING, due_at=NOW)
    found = progress(session, run, NOW, limits=LIMITS)
    assert (found.done, found.failed, found.left, found.total) == (49, 1, 50, 100)
    assert (found.per_second, found.seconds_left) == (2.0, 25.0)


def test_a_lane_that_must_rest_is_waited_for(session):
    run = mailings.run(session, mailings.notice(session))
    group = mailings.group(session, "群", lane="telegram")
    later = NOW + timedelta(seconds=40)
    sent(session, run, [group], State.SENDING, due_at=later, ended_at=NOW)
    assert progress(session, run, NOW, limits=LIMITS).seconds_left == 40.0


def test_what_is_tried_again_is_left_and_what_is_forwarded_waits_for_people(session):
    run = mailings.run(session, mailings.notice(session))
    groups = [mailings.group(session, f"群{n}", lane="telegram") for n in range(6)]
    sent(session, run, groups[:1], State.UNKNOWN, due_at=NOW)
    sent(session, run, groups[1:2], State.FAILED, flight=3)
    sent(session, run, groups[2:3], State.UNKNOWN)
    sent(session, run, groups[3:4], State.AWAITING)
    sent(session, run, groups[4:5], State.SKIPPED)
    sent(session, run, groups[5:], State.SENT, due_at=NOW, recalling=True)
    found = progress(session, run, NOW)
    numbers = (found.done, found.failed, found.left, found.waiting, found.skipped)
    assert numbers == (1, 1, 2, 1, 1)


def test_when_nothing_is_left_no_time_is_left(session):
    run = mailings.run(session, mailings.notice(session))
    assert progress(session, run, NOW, limits=LIMITS).seconds_left == 0.0


def test_a_report_on_fifty_thousand_deliveries_is_quick(sqlite_url):
    database = open_database(sqlite_url)
    try:
        with database.writing() as session:
            notice = _large_notice(session)
        asked: list[str] = []
        event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        with database.reading() as session:
            report(session, notice)  # opens the file and compiles the statements
            asked.clear()
            began = time.perf_counter()
            found = report(session, notice)
            took = time.perf_counter() - began
    finally:
        database.close()
    assert (found.targets, len(found.missed)) == (50_000, 500)
    assert len(asked) <= 6
    assert took < 1.0  # .05 s when nothing else runs; the tests share the machine


def _large_notice(session) -> int:
    places = [
        mailings.grid(session, mailings.TOWN, f"{number // 10}村", f"{number}网格")
        for number in range(300)
    ]
    session.execute(
        insert(Group),
        [
            {
                "channel": "telegram",
                "address": str(number),
                "name": f"群{number}",
                "grid_id": places[number % 300],
                "secret": "",
                "reason": "",
                "active": True,
                "private": False,
                "added_at": NOW,
            }
            for number in range(50_000)
        ],
    )
    notice = mailings.notice(session)
    run = mailings.run(session, notice)
    session.execute(
        insert(Delivery),
        [
            {
                "run_id": run,
                "group_id": number,
                "state": State.FAILED if number % 100 == 0 else State.SENT,
                "ended_at": NOW,
            }
            for number in range(1, 50_001)
        ],
    )
    return notice
