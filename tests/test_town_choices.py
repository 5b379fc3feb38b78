"""What the console sets holds in a running town: in its answers, its limits and its notices."""

import shutil
from datetime import UTC, datetime

import pytest

from bot import texts
from bot.messages import Incoming, ReplyKind
from bot.settings import Settings
from bot.town import Town, open_town
from bot.town_hotlines import add_hotline, hide_hotline
from bot.town_law_names import add_law_name
from bot.town_settings import change_settings, read_chosen

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
ACT = {"by": "管大姐", "now": NOW}
POLICE = {"name": "镇派出所", "purpose": "办户口、办身份证", "hours": "工作日 9:00-17:00"}


@pytest.fixture
def settings(town_template, tmp_path):
    folder = shutil.copytree(town_template, tmp_path / "data")
    return Settings(_env_file=None, data_dir=folder, town_name="城关镇")


@pytest.fixture
def town(settings):
    town = open_town(settings, clock=lambda: NOW)
    yield town
    town.close()


def said(town: Town, text: str):
    return town.ask(Incoming("web", "here", text))


def set_part(town: Town, part: str, **values: str) -> None:
    base = Settings(_env_file=None, data_dir=town.settings.data_dir, town_name="城关镇")
    with town.database.writing() as session:
        seen = read_chosen(session, base).mark(part)
        change_settings(session, base, part, values, seen=seen, **ACT)
    town.take_in_choices()


def test_another_name_is_used_in_the_next_answer_even_one_given_before(town):
    assert "城关镇" in said(town, "你是谁").text
    set_part(town, "words", town_name="东风镇")
    assert "东风镇" in said(town, "你是谁").text
    assert town.settings.town_name == "东风镇"


def test_own_words_greet_stand_under_answers_and_say_goodbye(town):
    standing = "只作普法参考，不代替律师意见，咨询请拨 12348"
    set_part(town, "words", greeting="欢迎来{town}问法。", standing=standing, goodbye="慢走。")
    assert town.knowledge.words.greet("城关镇") == "欢迎来城关镇问法。"
    assert said(town, "离婚冷静期是多久？").note == standing
    assert said(town, "再见").text == "慢走。"


def test_words_that_look_like_placeholders_are_only_words(town):
    set_part(town, "words", goodbye="{0} {town} {x}")
    assert said(town, "再见").text == "{0} 城关镇 {x}"


def test_a_number_of_our_own_is_told_at_once_by_its_name_and_by_itself(town):
    assert said(town, "镇派出所电话是多少").kind is not ReplyKind.FLOW
    with town.database.writing() as session:
        add_hotline(session, "0900-1234567", POLICE, **ACT)
    town.take_in_choices()
    told = "镇派出所的电话是 0900-1234567（工作日 9:00-17:00）。办户口、办身份证。"
    assert said(town, "镇派出所电话是多少").text == told
    assert said(town, "0900 1234567").text.startswith("0900-1234567 是镇派出所。")


def test_a_hidden_number_stands_under_no_answer(town):
    asked = next(
        document.title
        for document in town.knowledge.index.documents
        if (document.fields or {}).get("hotline") == "12333"
    )
    assert "12333" in [line.number for line in said(town, asked).hotlines]
    with town.database.writing() as session:
        hide_hotline(session, "12333", hidden=True, **ACT)
    town.take_in_choices()
    assert "12333" not in [line.number for line in said(town, asked).hotlines]


def test_a_law_is_found_by_our_own_name_for_it_at_once(town):
    assert "劳动合同法" not in said(town, "打工人法第十条").text
    with town.database.writing() as session:
        add_law_name(session, "打工人法", "劳动合同法", **ACT)
    town.take_in_choices()
    assert said(town, "打工人法第十条").text == texts.NOT_LOADED.format(law="《打工人法》")


def test_thresholds_and_stopping_reach_the_search(town):
    set_part(town, "answers", answer_from="0.9", offer_from="0.4", stop_on_repealed="false")
    index = town.knowledge.index
    assert (index.thresholds.answer, index.thresholds.offer, index.stopping) == (0.9, 0.4, False)


def test_what_was_set_before_holds_from_the_start(town, settings):
    set_part(town, "words", town_name="东风镇")
    other = open_town(settings, clock=lambda: NOW)
    assert other.settings.town_name == "东风镇"
    assert "东风镇" in said(other, "你是谁").text
    other.close()


def test_a_running_town_sees_within_a_second_what_another_process_set(town, settings):
    from small_town import until

    other = open_town(settings, clock=lambda: NOW)
    other.start()
    set_part(town, "words", town_name="东风镇")
    set_part(town, "notices", quiet_hours="20:00-08:00")
    until(lambda: other.settings.quiet_hours == "20:00-08:00", seconds=5)
    assert other.settings.town_name == "东风镇"
    other.close()
