"""Administrators see to what nobody could answer, told each morning; dangers come at once."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from builders import faq, faqs, put
from mailings import grid
from sqlmodel import Session, col, select
from staff_chat import Staff
from telegram_chat import Private
from telegram_town import telegram_town

from bot.people import Role
from jobs.places.groups import Group
from jobs.records.alerts import Alert
from jobs.records.gaps import Gap, GapState
from knowledge.tables import Entry

MORNING = datetime.fromisoformat("2026-11-27T08:29:30+08:00")
QUESTIONS = ("村里的鱼塘承包到期以后谁能接着包", "老宅基地上的枣树归谁管", "今年的庙会几号开始摆摊")


class Clock:
    """A clock that begins one minute before the letter of the morning."""

    def __init__(self) -> None:
        self._began, self._ahead = time.monotonic(), timedelta()

    def __call__(self) -> datetime:
        return MORNING + self._ahead + timedelta(seconds=time.monotonic() - self._began)

    def goes_on(self, **by: float) -> None:
        self._ahead += timedelta(**by)


class Town(NamedTuple):
    """A town and its clock."""

    staff: Staff
    clock: Clock


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Iterator[Town]:
    clock = Clock()
    with telegram_town(tmp_path_factory.mktemp("town"), clock=clock) as telegram:
        staff = Staff(telegram, clock=clock)
        put(telegram.town.database, faqs(faq("鱼塘怎么承包？", "到村委会登记。")))
        staff.write(lambda session: session.add_all(map(gap, QUESTIONS)))
        staff.linked("周敏", Role.ADMINISTRATOR)
        staff.linked("李四", Role.REVIEWER)
        staff.linked("王芳", Role.WORKER, grids=("城关镇", "东关村"))
        yield Town(staff, clock)


def gap(question: str) -> Gap:
    return Gap(key=question, question=question, first_at=MORNING, last_at=MORNING)


def found(staff: Staff, question: str) -> Gap:
    wanted = select(Gap).where(Gap.question == question)
    return staff.read(lambda session: session.exec(wanted).one())


def opens(admin: Private, question: str) -> None:
    """Open a gap out of the list."""
    admin.says("/gaps")
    admin.taps(question[:10])
    admin.hears("居民的问题", question)


def test_the_letter_of_the_morning_comes_at_half_past_eight_and_once(town):
    admin = town.staff.telegram.private("周敏")
    admin.does_not_hear("还没有答案的问题")
    town.clock.goes_on(minutes=1)
    admin.hears("居民问了、还没有答案的问题", "一共 3 个，过去一天新增 3 个", QUESTIONS[0])
    admin.sees_buttons(f"处理：{QUESTIONS[0]}")
    assert not [one for one in reviewer(town).chat.messages.values() if "答案" in one.text]


def reviewer(town: Town) -> Private:
    return town.staff.telegram.private("李四")


def test_an_answer_becomes_a_draft(town):
    admin = town.staff.telegram.private("周敏")
    opens(admin, QUESTIONS[0])
    admin.taps("写答案")
    admin.hears("请把答案发过来")
    admin.says("原来的承包人优先，到村委会办手续。")
    admin.hears("已建成问答草稿")
    closed = found(town.staff, QUESTIONS[0])
    assert (closed.state, closed.closed_by) == (GapState.ANSWERED, "周敏")
    entry = town.staff.read(lambda session: session.get_one(Entry, closed.entry_id))
    assert entry.published is None


def test_a_wording_joins_an_entry_that_answers_it(town):
    admin = town.staff.telegram.private("周敏")
    number = town.staff.read(
        lambda session: session.exec(select(Entry.id).where(Entry.key == "鱼塘怎么承包？")).one()
    )
    opens(admin, QUESTIONS[1])
    admin.taps("加到已有问答")
    admin.hears("哪一条问答能回答它")
    admin.says("看看吧")
    admin.hears("哪一条问答能回答它")
    admin.says(f"{number} 号")
    admin.hears("问法已加在草稿里")
    assert found(town.staff, QUESTIONS[1]).entry_id == number


def test_what_needs_no_answer_is_put_aside_with_a_reason(town):
    admin = town.staff.telegram.private("周敏")
    opens(admin, QUESTIONS[2])
    again = admin.button("写答案")
    admin.taps("不用补")
    admin.hears("为什么不用补")
    admin.taps("不是法律或办事问题")
    admin.hears("已标为不处理")
    assert found(town.staff, QUESTIONS[2]).reason == "不是法律或办事问题"
    admin.taps(button=again)
    admin.hears("请把答案发过来")
    admin.says("每年农历二月二。")
    admin.hears("这个问题已经由周敏标为不处理。")


def test_gaps_are_for_administrators(town):
    person = reviewer(town)
    person.says("/gaps")
    person.hears("这一步要由管理员来办")


def alert(conversation: str, excerpt: str, at: datetime) -> Alert:
    return Alert(
        kind="fire",
        excerpt=excerpt,
        channel="telegram",
        conversation=conversation,
        raised_at=at,
        last_at=at,
    )


def test_a_danger_reaches_administrators_and_the_workers_of_the_place_at_once(town):
    staff, telegram = town.staff, town.staff.telegram
    room = staff.room("东关一群")
    telegram.settles()
    staff.write(lambda session: place(session, str(room.id)))
    room.says("路人", "@mingbai_bot 我家厨房着火了，火很大")
    admin, worker = telegram.private("周敏"), telegram.private("王芳")
    admin.hears("有人可能遇到危险", "厨房着火了", "可能是：着火", "城关镇/东关村")
    worker.hears("有人可能遇到危险", "厨房着火了")
    assert not [one for one in reviewer(town).chat.messages.values() if "危险" in one.text]
    worker.taps("我来跟进")
    worker.hears("您在跟进这件事")
    assert "已经看过" in admin.taps("我来跟进")
    seen = staff.read(lambda session: session.exec(select(Alert)).one())
    assert seen.seen_by == "王芳"


def place(session: Session, chat: str) -> None:
    """The group lies in 东关村."""
    row = session.exec(select(Group).where(col(Group.address) == chat)).one()
    row.grid_id = grid(session, "城关镇", "东关村")


def test_alerts_that_wait_are_listed(town):
    admin = town.staff.telegram.private("周敏")
    town.staff.write(lambda session: session.add(alert("web:一个人", "煤气味很重", town.clock())))
    admin.hears("煤气味很重", "私下")
    admin.says("/alerts")
    admin.hears("警报", "煤气味很重")
    admin.taps("我来跟进：第 1 条")
    admin.hears("您在跟进这件事")
    admin.says("/alerts")
    admin.hears("没有等着查看的警报。")
