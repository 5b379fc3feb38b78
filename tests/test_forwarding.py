"""Plain WeChat groups get notices from their worker, who is told, reminded and believed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from jobs.delivery.deliveries import Delivery, State
from jobs.delivery.lanes import Lane
from jobs.forward.forwarding import NO_WORKER, announce, confirm
from jobs.forward.letters import write_letter
from jobs.forward.links import ForwardLinks, Target
from jobs.forward.listing import unforwarded
from jobs.forward.packs import Pack, single, waiting
from jobs.forward.reminders import TOO_LATE, expire, remind
from jobs.places.grids import Grid, GridWorker, Worker
from jobs.places.groups import Channel, Group
from jobs.schedule.quiet import Quiet
from jobs.schedule.runs import Run, RunKind, RunState
from jobs.vault import Vault
from knowledge.database import Database
from knowledge.errors import NotAllowed, NotFound

NOW = datetime(2026, 11, 26, 2, tzinfo=UTC)  # ten in the morning
SHANGHAI = ZoneInfo("Asia/Shanghai")
QUIET = Quiet(time(22), time(7), SHANGHAI)
HOUR = timedelta(hours=1)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A town: 东关村 with two grids, 王芳 for the village, 李军 for its first grid."""
    with database.writing() as session:
        session.add_all(
            [
                Grid(id=1, name="城关镇", path="/1/"),
                Grid(id=2, parent_id=1, name="东关村", path="/1/2/"),
                Lane(key="telegram", channel="telegram"),
            ]
        )
        session.flush()
        session.add_all(
            [
                Grid(id=3, parent_id=2, name="一网格", path="/1/2/3/"),
                Grid(id=4, parent_id=2, name="二网格", path="/1/2/4/"),
                *(_chat(number, "李军" if number == 11 else "王芳") for number in (11, 12)),
            ]
        )
        session.flush()
        session.add_all([Worker(id=1, name="王芳", contact_id=12)])
        session.add_all([Worker(id=2, name="李军", contact_id=11)])
        session.flush()
        session.add_all([GridWorker(grid_id=2, worker_id=1), GridWorker(grid_id=3, worker_id=2)])
        session.add_all([_plain(21, "一网格甲群", 3), _plain(22, "一网格乙群", 3)])
        session.add_all([_plain(23, "二网格群", 4), _plain(24, "没人管的群", 1)])
        session.flush()
        yield session


def _chat(number: int, name: str) -> Group:
    return Group(
        id=number,
        channel=Channel.TELEGRAM,
        address=str(number),
        name=name,
        private=True,
        lane="telegram",
        added_at=NOW,
    )


def _plain(number: int, name: str, grid: int) -> Group:
    return Group(
        id=number,
        channel=Channel.WECHAT,
        address=name,
        name=name,
        grid_id=grid,
        added_at=NOW,
    )


def run_of(session: Session, *groups: int, title: str = "防火提示", **rest: object) -> Run:
    """A run that was fanned out to these plain groups."""
    text = "{grid}的乡亲：出门前请关火断电。"
    facts = {"title": title, "text": text, "send_at": NOW, "state": RunState.FANNED}
    run = Run(slot=NOW, made_at=NOW, **facts | rest)
    session.add(run)
    session.flush()
    for group in groups:
        session.add(Delivery(run_id=run.id, group_id=group, state=State.AWAITING))
    session.flush()
    return run


def letters(session: Session) -> list[tuple[int, Run]]:
    """The letters so far, with the chat each goes to."""
    rows = session.exec(
        select(Delivery.group_id, Run)
        .join(Run, col(Run.id) == Delivery.run_id)
        .where(Run.kind == RunKind.LETTER)
        .order_by(col(Run.id))
    )
    return [(group, run) for group, run in rows]


def deliveries(session: Session, run: Run) -> dict[int, Delivery]:
    """The deliveries of a run by group, as they are in the database."""
    session.expire_all()
    found = session.exec(select(Delivery).where(Delivery.run_id == run.id))
    return {delivery.group_id: delivery for delivery in found}


def packs(session: Session, worker: int, *, now: datetime = NOW) -> list[Pack]:
    """What waits for a worker."""
    return list(waiting(session, worker, now=now, town="城关镇", zone=SHANGHAI))


def test_a_letter_is_a_run_with_one_delivery_to_the_private_chat(session):
    run = write_letter(
        session, 1, title="提醒", text="请看。", now=NOW, buttons=[("打开", "https://a.cn")]
    )
    assert run is not None
    [delivery] = deliveries(session, run).values()
    assert (run.kind, run.state, run.buttons) == ("letter", "fanned", [["打开", "https://a.cn"]])
    assert (delivery.group_id, delivery.lane, delivery.state) == (12, "telegram", "pending")
    assert (delivery.priority, delivery.due_at) == (5, NOW)


def test_without_a_private_chat_no_letter_is_written(session):
    session.add(Worker(id=3, name="赵敏"))
    session.get(Group, 12).active = False
    session.get(Worker, 2).active = False
    session.flush()
    given = {"title": "提醒", "text": "请看。", "now": NOW}
    assert [write_letter(session, worker, **given) for worker in (1, 2, 3, 99)] == [None] * 4


def test_each_worker_gets_one_letter_for_all_their_groups(session):
    run = run_of(session, 21, 22, 23)
    assert announce(session, run, now=NOW) == 2
    told = {group: letter.text for group, letter in letters(session)}
    assert "“防火提示”要发到 2 个微信群：一网格甲群、一网格乙群。" in told[11]
    assert "“防火提示”要发到 1 个微信群：二网格群。" in told[12]
    assert letters(session)[0][1].buttons == [
        ["打开转发页", "forward:worker:2"],
        ["在聊天里转发", "tap:forward"],
    ]


def test_many_groups_are_counted_and_not_all_named(session):
    session.add_all([_plain(100 + number, f"{number}号群", 4) for number in range(8)])
    session.flush()
    announce(session, run_of(session, *range(100, 108)), now=NOW)
    assert "0号群、1号群、2号群、3号群、4号群等 8 个群" in letters(session)[0][1].text


def test_an_emergency_says_so(session):
    announce(session, run_of(session, 21, emergency=True), now=NOW)
    assert letters(session)[0][1].text.startswith("这是紧急通知，请马上转发。")


def test_a_group_that_nobody_answers_for_says_so_in_the_report(session):
    run = run_of(session, 24)
    assert announce(session, run, now=NOW) == 0
    assert deliveries(session, run)[24].error == NO_WORKER


def test_a_run_without_plain_groups_needs_no_letters(session):
    assert announce(session, run_of(session), now=NOW) == 0


def test_a_worker_finds_their_groups_and_not_those_of_a_nearer_colleague(session):
    run_of(session, 21, 22, 23)
    assert [pack.group for pack in packs(session, 1)] == ["二网格群"]
    assert [pack.group for pack in packs(session, 2)] == ["一网格乙群", "一网格甲群"]


def test_a_pack_has_the_words_as_the_group_reads_them(session):
    run_of(session, 23)
    [pack] = packs(session, 1)
    assert pack.title == "防火提示"
    assert pack.text.startswith("防火提示\n\n二网格的乡亲：出门前请关火断电。")
    assert "城关镇 2026年11月26日" in pack.text


def test_a_confirmed_pack_counts_as_forwarded_and_a_second_tap_changes_nothing(session):
    delivery = deliveries(session, run_of(session, 21))[21].id
    first = confirm(session, delivery, by="李军", now=NOW)
    second = confirm(session, delivery, by="王芳", now=NOW + HOUR)
    assert (first.new, second.new) == (True, False)
    assert (second.by, second.at) == ("李军", NOW)
    row = session.get(Delivery, delivery, populate_existing=True)
    assert (row.state, row.forwarded_by, row.ended_at) == (State.FORWARDED, "李军", NOW)


def test_what_was_forwarded_stays_in_sight_for_three_days(session):
    delivery = deliveries(session, run_of(session, 21))[21].id
    confirm(session, delivery, by="李军", now=NOW)
    assert [pack.done_at for pack in packs(session, 2)] == [NOW]
    assert packs(session, 2, now=NOW + 73 * HOUR) == []


def test_what_is_over_cannot_be_confirmed(session):
    run = run_of(session, 21, expires_at=NOW + HOUR)
    delivery = deliveries(session, run)[21].id
    assert packs(session, 2, now=NOW + HOUR) == []
    assert expire(session, now=NOW + HOUR) == 1
    with pytest.raises(NotAllowed, match="过期"):
        confirm(session, delivery, by="李军", now=NOW + 2 * HOUR)
    with pytest.raises(NotFound):
        confirm(session, 999, by="李军", now=NOW)


def test_what_nobody_forwarded_in_time_is_skipped_with_the_reason(session):
    run = run_of(session, 21, 22, expires_at=NOW + HOUR)
    assert expire(session, now=NOW) == 0
    confirm(session, deliveries(session, run)[21].id, by="李军", now=NOW)
    assert expire(session, now=NOW + 2 * HOUR) == 1
    rows = deliveries(session, run)
    assert (rows[21].state, rows[22].state) == (State.FORWARDED, State.SKIPPED)
    assert rows[22].error == TOO_LATE


def test_after_a_week_nobody_is_asked_any_more(session):
    run = run_of(session, 21)
    assert expire(session, now=NOW + timedelta(days=6)) == 0
    assert expire(session, now=NOW + timedelta(days=7)) == 1
    assert deliveries(session, run)[21].state == State.SKIPPED


def test_reminders_come_after_two_and_after_six_hours_and_then_no_more(session):
    run = run_of(session, 21, 22)
    counts = [remind(session, now=NOW + hours * HOUR, quiet=QUIET) for hours in (1, 2, 3, 6, 7, 24)]
    assert counts == [0, 1, 0, 1, 0, 0]
    assert {row.reminders for row in deliveries(session, run).values()} == {2}
    text = letters(session)[0][1].text
    assert text.startswith("有 2 个微信群还没有确认转发：\n“防火提示”：一网格甲群、一网格乙群")


def test_one_reminder_speaks_of_all_notices_of_a_worker(session):
    run_of(session, 21)
    run_of(session, 22, title="防诈提示")
    assert remind(session, now=NOW + 2 * HOUR, quiet=QUIET) == 1
    assert "“防火提示”：一网格甲群\n“防诈提示”：一网格乙群" in letters(session)[0][1].text


def test_who_was_late_twice_while_we_were_down_is_reminded_once(session):
    run_of(session, 21)
    assert remind(session, now=NOW + 8 * HOUR, quiet=QUIET) == 1
    assert remind(session, now=NOW + 9 * HOUR, quiet=QUIET) == 0


def test_nobody_is_reminded_in_quiet_hours_but_in_the_morning(session):
    evening = NOW + 11 * HOUR  # nine in the evening
    run_of(session, 21, send_at=evening)
    assert remind(session, now=evening + 2 * HOUR, quiet=QUIET) == 0
    assert remind(session, now=evening + 10 * HOUR, quiet=QUIET) == 1


def test_nobody_is_reminded_of_what_is_done_or_cancelled(session):
    run = run_of(session, 21, 22)
    for delivery in deliveries(session, run).values():
        confirm(session, delivery.id, by="李军", now=NOW)
    run_of(session, 23, state=RunState.CANCELLED)
    assert remind(session, now=NOW + 3 * HOUR, quiet=QUIET) == 0
    assert packs(session, 1) == []


def test_two_replicas_remind_once(database, session):
    run_of(session, 21)
    session.commit()
    done = []
    for _ in range(2):
        with database.writing() as other:
            done.append(remind(other, now=NOW + 2 * HOUR, quiet=QUIET))
    assert done == [1, 0]


def test_a_single_delivery_has_a_page_of_its_own(session):
    delivery = deliveries(session, run_of(session, 24))[24].id
    given = {"now": NOW, "town": "城关镇", "zone": SHANGHAI}
    assert [pack.group for pack in single(session, delivery, **given)] == ["没人管的群"]


@pytest.fixture
def links() -> ForwardLinks:
    return ForwardLinks(Vault("k" * 32), "https://pufa.example.cn/")


@pytest.mark.parametrize("target", [Target("worker", 3), Target("delivery", 9)])
def test_a_link_opens_its_page_for_thirty_days(links, target):
    address = links.address(target, now=NOW)
    assert address.startswith("https://pufa.example.cn/forward/")
    signed = address.rpartition("/")[2]
    assert links.read(signed, now=NOW + timedelta(days=30)) == target
    with pytest.raises(NotAllowed, match="过期"):
        links.read(signed, now=NOW + timedelta(days=31))


def test_a_link_that_was_changed_or_signed_for_something_else_opens_nothing(links):
    signed = links.path(Target("worker", 3), now=NOW).rpartition("/")[2]
    other = ForwardLinks(Vault("z" * 32), "")
    for wrong in ("x" + signed, signed[:-1], other.path(Target("worker", 3), now=NOW)[9:], "a.b"):
        with pytest.raises(NotAllowed):
            links.read(wrong, now=NOW)
    with pytest.raises(NotAllowed):
        links.read(Vault("k" * 32).sign("3"), now=NOW)


def test_buttons_into_our_own_pages_get_their_address_when_they_are_sent(links):
    buttons = [["打开转发页", "forward:worker:3"], ["原文", "https://example.cn/a"]]
    made = links.buttons(buttons, now=NOW)
    assert made[0][1].startswith("https://pufa.example.cn/forward/")
    assert made[1] == ("原文", "https://example.cn/a")
    nowhere = ForwardLinks(Vault("k" * 32), "")
    assert nowhere.buttons(buttons, now=NOW) == (("原文", "https://example.cn/a"),)


def test_a_day_is_read_in_the_zone_of_the_town(session):
    late = datetime(2026, 11, 26, 18, tzinfo=UTC)  # two in the morning of the next day there
    run_of(session, 23, send_at=late)
    assert date(2026, 11, 27).strftime("%d日") in packs(session, 1)[0].text


def test_staff_see_who_still_has_to_forward_what_and_which_groups_have_nobody(session):
    run = run_of(session, 21, 23, 24)
    session.get(Group, 11).active = False
    run_of(session, 22, expires_at=NOW)
    duties, left = unforwarded(session, now=NOW)
    told = [(duty.name, duty.told, [one.group for one in duty.waiting]) for duty in duties]
    assert told == [("王芳", True, ["二网格群"]), ("李军", False, ["一网格甲群"])]
    assert [(one.group, one.title) for one in left] == [("没人管的群", run.title)]
