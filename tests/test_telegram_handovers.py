"""What residents hand over reaches staff, who see the number, and it is gone when they are done."""

from collections.abc import Iterator

import pytest
from builders import NOW
from sqlmodel import select
from telegram_chat import Telegram
from telegram_town import telegram_town

from bot.handover_letters import tell_of_handovers
from bot.people import Role, add_staff, disable_staff
from bot.staff_chats import tie
from bot.town import now
from jobs.records.handovers import Handover
from jobs.schedule.quiet import parse_quiet
from jobs.schedule.runs import Run


@pytest.fixture
def telegram(tmp_path) -> Iterator[Telegram]:
    with telegram_town(tmp_path, quiet_hours="00:00-00:00") as telegram:
        yield telegram


def staff(telegram, name: str, role: Role):
    """Somebody on the staff whose account is tied."""
    person = telegram.private(name)
    person.says("/help")
    person.hears("我能做这些")
    with telegram.town.database.writing() as session:
        row = add_staff(session, name, role=role, by="小王", now=NOW)
        tie(session, row, channel="telegram", account=str(person.id), now=NOW)
    return person


def handed_over(telegram, *, phone: str = "13800138000"):
    """A resident asks for a person."""
    resident = telegram.private("张三")
    resident.says("银河系的星星归哪个村管")
    resident.taps("转给工作人员")
    resident.hears("写下电话号码")
    resident.says(phone)
    resident.hears("已经转给工作人员了")


def told(telegram) -> None:
    """The clock brings letters to administrators."""
    quiet = parse_quiet("00:00-00:00", zone=telegram.town.settings.zone)
    with telegram.town.database.writing() as session:
        tell_of_handovers(session, "telegram", quiet=quiet, now=now())


def test_an_administrator_is_told_once_sees_the_number_and_finishes_it(telegram):
    chief = staff(telegram, "赵主任", Role.ADMINISTRATOR)
    handed_over(telegram)
    chief.begins()
    told(telegram)
    told(telegram)
    letter = chief.hears("有居民请工作人员回话", "银河系的星星归哪个村管", within=40)
    assert "13800138000" not in letter.text
    chief.taps("看一看、办完")
    chief.shows(letter, "13800138000")
    done = chief.button("办完了")
    chief.taps(button=done)
    chief.shows(letter, "已记为办完", "电话已删除")
    assert "13800138000" not in letter.text
    assert "赵主任已经处理" in chief.taps(button=done)
    with telegram.town.database.reading() as session:
        assert session.exec(select(Handover)).one().contact == ""
        assert not any("13800138000" in run.text for run in session.exec(select(Run)))


def test_nobody_else_sees_the_number(telegram):
    chief = staff(telegram, "赵主任", Role.ADMINISTRATOR)
    handed_over(telegram)
    chief.begins()
    told(telegram)
    chief.hears("有居民请工作人员回话", within=40)
    button = chief.button("看一看、办完")
    with telegram.town.database.writing() as session:
        disable_staff(session, "赵主任", by="小王", now=NOW)
    assert "停用" in chief.taps(button=button)


def test_in_quiet_hours_nobody_is_disturbed(telegram):
    staff(telegram, "赵主任", Role.ADMINISTRATOR)
    handed_over(telegram)
    quiet = parse_quiet("22:00-07:00", zone=telegram.town.settings.zone)
    with telegram.town.database.writing() as session:
        late = NOW.replace(hour=16)  # midnight in Shanghai
        assert tell_of_handovers(session, "telegram", quiet=quiet, now=late) == 0


def test_a_button_that_nobody_knows_says_so_kindly(telegram):
    resident = telegram.private("张三")
    resident.says("离婚冷静期多久")
    message, button = resident.button("有用")
    strange = (message, button | {"callback_data": "zz:9"})
    assert "过时了" in resident.taps(button=strange)
