"""Workers get what they are to forward: words to copy with a tap, the picture, “已转发”."""

from collections.abc import Iterator

import pytest
from mailings import grid, group
from noticing import TIMES
from sqlmodel import Session, select
from staff_chat import Staff
from telegram_chat import Private
from telegram_town import telegram_town

from bot.channels.telegram.staff.forwarding import NOT_YOURS
from bot.people import Role
from bot.town import now
from jobs.delivery.deliveries import Delivery, State
from jobs.places.grids import GridWorker
from jobs.places.groups import Channel
from jobs.schedule.runs import Run
from jobs.schedule.schedules import plan
from jobs.writing.notices import Notice, NoticeState
from jobs.writing.pictures import keep_picture
from jobs.writing.stopping import cancel
from knowledge.starter_notices import Category

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


@pytest.fixture(scope="module")
def staff(tmp_path_factory) -> Iterator[Staff]:
    """东关村 with two plain WeChat groups, and 王芳 who answers for them."""
    folder = tmp_path_factory.mktemp("town")
    with telegram_town(folder, quiet_hours="00:00-00:00") as telegram:
        found = Staff(telegram, clock=now)
        found.write(groups)
        found.linked("王芳", Role.WORKER, grids=("城关镇", "东关村"))
        found.linked("李军", Role.WORKER, grids=("城关镇", "西关村"))
        yield found


@pytest.fixture
def worker(staff: Staff) -> Private:
    return staff.telegram.private("王芳")


def groups(session: Session) -> None:
    east, west = grid(session, "城关镇", "东关村"), grid(session, "城关镇", "西关村")
    group(session, "东关甲群", place=east, channel=Channel.WECHAT)
    group(session, "东关乙群", place=east, channel=Channel.WECHAT)
    group(session, "西关群", place=west, channel=Channel.WECHAT)


def goes_out(staff: Staff, title: str, **changed: object) -> int:
    """Approve a notice to 东关村 that goes out at once."""

    def work(session: Session) -> int:
        values = {"picture_id": keep_picture(session, PNG)} if changed.pop("picture", 0) else {}
        row = Notice(
            title=title,
            text="天干物燥，出门前请关好电和气。\n有火情打119 & 别慌。",
            category=Category.SAFETY,
            state=NoticeState.APPROVED,
            audience={"grids": [grid(session, "城关镇", "东关村")]},
            timing={"when": "now"},
            drafted_by="张三",
            made_at=now(),
            changed_at=now(),
            **values,
        )
        session.add(row)
        session.flush()
        plan(session, row, now=now(), times=TIMES)
        return row.id or 0

    return staff.write(work)


def states(staff: Staff, notice: int) -> dict[str, str]:
    """What became of each delivery, and who said so."""
    rows = select(Delivery).join(Run).where(Run.notice_id == notice)
    return staff.read(lambda session: [(d.state, d.forwarded_by) for d in session.exec(rows)])


def test_a_pack_is_copied_with_one_tap_and_confirmed_group_by_group(staff, worker):
    notice = goes_out(staff, "冬季用火要小心")
    worker.hears("有通知要转发", "东关甲群、东关乙群")
    pack = worker.hears("请转发：冬季用火要小心", "还有 2 个微信群要发", "有火情打119 & 别慌。")
    assert [one["type"] for one in pack.view["entities"]].count("pre") == 1
    assert not any("西关群" in button["text"] for button in pack.buttons)
    assert worker.taps("已转发：东关甲群") == "记下了，谢谢。"
    worker.shows(pack, "还有 1 个微信群要发", "✓ 东关甲群")
    worker.taps("已转发：东关乙群")
    worker.shows(pack, "都转发了，谢谢。", "✓ 东关甲群", "✓ 东关乙群")
    assert states(staff, notice) == [(State.FORWARDED, "王芳")] * 2
    assert not pack.buttons


def test_a_picture_comes_as_a_picture(staff, worker):
    goes_out(staff, "带图的通知", picture=True)
    worker.hears("配图，请一起转发。")
    worker.hears("请转发：带图的通知")


def test_a_second_tap_changes_nothing_and_says_when_it_was_done(staff, worker):
    notice = goes_out(staff, "只点一次")
    worker.hears("请转发：只点一次")
    button = worker.button("已转发：东关甲群")
    worker.taps(button=button)
    assert "已经确认过了" in worker.taps(button=button)
    assert sorted(states(staff, notice))[1:] == [(State.FORWARDED, "王芳")]


def test_the_workers_of_other_grids_hear_nothing_of_it(staff, worker):
    other = staff.telegram.private("李军")
    goes_out(staff, "东关的事")
    worker.hears("请转发：东关的事")
    other.does_not_hear("东关的事")
    other.says("/forward")
    other.hears("现在没有要转发的通知。")


def test_what_waits_can_be_looked_at_again(staff, worker):
    goes_out(staff, "再看一遍")
    worker.hears("请转发：再看一遍")
    worker.says("/forward")
    worker.hears("请转发：再看一遍", "还有 2 个微信群要发")
    worker.taps("在聊天里转发")
    worker.hears("请转发：再看一遍", "还有 2 个微信群要发")


def test_what_was_cancelled_need_not_be_forwarded(staff, worker):
    notice = goes_out(staff, "取消的通知")
    worker.hears("请转发：取消的通知")
    button = worker.button("已转发：东关甲群")
    staff.write(
        lambda session: cancel(session, session.get_one(Notice, notice), by="小王", now=now())
    )
    assert worker.taps(button=button) == NOT_YOURS


def test_who_does_not_answer_for_the_grid_any_more_is_told_so(staff, worker):
    goes_out(staff, "换人了")
    worker.hears("请转发：换人了")
    button = worker.button("已转发：东关甲群")

    def hands_over(session: Session) -> None:
        place = grid(session, "城关镇", "东关村")
        for row in session.exec(select(GridWorker).where(GridWorker.grid_id == place)):
            session.delete(row)

    staff.write(hands_over)
    assert worker.taps(button=button) == NOT_YOURS
