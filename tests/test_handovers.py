"""Questions handed over to people wait for them, with a number that goes when they are done."""

from datetime import timedelta

import pytest
from builders import NOW
from programs import mingbai
from sqlmodel import Session, select

from bot.flows.handing_over import Said, begin, exchange_of, hear
from bot.flows.keeping import Flow
from bot.secret_key import open_vault
from bot.settings import Settings
from jobs.records.exchanges import erase_conversation, erase_older
from jobs.records.handovers import Handover, finish_handover, hand_over, list_handovers
from knowledge.database import open_database
from knowledge.errors import BadInput, NotAllowed, NotFound


def handed(session: Session, exchange: str = "e1", *, contact: str = "", at=NOW) -> Handover:
    """A question that somebody handed over."""
    return hand_over(
        session,
        exchange,
        question="银河系的星星归哪个村管",
        channel="telegram",
        conversation="telegram:1",
        contact=contact,
        now=at,
    )


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session


def test_handing_over_twice_only_changes_the_contact(session):
    handed(session)
    handed(session, contact="sealed")
    handed(session)
    (row,) = list_handovers(session)
    assert row.contact == "sealed"


def test_what_is_done_waits_no_more_and_the_number_is_gone(session):
    number = handed(session, contact="sealed").id
    done = finish_handover(session, number, by="王梅", now=NOW)
    assert (done.done_by, done.contact) == ("王梅", "")
    assert list_handovers(session) == []
    assert len(list_handovers(session, done=True)) == 1
    with pytest.raises(NotAllowed, match="王梅已经处理"):
        finish_handover(session, number, by="李强", now=NOW)


def test_nobody_finishes_what_is_not_there_or_without_a_name(session):
    with pytest.raises(NotFound, match="没有编号为 7"):
        finish_handover(session, 7, by="王梅", now=NOW)
    with pytest.raises(BadInput, match="处理人"):
        finish_handover(session, 7, by=" ", now=NOW)


def test_it_goes_with_the_conversation_and_with_age(session):
    handed(session)
    erase_conversation(session, "telegram:1")
    assert list_handovers(session) == []
    handed(session, at=NOW - timedelta(days=200))
    erase_older(session, now=NOW, keep_days=180)
    assert list_handovers(session) == []


@pytest.mark.parametrize(
    ("text", "said", "number"),
    [
        ("13800138000", Said.NUMBER, "13800138000"),
        ("138 0013 8000", Said.NUMBER, "13800138000"),
        ("+86 138-0013-8000", Said.NUMBER, "+8613800138000"),
        ("0900-1234567", Said.NUMBER, "09001234567"),
        ("1380013800", Said.BAD, ""),
        ("不留", Said.NO_NUMBER, ""),
        ("算了", Said.STOP, ""),
        ("借条怎么写", Said.OTHER, ""),
        ("120", Said.OTHER, ""),
    ],
)
def test_a_number_is_told_from_anything_else(text, said, number):
    heard = hear(text)
    assert (heard.said, heard.number) == (said, number)


def test_a_number_is_waited_for_half_an_hour():
    flow = begin("e1", now=NOW)
    assert exchange_of(flow, now=NOW) == "e1"
    assert exchange_of(flow, now=NOW + timedelta(minutes=31)) == ""
    assert exchange_of(Flow("drafting"), now=NOW) == ""
    assert exchange_of(None, now=NOW) == ""


def test_staff_see_the_number_and_note_that_it_is_done(tmp_path):
    said = mingbai(tmp_path, "handover", "list")
    assert said.stdout.strip() == "没有等着办的问题。"
    settings = Settings(_env_file=None, data_dir=tmp_path / "data")
    sealed = open_vault(settings).encrypt("13800138000")
    database = open_database(settings.database)
    with database.writing() as session:
        handed(session, contact=sealed)
    database.close()
    assert "13800138000" in mingbai(tmp_path, "handover", "list").stdout
    assert '"contact": "13800138000"' in mingbai(tmp_path, "handover", "list", "--json").stdout
    done = mingbai(tmp_path, "handover", "done", "1", "--by", "王梅")
    assert done.stdout.strip() == "第 1 个问题已办完，居民留的电话已删除。"
    database = open_database(settings.database)
    with database.reading() as session:
        assert session.exec(select(Handover)).one().contact == ""
    database.close()
    again = mingbai(tmp_path, "handover", "done", "1", "--by", "王梅")
    assert (again.returncode, again.stderr.strip()) == (1, "王梅已经处理了这个问题。")
