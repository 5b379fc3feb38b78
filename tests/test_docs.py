"""The documentation is true: its examples work, its tables are those of the program."""

import re
from pathlib import Path

import mailings
import pytest
import typer
from builders import NOW

from bot.channels.telegram.speech.sending import TelegramSender
from bot.channels.wecom import WecomSender
from bot.cli import app
from bot.notice_files import NoticeShape, read_notice
from bot.notice_standards import town_standards
from bot.people import ROLES
from bot.settings import PREFIX, Settings
from jobs.delivery.deliveries import State
from jobs.delivery.draining import WINDOW
from jobs.delivery.leases import LEASE
from jobs.delivery.outcomes import FIRST_WAIT, TRIES
from jobs.figures.figure_names import CATEGORIES, STATES
from jobs.places.group_lists import HEADS
from jobs.places.groups import GroupTag
from jobs.schedule.timing import describe, parse_timing
from jobs.writing.checks import check
from jobs.writing.flavours import CAPTION, TELEGRAM, WECOM_MARKDOWN, WECOM_TEXT
from jobs.writing.notice_facts import NoticeFacts
from knowledge.calendar import load_calendar
from knowledge.database import open_database
from knowledge.review import STEP_NAMES

ROOT = Path(__file__).resolve().parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))
NOTICES = (ROOT / "docs" / "notices.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"`mingbai ([a-z][a-z -]*)")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", NOTICES, re.MULTILINE | re.DOTALL)
LIMIT = re.compile(r"(\d+) in (\d+) s")


def table(*heads: str) -> list[list[str]]:
    """The rows of the table with these headings."""
    head = "| " + " | ".join(heads) + " |\n"
    rows = NOTICES.partition(head)[2].partition("\n\n")[0].splitlines()[1:]
    assert rows, f"no table {heads}"
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def code(cell: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", cell)


def commands(group: object = None) -> set[str]:
    """The words of every command there is."""
    below = getattr(group or typer.main.get_command(app), "commands", {})
    deeper = {f"{name} {word}" for name, one in below.items() for word in commands(one)}
    return {*below, *deeper}


def notice_of(text: str, folder: Path, session) -> NoticeFacts:
    """A notice as its file says it."""
    path = folder / "通知.yaml"
    path.write_text(text, encoding="utf-8")
    return read_notice(path, session, calendar=load_calendar())


@pytest.fixture
def session(sqlite_url):
    """A township with the grids, tags and groups that the examples name."""
    database = open_database(sqlite_url)
    with database.writing() as session:
        for village in ("东关村", "西关村"):
            place = mailings.grid(session, mailings.TOWN, village)
            group = mailings.group(session, f"{village}群", place=place)
            session.add(GroupTag(group_id=group, tag="平房区"))
        yield session
    database.close()


@pytest.mark.parametrize(("when", "said"), table("when", "said"), ids=lambda cell: cell[:40])
def test_each_time_in_the_table_is_read_and_said_as_the_table_has_it(when, said, tmp_path, session):
    text = f"title: 提示\ntext: 出门关火。\ncategory: 安全\npool: 六月\nwhen: {code(when)[0]}\n"
    facts = notice_of(text, tmp_path, session)
    assert describe(parse_timing(facts.timing, calendar=load_calendar())) == said


@pytest.mark.parametrize("text", EXAMPLES, ids=range(len(EXAMPLES)))
def test_each_example_of_a_notice_passes_every_check(text, tmp_path, session):
    facts = notice_of(text, tmp_path, session)
    settings = Settings(_env_file=None, data_dir=tmp_path)
    standards = town_standards(session, settings)
    assert check(facts, standards, session=session, now=NOW) == []


def test_each_key_of_a_notice_file_is_explained():
    named = {key for keys, _says in table("key", "says") for key in code(keys)}
    assert named == set(NoticeShape.model_fields)


def test_each_column_of_a_list_of_groups_is_explained():
    assert tuple(column for column, _holds in table("column", "holds")) == HEADS


def test_states_are_those_of_the_program_under_their_names_on_screen():
    rows = {code(state)[0]: shown for state, shown, _means in table("state", "on screen", "means")}
    assert rows == {str(state): name for state, name in STATES.items()}
    drawn = NOTICES.partition("### States")[2].partition("```text")[2].partition("```")[0]
    for state in State:
        assert state in drawn


def test_limits_of_messages_are_those_of_the_program():
    kinds = (TELEGRAM, CAPTION, WECOM_MARKDOWN, WECOM_TEXT)
    assert table("message", "limit") == [[kind.name, f"{kind.limit} {kind.unit}"] for kind in kinds]


def test_limits_of_lanes_are_those_of_the_senders():
    senders = {"Telegram": TelegramSender.limits, "WeCom": WecomSender.limits}
    for name, whole, group in table("lane", "as a whole", "each group"):
        for cell, limits in ((whole, senders[name].lane), (group, senders[name].group)):
            found = [(int(count), float(seconds)) for count, seconds in LIMIT.findall(cell)]
            assert found == list(limits), name


def test_numbers_of_lanes_and_tries_are_those_of_the_program():
    assert f"a lease of {LEASE.seconds} seconds" in NOTICES
    assert f"Up to {WINDOW} messages of a lane" in NOTICES
    assert f"at most the {WINDOW} that the lane had" in NOTICES
    waits = [FIRST_WAIT * 4**place for place in range(TRIES - 1)]
    assert f"{waits[0]:.0f}, {waits[1]:.0f}, {waits[2]:.0f} and {waits[3]:.0f} s" in NOTICES


def test_categories_roles_and_steps_have_the_names_on_screen():
    for code_, name in CATEGORIES.items():
        assert f"`{code_}` {name}" in NOTICES
    assert {who for who, _may in table("who", "may")} == {
        f"{name} `{role}`" for role, name in ROLES.items()
    }
    for names in STEP_NAMES.values():
        for name in names:
            assert name in NOTICES


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_commands_that_are_named_are_there(path):
    known = commands()
    for said in COMMAND.findall(path.read_text(encoding="utf-8")):
        words = said.split()
        assert " ".join(words[:2]) in known or words[0] in known, said


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_settings_that_are_named_are_there(path):
    named = set(re.findall(rf"{PREFIX}([A-Z_]+)", path.read_text(encoding="utf-8")))
    assert named <= {name.upper() for name in Settings.model_fields} | {"SHARED"}
