"""A lane is drained: every row once, in order, within limits, and each outcome on its row."""

import asyncio
from datetime import UTC, datetime, timedelta

import mailings
import pytest
from post import NotingSender, desk
from sqlmodel import select

from jobs.delivery.deliveries import Delivery, State
from jobs.delivery.draining import drain
from jobs.delivery.lanes import Lane
from jobs.delivery.ledger import Ledger
from jobs.delivery.sending import Limits, Moved, Refused, TryLater, Unreachable, Unsure
from jobs.places.groups import Group
from jobs.schedule.runs import Run, RunState
from knowledge.errors import BadInput


@pytest.fixture
def ledger(database):
    ledger = Ledger(database)
    yield ledger
    ledger.close()


def moment() -> datetime:
    return datetime.now(UTC)


def due(database, count: int, *, lane: str = "telegram", **changed) -> list[int]:
    """Make so many deliveries of one run that are due, to groups g0, g1 and so on."""
    with database.writing() as session:
        run = mailings.run(session, None, **changed.pop("run", {}))
        made = []
        for number in range(count):
            group = mailings.group(session, f"g{number}", lane=lane)
            made.append(
                mailings.delivery(
                    session, run, group, State.PENDING, lane=lane, due_at=moment(), **changed
                )
            )
        return made


def rows(database) -> list[Delivery]:
    with database.reading() as session:
        return list(session.exec(select(Delivery).order_by(Delivery.id)).all())


def states(database) -> list[str]:
    return [row.state for row in rows(database)]


def run_lane(ledger, sender, lane: str = "telegram", owner: str = "one") -> None:
    asyncio.run(drain(lane, sender, desk(ledger, owner)))


def test_every_row_is_sent_once_in_order_and_says_so(database, ledger):
    due(database, 30)
    sender = NotingSender()
    run_lane(ledger, sender)
    assert sender.addresses == [f"g{number}" for number in range(30)]
    assert states(database) == [State.SENT] * 30
    assert all(
        row.message_id and row.attempts == 1 and row.due_at is None for row in rows(database)
    )


def test_a_drained_lane_is_let_go_at_once(database, ledger):
    due(database, 3)
    run_lane(ledger, NotingSender())
    with database.reading() as session:
        lane = session.get_one(Lane, "telegram")
        assert (lane.owner, lane.lease_until, lane.epoch) == ("", None, 1)


def test_two_servers_never_serve_one_lane(database, ledger):
    due(database, 40)
    sender = NotingSender(takes=0.01)

    async def both() -> None:
        await asyncio.gather(
            drain("telegram", sender, desk(ledger, "one")),
            drain("telegram", sender, desk(ledger, "two")),
        )

    asyncio.run(both())
    assert sorted(sender.addresses) == sorted(f"g{number}" for number in range(40))


def test_no_more_than_eight_are_ever_on_their_way(database, ledger):
    due(database, 40)
    going, most = 0, 0

    async def count(_parcel) -> None:
        nonlocal going, most
        going += 1
        most = max(most, going)
        await asyncio.sleep(0.01)
        going -= 1

    run_lane(ledger, NotingSender(before=count))
    assert most == 8


def test_an_urgent_run_goes_before_what_waits(database, ledger):
    due(database, 10)
    with database.writing() as session:
        run = mailings.run(session, None, priority=0)
        group = mailings.group(session, "urgent", lane="telegram")
        mailings.delivery(
            session, run, group, State.PENDING, lane="telegram", priority=0, due_at=moment()
        )
    sender = NotingSender()
    run_lane(ledger, sender)
    assert sender.addresses[0] == "urgent"


def test_two_messages_to_one_group_keep_their_order_and_distance(database, ledger):
    due(database, 3)
    with database.writing() as session:
        run = mailings.run(session, None, title="第二条")
        for group in session.exec(select(Group)).all():
            mailings.delivery(
                session, run, group.id, State.PENDING, lane="telegram", due_at=moment()
            )
    sender = NotingSender(limits=Limits(group=((1, 0.5),)))
    run_lane(ledger, sender)
    assert len(sender.sent) == 6
    for name in ("g0", "g1", "g2"):
        (first, one), (second, two) = [pair for pair in sender.sent if pair[1].address == name]
        assert (one.title, two.title) == ("冬季用火安全提示", "第二条")
        assert second - first >= 0.5


def test_retry_after_closes_the_lane_for_exactly_that_long(database, ledger):
    due(database, 20)
    sender = NotingSender(script={"g2": [TryLater("太快了", lane_for=1.5)]}, takes=0.01)
    run_lane(ledger, sender)
    told = next(at for at, parcel in sender.sent if parcel.address == "g2")
    later = [at for at, _parcel in sender.sent if at > told + 0.05]
    assert min(later) - told >= 1.5
    assert states(database) == [State.SENT] * 20
    assert [row.attempts for row in rows(database)] == [1] * 20


def test_a_long_closing_lets_the_lane_go_until_then(database, ledger):
    due(database, 2)
    run_lane(ledger, NotingSender(script={"g0": [TryLater("太快了", lane_for=60)]}))
    with database.reading() as session:
        lane = session.get_one(Lane, "telegram")
    assert lane.lease_until is None
    assert 55 < (lane.closed_until - moment()).total_seconds() <= 60
    sender = NotingSender()
    run_lane(ledger, sender)
    assert sender.sent == []


def test_a_passing_fault_is_tried_again_later_and_says_why(database, ledger):
    due(database, 1)
    run_lane(ledger, NotingSender(script={"g0": [TryLater("对方服务器出错")]}))
    (row,) = rows(database)
    assert (row.state, row.attempts, row.error) == (State.SENDING, 1, "对方服务器出错")
    assert 2 <= (row.due_at - row.ended_at).total_seconds() <= 4.5


def test_after_five_tries_it_has_failed(database, ledger):
    due(database, 1, attempts=4)
    run_lane(ledger, NotingSender(script={"g0": [TryLater("对方服务器出错")]}))
    (row,) = rows(database)
    assert (row.state, row.due_at) == (State.FAILED, None)
    assert row.error == "试了 5 次都没有成功：对方服务器出错"


def test_a_group_that_nothing_reaches_is_closed_with_the_reason(database, ledger):
    due(database, 2)
    run_lane(ledger, NotingSender(script={"g0": [Unreachable("机器人被移出了群")]}))
    assert states(database) == [State.FAILED, State.SENT]
    with database.reading() as session:
        group = session.exec(select(Group).where(Group.name == "g0")).one()
    assert (group.active, group.reason) == (False, "机器人被移出了群")


def test_a_refused_message_fails_and_its_group_stays(database, ledger):
    due(database, 1)
    run_lane(ledger, NotingSender(script={"g0": [Refused("内容太长")]}))
    assert states(database) == [State.FAILED]
    with database.reading() as session:
        assert session.exec(select(Group)).one().active


def test_a_group_that_moved_gets_its_message_once_at_the_new_address(database, ledger):
    due(database, 1)
    sender = NotingSender(script={"g0": [Moved("升级成了超级群", address="-100200")]})
    run_lane(ledger, sender)
    assert sender.addresses == ["g0", "-100200"]
    assert states(database) == [State.SENT]


def test_a_lost_answer_leaves_unknown_and_is_tried_again(database, ledger):
    due(database, 1)
    run_lane(ledger, NotingSender(script={"g0": [Unsure("没有回音")]}))
    (row,) = rows(database)
    assert (row.state, row.due_at is not None) == (State.UNKNOWN, True)
    with database.writing() as session:
        session.get_one(Delivery, row.id).due_at = moment()
    run_lane(ledger, NotingSender())
    (row,) = rows(database)
    assert (row.state, row.repeated) == (State.SENT, True)


def test_asked_for_at_most_once_a_lost_answer_stays_unknown(database, ledger):
    due(database, 1, once=True)
    run_lane(ledger, NotingSender(script={"g0": [Unsure("没有回音")]}))
    (row,) = rows(database)
    assert (row.state, row.due_at) == (State.UNKNOWN, None)


def test_what_a_dead_server_had_in_hand_is_tried_again_and_what_is_once_is_not(database, ledger):
    first, second = due(database, 2)
    with database.writing() as session:
        for number, once in ((first, False), (second, True)):
            row = session.get_one(Delivery, number)
            row.state, row.flight, row.due_at, row.once = State.SENDING, 1, None, once
        session.get_one(Lane, "telegram").epoch = 1
    sender = NotingSender()
    run_lane(ledger, sender)
    assert sender.addresses == ["g0"]
    again, left = rows(database)
    assert (again.state, again.repeated) == (State.SENT, True)
    assert (left.state, left.error) == (State.UNKNOWN, "发送时程序中断了，不知道对方有没有收到")


def test_a_cancelled_run_and_an_inactive_group_are_skipped_with_the_reason(database, ledger):
    due(database, 2)
    with database.writing() as session:
        session.exec(select(Group).where(Group.name == "g0")).one().active = False
        session.exec(select(Group).where(Group.name == "g0")).one().reason = "群已解散"
    sender = NotingSender()
    run_lane(ledger, sender)
    assert sender.addresses == ["g1"]
    assert (rows(database)[0].state, rows(database)[0].error) == (State.SKIPPED, "群已解散")
    with database.writing() as session:
        session.exec(select(Run)).one().state = RunState.CANCELLED
        row = session.get_one(Delivery, rows(database)[1].id)
        row.state, row.due_at = State.PENDING, moment()
    run_lane(ledger, sender)
    assert rows(database)[1].error == "通知已取消"


def test_what_is_too_late_is_not_sent(database, ledger):
    due(database, 1, run={"expires_at": moment() - timedelta(seconds=1)})
    sender = NotingSender()
    run_lane(ledger, sender)
    assert sender.sent == []
    assert rows(database)[0].error == "过了有效时间，没有再发"


def test_a_sent_message_is_taken_back_and_stays_sent(database, ledger):
    due(database, 1)
    with database.writing() as session:
        row = session.exec(select(Delivery)).one()
        row.state, row.recalling, row.message_id = State.SENT, True, "m7"
    sender = NotingSender()
    run_lane(ledger, sender)
    assert sender.recalled == [("g0", "m7")]
    (row,) = rows(database)
    assert (row.state, row.recalling, row.recalled_at is not None) == (State.SENT, False, True)
    assert row.message_id == "m7"


def test_a_server_whose_lease_was_taken_sends_nothing_more_and_records_nothing(database, ledger):
    due(database, 30)

    async def steal(parcel) -> None:
        if parcel.address == "g4":
            with database.writing() as session:
                lane = session.get_one(Lane, "telegram")
                lane.owner, lane.epoch = "another", lane.epoch + 1

    sender = NotingSender(before=steal)
    run_lane(ledger, sender)
    assert len(sender.sent) <= 12
    assert State.PENDING in states(database)


def test_a_slip_in_one_message_stops_no_other(database, ledger):
    due(database, 5)
    run_lane(ledger, NotingSender(script={"g1": [KeyError("a slip")]}))
    assert states(database).count(State.SENT) == 4
    assert rows(database)[1].error == "发送时程序出错"


def test_a_whole_lane_of_expired_rows_is_passed_over_quickly(database, ledger):
    due(database, 40, run={"expires_at": moment() - timedelta(seconds=1)})
    sender = NotingSender()
    run_lane(ledger, sender)
    assert sender.sent == []
    assert states(database) == [State.SKIPPED] * 40


def test_a_webhook_that_the_key_does_not_open_fails_with_a_sentence(database, ledger):
    due(database, 1)
    with database.writing() as session:
        session.exec(select(Group)).one().secret = "written with another key"
    table = desk(ledger)

    def refuse(_secret: str) -> str:
        raise BadInput("密钥变了，打不开这个群机器人的网址。")

    table.packer._open_secret = refuse
    asyncio.run(drain("telegram", NotingSender(), table))
    (row,) = rows(database)
    assert (row.state, row.error) == (State.FAILED, "密钥变了，打不开这个群机器人的网址。")


def test_taking_back_is_given_up_after_five_tries(database, ledger):
    due(database, 1, attempts=4)
    with database.writing() as session:
        row = session.exec(select(Delivery)).one()
        row.state, row.recalling, row.message_id = State.SENT, True, "m7"

    class Stuck(NotingSender):
        async def recall(self, address: str, message_id: str) -> None:
            raise TryLater("对方服务器出错")

    run_lane(ledger, Stuck())
    (row,) = rows(database)
    assert (row.state, row.recalling, row.recalled_at) == (State.SENT, False, None)
    assert row.error.startswith("试了 5 次")
