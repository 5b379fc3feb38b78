"""A town sets a few things in the console: over the environment, under the same rules."""

from datetime import timedelta

import pytest
from builders import NOW
from sqlmodel import col, select

from bot.people import Role, add_staff
from bot.settings import Settings
from bot.town_settings import (
    NAMES,
    PARTS,
    change_settings,
    kept_settings,
    read_chosen,
    restore_settings,
)
from bot.town_tables import TownSetting, current_edition
from knowledge.audit import AuditRow, check_chain
from knowledge.errors import BadInput, NotAllowed

BASE = Settings(_env_file=None, town_name="城关镇", keep_days=90)
ACT = {"by": "管大姐", "now": NOW}
LATER = {"by": "钱主任", "now": NOW + timedelta(minutes=5)}


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session
        session.rollback()


def change(session, part, values, *, seen="", **act):
    seen = seen or read_chosen(session, BASE).mark(part)
    change_settings(session, BASE, part, values, seen=seen, **ACT | act)


def refused(session, part, values) -> str:
    with pytest.raises(BadInput) as caught:
        change(session, part, values)
    return str(caught.value)


def test_with_nothing_set_the_environment_holds(session):
    chosen = read_chosen(session, BASE)
    assert (chosen.settings, chosen.value("town_name")) == (BASE, "城关镇")
    assert current_edition(session) == 0


def test_what_the_console_sets_holds_over_the_environment_and_nothing_else_moves(session):
    change(session, "safety", {"keep_days": "365"})
    settings = read_chosen(session, BASE).settings
    assert (settings.keep_days, settings.town_name, settings.secret_key) == (365, "城关镇", "")
    (kept,) = kept_settings(session).values()
    assert (kept.key, kept.value, kept.by, kept.at) == ("keep_days", "365", "管大姐", NOW)
    assert current_edition(session) == 1


def test_every_part_holds_only_what_is_a_setting_or_a_sentence_and_no_secret():
    keys = [key for part in PARTS.values() for key in part]
    assert sorted(keys) == sorted(NAMES)
    assert not {"secret_key", "telegram_token", "database_url", "embedder_key"} & set(keys)
    assert all(key in Settings.model_fields or key in PARTS["words"] for key in keys)


@pytest.mark.parametrize(
    ("part", "values", "said"),
    [
        ("words", {"town_name": "镇" * 21}, "镇名不能超过 20 个字"),
        ("words", {"town_name": ""}, "镇名不能是空的"),
        ("words", {"greeting": "好" * 151}, "问候语有 151 个字，最多 150 个字。"),
        ("words", {"goodbye": "  "}, "结束语不能是空的。"),
        ("words", {"standing": "仅供参考"}, "不代替律师意见，并写上免费法律咨询电话 12348"),
        ("notices", {"review_steps": "4"}, "审核步数不能大于 3"),
        ("notices", {"review_steps": "两"}, "审核步数应是整数"),
        ("notices", {"quiet_hours": "夜里"}, "免打扰时段应写成 22:00-07:00"),
        ("answers", {"answer_from": "0.3"}, "直接回答的把握不能小于 0.5"),
        ("answers", {"answer_from": "0.5", "offer_from": "0.6"}, "应比直接回答所要的把握低"),
        ("safety", {"keep_days": "0"}, "问答记录保留天数不能小于 1"),
    ],
)
def test_what_a_setting_may_not_be_is_said_in_one_chinese_sentence(session, part, values, said):
    sentence = refused(session, part, values)
    assert said in sentence
    assert "MINGBAI" not in sentence
    assert "\n" not in sentence
    assert not kept_settings(session)


def test_a_key_of_another_part_or_a_secret_is_refused(session):
    assert refused(session, "words", {"secret_key": "x" * 40}) == "这里没有这一项设置。"
    assert refused(session, "words", {"keep_days": "3"}) == "这里没有这一项设置。"


def test_who_saves_after_somebody_else_is_told_who_and_overwrites_nothing(session):
    seen = read_chosen(session, BASE).mark("words")
    change(session, "words", {"town_name": "东风镇"}, **LATER)
    with pytest.raises(NotAllowed, match="钱主任刚刚改过这一部分"):
        change(session, "words", {"town_name": "西风镇"}, seen=seen)
    assert read_chosen(session, BASE).settings.town_name == "东风镇"


def test_a_change_in_another_part_stands_in_nobodys_way(session):
    seen = read_chosen(session, BASE).mark("words")
    change(session, "safety", {"keep_days": "30"}, **LATER)
    change(session, "words", {"town_name": "东风镇"}, seen=seen)
    assert read_chosen(session, BASE).settings.town_name == "东风镇"


def test_the_defaults_come_back_at_a_word(session):
    change(session, "words", {"town_name": "东风镇", "greeting": "您好，这里是{town}。"})
    change(session, "safety", {"keep_days": "30"})
    restore_settings(session, BASE, "words", **ACT)
    chosen = read_chosen(session, BASE)
    assert (chosen.settings.town_name, chosen.settings.keep_days) == ("城关镇", 30)
    assert list(kept_settings(session)) == ["keep_days"]


def test_what_is_set_to_the_default_is_not_kept(session):
    change(session, "safety", {"keep_days": "30"})
    change(session, "safety", {"keep_days": "90"})
    assert not kept_settings(session)


def test_every_change_is_on_record_with_what_was_before(session):
    change(session, "notices", {"review_steps": "2", "quiet_hours": "21:00-07:00"})
    change(session, "notices", {"review_steps": "2"})
    found = session.exec(select(AuditRow).where(col(AuditRow.action) == "change")).all()
    assert [(row.subject, row.detail) for row in found] == [
        ("setting:review_steps", {"from": "3", "to": "2"}),
        ("setting:quiet_hours", {"from": "22:00-07:00", "to": "21:00-07:00"}),
    ]
    assert check_chain(session) == ""


def test_only_an_administrator_may(session):
    add_staff(session, "沈审核", role=Role.PUBLISHER, by="终端", now=NOW)
    with pytest.raises(NotAllowed, match="这一步要由管理员来办"):
        change(session, "safety", {"keep_days": "30"}, by="沈审核")


def test_what_no_longer_fits_does_not_count_and_the_rest_does(session):
    for key, value in (("keep_days", "很久"), ("town_name", "东风镇")):
        session.add(TownSetting(key=key, value=value, by="管大姐", at=NOW))
    session.flush()
    settings = read_chosen(session, BASE).settings
    assert (settings.keep_days, settings.town_name) == (90, "东风镇")
