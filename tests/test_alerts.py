"""A danger that somebody speaks of raises an alert for staff, masked and counted."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOW, TODAY
from programs import mingbai
from sqlmodel import select
from structlog.testing import capture_logs

from bot.conversation import Knowledge, answer
from bot.metrics import Metrics
from jobs.records.alerts import MAX_EXCERPT, Alert, list_alerts, see_alert
from jobs.records.exchanges import Exchange, Turn, erase_conversation, erase_older
from jobs.records.recorder import Recorder
from knowledge.database import Database, open_database
from knowledge.errors import BadInput, NotAllowed, NotFound
from knowledge.index import Index
from knowledge.law_names import LawNames
from knowledge.starter_files import load_dangers
from knowledge.terms import Splitter

SAID = "我不想活了，我的手机13812345678"


def turn(
    said: str = SAID,
    *,
    danger: str = "self-harm",
    conversation: str = "web:1",
    minutes: float = 0,
) -> Turn:
    at = NOW + timedelta(minutes=minutes)
    name = f"{danger}-{conversation}-{minutes}-{said[:4]}"
    return Turn(name, "web", conversation, said, "danger", 1.0, at, danger=danger)


def record(database: Database, *turns: Turn) -> None:
    recorder = Recorder(database)
    for each in turns:
        recorder.record(each)
    recorder.close(seconds=30)


def alerts(database: Database) -> list[Alert]:
    with database.reading() as session:
        rows = session.exec(select(Alert).order_by(Alert.id)).all()
        session.expunge_all()
        return list(rows)


def test_a_danger_is_kept_for_staff_masked_and_with_its_exchange(database):
    record(database, turn(), Turn("x", "web", "web:2", "欠条怎么写", "answer", 0.9, NOW))
    (alert,) = alerts(database)
    assert (alert.kind, alert.channel, alert.count) == ("self-harm", "web", 1)
    assert alert.excerpt == "我不想活了，我的手机〔手机号〕"
    assert (alert.raised_at, alert.seen_at) == (NOW, None)
    with database.reading() as session:
        assert len(session.exec(select(Exchange)).all()) == 2


def test_a_repeat_within_ten_minutes_joins_and_a_later_one_is_new(database):
    record(database, turn(), turn(minutes=4), turn(minutes=13))
    record(database, turn(minutes=24))
    assert [(alert.count, alert.raised_at) for alert in alerts(database)] == [
        (3, NOW),
        (1, NOW + timedelta(minutes=24)),
    ]
    assert alerts(database)[0].last_at == NOW + timedelta(minutes=13)


def test_another_person_and_another_danger_are_alerts_of_their_own(database):
    record(database, turn(), turn(conversation="web:2"), turn(danger="fire"), turn(minutes=1))
    assert [alert.count for alert in alerts(database)] == [2, 1, 1]


def test_people_without_a_name_are_never_taken_for_one(database):
    record(database, turn(conversation="web:"), turn(conversation="web:", minutes=1))
    assert len(alerts(database)) == 2


def test_a_repeat_after_it_was_seen_asks_for_attention_anew(database):
    record(database, turn())
    with database.writing() as session:
        see_alert(session, alerts(database)[0].id or 0, by="小李", now=NOW)
    record(database, turn(minutes=1))
    with database.reading() as session:
        assert [alert.count for alert in list_alerts(session)] == [1]
        assert len(list_alerts(session, seen=True)) == 2


def test_only_the_first_who_saw_it_is_kept(database):
    record(database, turn())
    number = alerts(database)[0].id or 0
    with pytest.raises(BadInput, match="姓名"), database.writing() as session:
        see_alert(session, number, by=" ", now=NOW)
    with pytest.raises(NotFound), database.writing() as session:
        see_alert(session, 99, by="小李", now=NOW)
    with database.writing() as session:
        assert see_alert(session, number, by="小李", now=NOW).seen_by == "小李"
    with pytest.raises(NotAllowed, match="小李已经看过"), database.writing() as session:
        see_alert(session, number, by="小王", now=NOW)
    assert alerts(database)[0].seen_by == "小李"


def test_the_log_says_that_there_was_danger_and_nothing_of_what_was_said(database):
    with capture_logs() as logs:
        record(database, turn())
    heard = [entry for entry in logs if entry["event"] == "danger_heard"]
    assert heard == [
        {"event": "danger_heard", "log_level": "warning", "kind": "self-harm", "channel": "web"}
    ]
    assert "不想活" not in str(logs)


def test_a_long_cry_is_kept_short(database):
    record(database, turn("救" * 500))
    assert alerts(database)[0].excerpt == "救" * MAX_EXCERPT


def test_erasing_a_conversation_leaves_that_there_was_danger_and_no_word_of_it(database):
    record(database, turn(), turn(conversation="web:2"))
    with database.writing() as session:
        erase_conversation(session, "web:1")
    mine, other = alerts(database)
    assert (mine.kind, mine.excerpt, mine.conversation) == ("self-harm", "", "")
    assert other.excerpt


def test_alerts_are_kept_no_longer_than_promised(database):
    record(database, turn(), turn(conversation="web:2", minutes=60 * 24 * 180))
    with database.writing() as session:
        erase_older(session, now=NOW + timedelta(days=181), keep_days=180)
    assert [alert.conversation for alert in alerts(database)] == ["web:2"]


def test_a_reply_to_danger_names_which_one_it_was():
    knowledge = Knowledge(Index(Splitter()), LawNames({}), load_dangers())
    told = answer("我不想活了", knowledge, on=TODAY)
    assert told.danger in {danger.id for danger in load_dangers()}


def test_dangers_are_counted_by_kind():
    metrics = Metrics()
    metrics.danger_heard("fire")
    assert 'mingbai_dangers_total{kind="fire"} 1.0' in metrics.render().decode()


def test_an_alert_is_raised_and_seen_in_the_terminal(tmp_path: Path):
    assert mingbai(tmp_path, "alert", "list").stderr == ""
    database = open_database(f"sqlite:///{tmp_path / 'data' / 'mingbai.db'}")
    record(database, turn())
    database.close()
    (alert,) = json.loads(mingbai(tmp_path, "alert", "list", "--json").stdout)
    assert (alert["kind"], alert["excerpt"]) == ("self-harm", "我不想活了，我的手机〔手机号〕")
    assert "不想活" in mingbai(tmp_path, "alert", "list", columns="120").stdout
    seen = mingbai(tmp_path, "alert", "seen", str(alert["id"]), "--by", "小李")
    assert (seen.returncode, seen.stdout) == (0, "已记下：小李看过这条警报。\n")
    assert mingbai(tmp_path, "alert", "list").stdout == "没有等着查看的警报。\n"
    again = mingbai(tmp_path, "alert", "seen", str(alert["id"]), "--by", "小王")
    assert (again.returncode, again.stderr) == (1, "小李已经看过这条警报。\n")


def test_what_is_asked_in_the_terminal_raises_an_alert_or_becomes_a_gap(tmp_path: Path):
    told = json.loads(mingbai(tmp_path, "ask", "我不想活了", "--json").stdout)
    assert told["kind"] == "danger"
    assert not {"entry", "danger"} & told.keys()
    (alert,) = json.loads(mingbai(tmp_path, "alert", "list", "--json").stdout)
    assert (alert["channel"], alert["excerpt"]) == ("terminal", "我不想活了")
    asked = "村口老槐树该不该挂牌"
    assert json.loads(mingbai(tmp_path, "ask", asked, "--json").stdout)["kind"] == "unknown"
    (gap,) = json.loads(mingbai(tmp_path, "gap", "list", "--json").stdout)
    assert gap["question"] == asked
    assert 0 < len(gap["nearest"]) <= 3
