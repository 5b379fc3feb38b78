"""The page on Telegram is true: its commands and numbers are those of the program."""

import re
from datetime import timedelta
from pathlib import Path

from bot.channels.telegram.arrival import chat_leases, flood, inbox, receiving
from bot.channels.telegram.arrival.connecting import State
from bot.channels.telegram.in_groups import addressed
from bot.channels.telegram.in_groups import commands as group_commands
from bot.channels.telegram.residents import private
from bot.channels.telegram.speech.pace import ReplyLimits
from bot.channels.telegram.staff import acts as staff_acts
from bot.channels.telegram.staff import menu as staff_menu
from bot.chat_texts import COMMANDS, GROUP_COMMANDS
from bot.flows.keeping import IDLE
from bot.linking import GOOD_FOR, TRIES

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "telegram.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `/(\w+)` \| ([\w, ]+) \| ([\w, ]+) \| ", re.MULTILINE)
ROWS = {name: (where, who) for name, where, who in ROW.findall(PAGE)}
LINKING = {"link", "unlink", "cancel"}
EXAMPLE = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)


def of(who: str, where: str = "") -> set[str]:
    """The commands that the table gives to somebody."""
    return {name for name, (place, whom) in ROWS.items() if who in whom and where in place}


def test_residents_have_the_commands_of_the_table():
    answered = set(private._COMMANDS) | {"ask"}
    assert of("everybody", "private") == answered
    assert {name for name, _said in COMMANDS} <= answered


def test_groups_have_the_commands_of_the_table():
    in_groups = {name for name, (where, _who) in ROWS.items() if "group" in where}
    assert in_groups == set(group_commands._COMMANDS) | {"ask"}
    assert set(addressed.OURS) <= in_groups
    assert {name for name, _said in GROUP_COMMANDS} <= in_groups


def test_staff_have_the_commands_of_the_table_by_their_role():
    table = {name: who for name, (where, who) in ROWS.items() if where == "private"}
    for name, _said, role in staff_menu.COMMANDS:
        if name != "unlink":
            assert table[name] == str(role), name
    assert of("staff", "private") == LINKING
    assert set(staff_acts.COMMANDS) <= set(table)


def test_every_command_is_in_the_table_once():
    assert len(ROW.findall(PAGE)) == len(ROWS)
    of_staff = {*staff_acts.COMMANDS, *LINKING}
    assert set(ROWS) == {*private._COMMANDS, *group_commands._COMMANDS, *of_staff, "ask"}


def test_numbers_are_those_of_the_program():
    limits, said = ReplyLimits(), " ".join(PAGE.split())
    assert f"{chat_leases.LEASE.seconds} seconds, renewed" in said
    assert f"{receiving.MOST_CHATS} chats" in said
    waits = [f"{seconds:.0f}" for seconds in receiving.AGAIN_SECONDS]
    assert f"again after {waits[0]} and {waits[1]} seconds; after {inbox.TRIES} tries" in said
    assert f"more than {flood.MANY} waiting) is answered the newest {flood.FEW}" in said
    assert timedelta(hours=48) == inbox.KEPT
    assert timedelta(days=1) == IDLE
    assert (timedelta(minutes=10), 5) == (GOOD_FOR, TRIES)
    assert f"{limits.group[0][0]} a minute to a group" in said
    assert f"{limits.bot[0][0]} a second in all" in said


def test_states_are_those_that_readyz_shows():
    said = re.search(r"`/readyz` shows under `telegram`\nhow things stand: (.*?)\.", PAGE)
    assert said
    shown = set(re.findall(r"`([^`]+)`", said[1]))
    assert shown <= {*map(str, State), "off"}


def test_the_example_of_a_conversation_is_a_test(telegram):
    assert EXAMPLE
    names: dict[str, object] = {}
    exec(EXAMPLE[1], names)
    names["test_a_resident_is_answered"](telegram)  # type: ignore[operator]
