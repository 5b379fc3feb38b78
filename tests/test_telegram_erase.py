"""What is kept of a resident can be seen and erased, after one more question."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select
from telegram_chat import Telegram
from telegram_town import telegram_town

from bot.channels.telegram.speech.marks import Answered
from bot.town import now
from jobs.places.groups import Group
from jobs.records.alerts import Alert
from jobs.records.exchanges import Exchange
from jobs.records.handovers import Handover


class Clock:
    """A clock that can be put forward."""

    ahead = timedelta(0)

    def __call__(self):
        return now() + self.ahead


CLOCK = Clock()


@pytest.fixture(scope="module")
def telegram(tmp_path_factory) -> Iterator[Telegram]:
    with telegram_town(tmp_path_factory.mktemp("erase"), clock=CLOCK) as telegram:
        yield telegram


@pytest.fixture
def resident(telegram, request):
    person = telegram.private(request.node.name[:50])
    person.says("离婚冷静期多久，我的电话是13800138000")
    person.hears("30天")
    return person


def kept(telegram, person) -> list[object]:
    """Whatever is on record of somebody's chat."""
    telegram.settles()
    telegram.town.recorder.flush()
    conversation = f"telegram:{person.id}"
    with telegram.town.database.reading() as session:
        return [
            *session.exec(select(Exchange).where(Exchange.conversation == conversation)),
            *session.exec(select(Handover).where(Handover.conversation == conversation)),
            *session.exec(select(Group).where(Group.address == str(person.id))),
            *session.exec(select(Answered).where(Answered.chat == str(person.id))),
        ]


def test_a_copy_comes_as_a_text_file_with_numbers_masked(telegram, resident):
    resident.says("/remind")
    resident.taps("安全")
    resident.says("/erase")
    resident.taps("看一份副本")
    resident.hears("这是现在保存的全部内容")
    sent = [call.sent for call in telegram.fake.accepted if call.method == "sendDocument"][-1]
    text = sent["document"].decode()
    assert "离婚冷静期多久" in text
    assert "〔手机号〕" in text
    assert "13800138000" not in text
    assert "订阅的通知\n安全（随时）" in text


def test_erasing_asks_once_more_and_then_leaves_nothing(telegram, resident):
    resident.says("/remind")
    resident.taps("安全")
    resident.says("银河系的星星归哪个村管")
    resident.taps("转给工作人员")
    resident.hears("写下电话号码")
    resident.says("13800138000")
    resident.hears("已经转给工作人员了")
    resident.says("/erase")
    message = resident.hears("全部清除")
    resident.taps("全部清除")
    resident.shows(message, "确定清除吗")
    assert len(kept(telegram, resident)) >= 5
    resident.taps("确定清除")
    resident.shows(message, "都清除了，一共2条问答")
    assert kept(telegram, resident) == []


def test_changing_ones_mind_changes_nothing(telegram, resident):
    before = len(kept(telegram, resident))
    resident.says("/erase")
    message = resident.hears("全部清除")
    resident.taps("全部清除")
    resident.sees_buttons("先不清除")
    resident.taps("先不清除")
    resident.shows(message, "什么都没有动")
    assert len(kept(telegram, resident)) == before


def test_an_old_button_erases_nothing_and_says_so_kindly(telegram, resident):
    resident.says("/erase")
    message = resident.hears("全部清除")
    resident.taps("全部清除")
    resident.sees_buttons("确定清除")
    CLOCK.ahead += timedelta(minutes=11)
    resident.taps("确定清除")
    resident.shows(message, "过时了", "/erase")
    assert kept(telegram, resident)


def test_a_danger_stays_as_a_bare_fact(telegram, resident):
    resident.says("我家着火了")
    resident.hears("119")
    resident.says("/erase")
    resident.taps("全部清除")
    resident.sees_buttons("确定清除")
    resident.taps("确定清除")
    resident.hears("都清除了")
    with telegram.town.database.reading() as session:
        (alert,) = session.exec(select(Alert))
    assert (alert.kind, alert.excerpt, alert.conversation) == ("fire", "", "")


def test_who_has_nothing_on_record_is_told_so(telegram):
    person = telegram.private("新来的人")
    person.says("/erase")
    person.taps("看一份副本")
    person.hears("这是现在保存的全部内容")
    sent = [call.sent for call in telegram.fake.accepted if call.method == "sendDocument"][-1]
    assert "现在没有保存您的任何内容" in sent["document"].decode()
