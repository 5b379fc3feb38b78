"""The record of acts shows whatever was changed in it, taken out of it or put beside it."""

import contextlib
import threading
from datetime import timedelta

import pytest
from builders import NOW
from noticing import again
from sqlalchemy import text
from sqlmodel import select

from knowledge.audit import AuditHead, AuditRow, check_chain, note
from knowledge.database import Database


def write(database: Database, acts: int = 4) -> None:
    for number in range(1, acts + 1):
        with database.writing() as session:
            note(
                session,
                "approve",
                f"notice:{number}",
                by="李四",
                at=NOW,
                detail={"step": "一审", "version": number},
            )


def checked(database: Database) -> str:
    with database.reading() as session:
        return check_chain(session)


def tamper(database: Database, statement: str) -> None:
    with database.writing() as session:
        session.execute(text(statement))


def test_an_untouched_record_is_whole(database):
    assert checked(database) == ""
    write(database)
    assert checked(database) == ""


@pytest.mark.parametrize(
    "changed",
    [
        "by = '王五'",
        "action = 'send_back'",
        "subject = 'notice:9'",
        'detail = \'{"step": "二审", "version": 2}\'',
        "at = '2026-01-01 00:00:00'",
        "digest = '0'",
    ],
)
def test_whichever_part_of_an_act_is_changed_it_shows(database, changed):
    write(database)
    column, value = changed.split(" = ")
    tamper(database, f'UPDATE audit SET "{column}" = {value} WHERE number = 2')
    assert checked(database) == "操作记录第 2 条被改动过。"


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ("number = 1", "操作记录缺了第 1 条。"),
        ("number = 2", "操作记录缺了第 2 条。"),
        ("number = 4", "操作记录在第 3 条之后被删过。"),
        ("number > 0", "操作记录在第 0 条之后被删过。"),
    ],
    ids=["first", "middle", "last", "all"],
)
def test_an_act_taken_out_is_missed(database, gone, said):
    write(database)
    tamper(database, f"DELETE FROM audit WHERE {gone}")
    assert checked(database) == said


def test_acts_that_change_places_show(database):
    write(database)
    for was, new in ((2, 99), (3, 2), (99, 3)):
        tamper(database, f"UPDATE audit SET number = {new} WHERE number = {was}")
    assert checked(database) == "操作记录第 2 条被改动过。"


def test_a_record_whose_newest_mark_is_lost_is_not_whole(database):
    write(database)
    tamper(database, "DELETE FROM audit_head")
    assert checked(database) == "操作记录在第 4 条之后被删过。"


def test_an_act_that_is_taken_back_leaves_no_trace(database):
    write(database, 1)
    with contextlib.suppress(ZeroDivisionError), database.writing() as session:
        note(session, "approve", "notice:2", by="李四", at=NOW)
        raise ZeroDivisionError
    write(database, 1)
    with database.reading() as session:
        assert session.exec(select(AuditRow.number)).all() == [1, 2]
        assert check_chain(session) == ""


def test_several_who_write_at_once_keep_one_chain(database):
    writers, ready = 4, threading.Barrier(4)

    def write_some(writer: int) -> None:
        other = again(database)
        ready.wait()
        for number in range(10):
            with other.writing() as session:
                at = NOW + timedelta(seconds=number)
                note(session, "draft", f"notice:{writer}", by=f"第{writer}人", at=at)
        other.close()

    threads = [threading.Thread(target=write_some, args=[one]) for one in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert check_chain(session) == ""
        assert session.get_one(AuditHead, 1).number == 40
        people = session.exec(select(AuditRow.by)).all()
        assert {name: people.count(name) for name in set(people)} == dict.fromkeys(
            (f"第{one}人" for one in range(writers)), 10
        )
