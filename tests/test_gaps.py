"""An unknown question becomes a gap, grouped with its like, counted and kept as promised."""

import threading
from datetime import timedelta

import numpy as np
import pytest
from askers import DRONE, LAMP, Sayings, counted, gaps, only, record, turn
from builders import NOW
from sqlalchemy import event, insert
from sqlmodel import select

from jobs.records.closing import dismiss_gap, wordings
from jobs.records.exchanges import Exchange, erase_conversation, erase_older
from jobs.records.gaps import Gap, GapState, count_gaps, key_of, list_gaps
from jobs.records.likeness import Vector, Vectors
from jobs.records.recorder import Recorder
from knowledge.database import open_database


class Far:
    """A meaning that places every text far from all others."""

    def vector(self, text: str) -> Vector:
        seed = int(key_of(text)[:8], 16)
        found = np.random.default_rng(seed).standard_normal(256).astype(np.float32)
        return found / np.linalg.norm(found)


def test_an_unknown_question_is_counted_under_its_first_wording_masked(database):
    later = turn("村口的路灯坏了，谁来修理？", at=NOW + timedelta(hours=1))
    record(database, f"我是13812345678，{LAMP}", f"我是13912345678，{LAMP}。", later)
    first, *_ = gaps(database)
    assert (first.question, first.state) == (f"我是〔手机号〕，{LAMP}", GapState.OPEN)
    assert counted(database) == {f"我是〔手机号〕，{LAMP}": 3}
    assert (first.first_at, first.last_at) == (NOW, NOW + timedelta(hours=1))


def test_the_same_meaning_in_other_words_is_the_same_gap(database):
    other = "进村那段路晚上漆黑一片找哪个部门"
    record(database, LAMP, other, DRONE, meaning=Sayings([LAMP, other], [DRONE]))
    assert counted(database) == {LAMP: 2, DRONE: 1}
    with database.reading() as session:
        lamp = session.exec(select(Gap).where(Gap.question == LAMP)).one()
        assert wordings(session, lamp) == [LAMP, other]


def test_without_a_meaning_only_what_is_spelt_alike_is_one_gap(database):
    record(database, "路灯坏了找谁修", "村口路灯坏了找谁修", "路灯太亮了找谁关")
    assert counted(database) == {"路灯坏了找谁修": 2, "路灯太亮了找谁关": 1}


def test_what_comes_nearest_is_kept_and_never_more_than_three(database):
    near = [(1, "甲"), (2, "乙"), (3, "丙"), (4, "丁")]
    record(database, LAMP, nearest=lambda _question: near)
    assert only(database).nearest == [
        {"entry": 1, "title": "甲"},
        {"entry": 2, "title": "乙"},
        {"entry": 3, "title": "丙"},
    ]


@pytest.mark.parametrize(
    "said",
    [
        turn(LAMP, kind="answer"),
        turn(LAMP, kind="choices"),
        turn("谢谢您的帮助啊", kind="flow"),
        turn("我家着火了快来人", kind="danger"),
        turn("低保"),
        turn("asdf qwer zxcv"),
        turn("哈哈哈哈哈哈"),
        turn("我13812345678"),
        turn("？？？"),
    ],
    ids=lambda said: f"{said.kind}-{said.question}",
)
def test_what_was_answered_and_what_is_no_question_is_no_gap(database, said):
    record(database, said)
    assert gaps(database) == []
    with database.reading() as session:
        assert session.exec(select(Exchange)).one().gap_id is None


def test_several_processes_that_meet_the_same_new_question_make_one_gap(database):
    url = database.engine.url.render_as_string(hide_password=False)
    others = [open_database(url) for _ in range(4)]
    recorders = [Recorder(other) for other in others]
    ready = threading.Barrier(len(recorders))

    def ask(recorder: Recorder) -> None:
        ready.wait()
        for number in range(5):
            recorder.record(turn(f"{LAMP}{'呢' * (number % 2)}"))
            recorder.flush(seconds=30)

    threads = [threading.Thread(target=ask, args=[recorder]) for recorder in recorders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for recorder, other in zip(recorders, others, strict=True):
        recorder.close(seconds=30)
        other.close()
    assert only(database).count == 20
    with database.reading() as session:
        assert set(session.exec(select(Exchange.gap_id))) == {only(database).id}


def test_a_gap_that_another_process_added_is_known_by_its_meaning(database):
    other = "进村那段路晚上漆黑一片找哪个部门"
    meaning = Sayings([LAMP, other], [DRONE])
    recorder = Recorder(database, meaning=meaning)
    recorder.record(turn(DRONE))
    recorder.flush(seconds=30)
    record(database, LAMP, meaning=meaning)
    recorder.record(turn(other))
    recorder.close(seconds=30)
    assert counted(database) == {DRONE: 1, LAMP: 2}


def test_a_slip_in_what_finds_the_like_costs_no_record(database):
    def broken(_question: str) -> list[tuple[int, str]]:
        raise ZeroDivisionError

    recorder = Recorder(database, nearest=broken)
    recorder.record(turn(LAMP))
    assert recorder.flush(seconds=10)
    recorder.record(turn("第二个", kind="answer"))
    recorder.close(seconds=30)
    with database.reading() as session:
        assert len(session.exec(select(Exchange)).all()) == 2


def test_a_database_that_only_reads_holds_nobody_up_and_loses_nothing(database, monkeypatch):
    monkeypatch.setattr("jobs.records.recorder.RETRY_SECONDS", 0.1)
    frozen = threading.Event()
    frozen.set()
    locking = {
        "sqlite": ("PRAGMA query_only={}", "ON", "OFF"),
        "postgresql": ("SET default_transaction_read_only={}", "on", "off"),
    }
    said, on, off = locking[database.engine.dialect.name]

    @event.listens_for(database.engine, "checkout")
    def freeze(connection: object, *_others: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute(said.format(on if frozen.is_set() else off))
        cursor.close()
        if database.engine.dialect.name == "postgresql":
            connection.commit()  # type: ignore[attr-defined]

    recorder = Recorder(database)
    for _ in range(3):
        recorder.record(turn(LAMP))
    assert not recorder.flush(seconds=0.5)
    assert gaps(database) == []
    frozen.clear()
    assert recorder.flush(seconds=10)
    recorder.close()
    assert counted(database) == {LAMP: 3}


def test_thousands_of_gaps_do_not_hold_up_the_recorder(database):
    known = [f"第{number}号院子的事情找谁办理" for number in range(5_000)]
    rows = [
        Gap(key=key_of(said), question=said, first_at=NOW, last_at=NOW).model_dump(exclude={"id"})
        for said in known
    ]
    with database.writing() as session:
        session.execute(insert(Gap), rows)
    recorder = Recorder(database, meaning=Far())
    for said in (*known[::25], *known[::25]):
        recorder.record(turn(said + "？"))
    recorder.record(turn(LAMP))
    assert recorder.flush(seconds=60)
    recorder.close()
    found = counted(database)
    assert len(found) == 5_001
    assert {said for said, times in found.items() if times == 3} == set(known[::25])


def test_of_too_many_vectors_the_newest_are_compared():
    vectors, meaning = Vectors(300), Far()
    for number in range(1, 701):
        vectors.add(number, meaning.vector(str(number)))
    assert len(vectors) == 300
    assert vectors.nearest(meaning.vector("700"))[0] == 700
    assert vectors.nearest(meaning.vector("401"))[1] == pytest.approx(1)
    assert vectors.nearest(meaning.vector("400"))[1] < 0.5
    vectors.drop(700)
    assert vectors.nearest(meaning.vector("700"))[1] < 0.5


def test_gaps_are_listed_by_how_often_they_were_asked(database):
    record(database, LAMP, DRONE, DRONE, "村里的水井谁来负责清理")
    with database.writing() as session:
        last = gaps(database)[2].id or 0
        dismiss_gap(session, last, by="小王", now=NOW, reason="无关")
    with database.reading() as session:
        assert [gap.question for gap in list_gaps(session)] == [DRONE, LAMP]
        assert len(list_gaps(session, state=None)) == 3
        assert count_gaps(session) == {"open": 2, "dismissed": 1}


def test_erasing_a_conversation_erases_its_words_from_gaps_too(database):
    record(
        database,
        turn(LAMP, conversation="web:1"),
        turn(f"请问{LAMP}？", conversation="web:2"),
        turn(DRONE, conversation="web:1"),
    )
    with database.writing() as session:
        assert erase_conversation(session, "web:1") == 2
    assert counted(database) == {f"请问{LAMP}？": 2}


def test_a_gap_that_was_erased_begins_anew(database):
    recorder = Recorder(database)
    recorder.record(turn(LAMP))
    recorder.flush(seconds=30)
    with database.writing() as session:
        erase_conversation(session, "web:1")
    recorder.record(turn(DRONE))
    recorder.record(turn(LAMP))
    recorder.close(seconds=30)
    assert counted(database) == {DRONE: 1, LAMP: 1}


def test_gaps_keep_no_words_that_are_older_than_promised(database):
    old = NOW - timedelta(days=181)
    record(database, turn(LAMP, at=old), turn(DRONE, at=old), f"请问{LAMP}？")
    with database.writing() as session:
        erase_older(session, now=NOW, keep_days=180)
    assert counted(database) == {f"请问{LAMP}？": 2}
    assert only(database).first_at == NOW
