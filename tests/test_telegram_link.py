"""Staff are linked by a code, get the menu of their role, and lose it with the role."""

from collections.abc import Iterator

import pytest
from staff_chat import Staff
from telegram_chat import Private
from telegram_town import telegram_town

from bot.linking import TOO_OFTEN, WRONG
from bot.people import Role
from bot.staff_chats import DISABLED, NOT_LINKED
from bot.town import now


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def staff(request, tmp_path_factory) -> Iterator[Staff]:
    folder = tmp_path_factory.mktemp("town")
    if request.param == "sqlite":
        url = ""
    else:
        server = request.getfixturevalue("postgres_server")
        server.execute("CREATE DATABASE telegram_link")
        url = server.url("telegram_link")
    with telegram_town(folder, database_url=url) as telegram:
        yield Staff(telegram, clock=now)


def menu(person: Private) -> list[str]:
    """The commands Telegram shows in this chat."""
    menus = person.telegram.world.commands
    return [one["command"] for key, own in menus.items() if str(person.id) in key for one in own]


def test_a_code_opens_the_menu_of_the_role(staff):
    person = staff.linked("李四", Role.REVIEWER)
    person.hears("审核人", "/draft 起草通知", "/review 等我审核的")
    person.does_not_hear("/urgent")
    assert menu(person)[:4] == ["draft", "mine", "forward", "review"]
    assert "guide" in menu(person)


def test_a_wrong_code_is_refused_and_five_make_one_wait(staff):
    staff.add("王五", Role.DRAFTER)
    person = staff.telegram.private("王五")
    for _ in range(5):
        person.says("/link ABCD-EFGH")
        person.hears(WRONG)
    person.says(f"/link {staff.code('王五')}")
    person.hears(TOO_OFTEN)


def test_link_without_a_code_says_how(staff):
    person = staff.telegram.private("赵六")
    person.says("/link")
    person.hears("/link ABCD-EFGH")


def test_a_code_in_a_group_is_not_taken(staff):
    staff.add("周二", Role.DRAFTER)
    group = staff.telegram.group("东关一群")
    group.says("周二", f"/link {staff.code('周二')}")
    group.hears("请在私聊里发给我")
    person = staff.telegram.private("周二")
    person.says("/draft")
    person.hears(NOT_LINKED)


def test_a_stranger_who_tries_the_commands_is_told_how_to_be_linked(staff):
    person = staff.telegram.private("路人")
    for command in ("/draft", "/review", "/gaps", "/mine"):
        person.says(command)
        person.hears(NOT_LINKED)


def test_another_role_changes_the_menu_and_the_person_is_told(staff):
    person = staff.linked("吴九", Role.DRAFTER)
    staff.becomes("吴九", Role.PUBLISHER)
    person.hears("您现在是签发人")
    assert "urgent" in menu(person)


def test_whoever_is_disabled_is_told_and_refused_on_the_next_tap(staff):
    person = staff.linked("郑十", Role.DRAFTER)
    person.says("/draft")
    button = person.button("自己写")
    staff.leaves("郑十")
    assert person.taps(button=button) == DISABLED
    person.hears(DISABLED)
    assert menu(person) == []


def test_unlinking_takes_the_menu_away(staff):
    person = staff.linked("冯一", Role.DRAFTER)
    person.says("/unlink")
    person.hears("已解除绑定")
    assert menu(person) == []
    person.says("/draft")
    person.hears(NOT_LINKED)
    person.says("/unlink")
    person.hears("还没有绑定")
