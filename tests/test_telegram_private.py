"""Residents talk to the bot in private, and it reads like a conversation."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from builders import law
from sqlmodel import select
from telegram_chat import Telegram
from telegram_town import telegram_town

from bot.channels.telegram.speech.taps import Verb, asking, read_tap
from jobs.records.exchanges import Exchange
from jobs.records.handovers import Handover
from knowledge.editions import take_in

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
COOLING_OFF = (
    "自婚姻登记机关收到离婚登记申请之日起三十日内，任何一方不愿意离婚的，可以撤回离婚登记申请。"
)
LONG_ARTICLE = "村民委员会应当公布下列事项，接受村民的监督。" * 300
SOUND = {"file_id": "f", "file_unique_id": "f", "duration": 3}
FILE = {"file_id": "f", "file_unique_id": "f"}
STICKER = {
    **FILE,
    "type": "regular",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
}


@pytest.fixture(scope="module")
def telegram(tmp_path_factory) -> Iterator[Telegram]:
    with telegram_town(tmp_path_factory.mktemp("private")) as telegram:
        town = telegram.town
        code = law("中华人民共和国民法典", {"1077": COOLING_OFF})
        rules = law("村务公开条例", {"3": LONG_ARTICLE})
        with town.database.writing() as session:
            for source in (code, rules):
                take_in(session, source, by="小王", now=NOW, publish=True)
        town.knowledge.index.refresh(town.database)
        yield telegram


@pytest.fixture
def resident(telegram, request) -> object:
    return telegram.private(request.node.name[:40])


def recorded(telegram, person) -> list[Exchange]:
    """What is on record of somebody's chat, oldest first."""
    telegram.town.recorder.flush()
    mine = select(Exchange).where(Exchange.conversation == f"telegram:{person.id}")
    with telegram.town.database.reading() as session:
        return list(session.exec(mine.order_by(Exchange.asked_at)))


def test_start_shows_on_one_screen_what_it_can_do(resident):
    resident.says("/start")
    said = resident.hears("城关镇", "法律明白人", "/privacy", "/erase")
    assert len(said.text) < 260
    resident.sees_buttons("离婚冷静期是多久？", "办事", "提醒我")


def test_a_question_gets_its_point_in_bold_and_what_to_tap(resident):
    resident.says("离婚冷静期多久")
    said = resident.hears("离婚冷静期是30天", "这是普法信息，不代替律师意见")
    assert "<b>离婚冷静期是30天" in said.html
    resident.sees_buttons("依据 《民法典》第一千零七十七条", "有用", "没帮上")


def test_the_source_folds_out_in_the_message_and_in_again(resident):
    resident.says("离婚冷静期多久")
    said = resident.hears("30天")
    before = said.text
    resident.taps("依据")
    resident.shows(said, "离婚冷静期是30天", COOLING_OFF)
    assert "<blockquote expandable>" in said.html
    resident.taps("收起依据")
    resident.waits_for(lambda: said.text == before or None, "the message as it was")
    resident.taps("看依据")
    resident.shows(said, COOLING_OFF)


def test_the_source_is_found_again_by_a_process_that_was_started_since(resident, telegram):
    resident.says("离婚冷静期多久")
    said = resident.hears("30天")
    telegram.town.forget("telegram", str(resident.id))
    resident.taps("依据")
    resident.shows(said, COOLING_OFF)


def test_sources_that_are_too_long_are_cut_and_the_message_stays_within_limits(resident):
    resident.says("村务公开条例第三条")
    said = resident.hears("村务公开条例")
    resident.taps("依据")
    resident.shows(said, "接受村民的监督", "……")
    assert len(said.text) <= 4_096


def test_useful_is_noted_once_and_the_question_goes_away(resident, telegram):
    resident.says("离婚冷静期多久")
    resident.hears("30天")
    useful = resident.button("有用")
    assert resident.taps("有用") == "谢谢，记下了。"
    telegram.settles()
    resident.sees_no_button("没帮上")
    assert resident.taps(button=useful) == "谢谢，记下了。"
    assert [row.useful for row in recorded(telegram, resident)] == [True]


def test_what_did_not_help_can_be_handed_to_people(resident, telegram):
    resident.says("离婚冷静期多久")
    assert resident.taps("没帮上") == "记下了，我们会改进。"
    resident.taps("转给工作人员")
    resident.hears("离婚冷静期多久", "电话只给办这件事的人看")
    resident.says("一三八")  # no number: a question of its own
    resident.says("138 0013 80")
    resident.hears("看着不完整")
    resident.says("138 0013 8000")
    resident.hears("已经转给工作人员了，他们会打电话给您")
    assert next(row.useful for row in recorded(telegram, resident)) is False
    with telegram.town.database.reading() as session:
        wanted = select(Handover).where(Handover.conversation == f"telegram:{resident.id}")
        row = session.exec(wanted).one()
        assert row.question == "离婚冷静期多久"
        assert "13800138000" not in row.contact


def test_nobody_has_to_leave_a_number(resident):
    resident.says("银河系的星星归哪个村管")
    resident.hears("还没有把握")
    resident.taps("转给工作人员")
    asked = resident.hears("写下电话号码")
    resident.taps("不留电话")
    resident.shows(asked, "已经转给工作人员了，答案会补进来")


def test_who_changes_their_mind_hands_nothing_over(resident, telegram):
    resident.says("银河系的星星归哪个村管")
    resident.taps("转给工作人员")
    asked = resident.hears("写下电话号码")
    resident.taps("不转了")
    resident.shows(asked, "不转了")
    resident.says("13800138000")
    resident.does_not_hear("已经转给工作人员了")
    with telegram.town.database.reading() as session:
        wanted = select(Handover).where(Handover.conversation == f"telegram:{resident.id}")
        assert session.exec(wanted).first() is None


def test_who_asks_for_a_person_hands_over_what_they_asked_last(telegram, resident):
    resident.says("转人工")
    resident.hears("请先把您的事写成一句话")
    resident.says("银河系的星星归哪个村管")
    resident.hears("还没有把握")
    resident.says("谢谢")
    resident.hears("不客气")
    resident.says("转人工")
    resident.hears("银河系的星星归哪个村管", "写下电话号码")


def test_a_neighbouring_question_is_asked_by_tapping_it(resident):
    resident.says("离婚冷静期多久")
    message = resident.sees_buttons("依据")
    neighbour = message.buttons[1]["text"]
    resident.taps(neighbour)
    assert resident.hears("免费法律咨询").number != message.number


def test_choices_are_buttons_and_none_of_them_leads_on(resident):
    resident.says("离婚")
    resident.sees_buttons("都不是")
    resident.taps("都不是")
    assert resident.hears().text


@pytest.mark.parametrize("words", ["短短一句", "很长的问题" * 20, "<b>&amp;", "🙂" * 30])
def test_whatever_a_button_asks_fits_behind_it(words):
    made = asking("问", words)
    tap = read_tap(made.data)
    assert len(made.data.encode()) <= 64
    assert tap is not None
    assert tap.verb in (Verb.ASK, Verb.ASK_KEPT)


def test_danger_comes_first_and_alone(resident):
    resident.says("我家着火了")
    said = resident.hears("119")
    assert said.html.startswith("<b>拨打 119")
    assert len(said.text.split("\n")) <= 4
    assert not said.buttons


def test_danger_comes_first_even_while_a_number_is_waited_for(resident):
    resident.says("银河系的星星归哪个村管")
    resident.taps("转给工作人员")
    resident.hears("写下电话号码")
    resident.says("我家着火了")
    resident.hears("119")


def test_an_edited_question_is_answered_anew_in_the_same_place(resident):
    resident.says("离婚冷静期多久")
    said = resident.hears("30天")
    resident.edits("借条应该怎么写？")
    resident.shows(said, "借条")
    assert "离婚冷静期" not in said.text


def test_an_edit_into_danger_is_said_aloud(resident):
    resident.says("离婚冷静期多久")
    first = resident.hears("30天")
    resident.edits("我家着火了")
    second = resident.hears("119")
    assert second.number != first.number


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"photo": [{**FILE, "width": 9, "height": 9}]}, "图片我看不懂"),
        ({"sticker": STICKER}, "表情我收到了"),
        ({"voice": SOUND}, "语音我还听不懂"),
        ({"video": {**SOUND, "width": 9, "height": 9}}, "视频我看不了"),
        ({"document": FILE}, "文件我打不开"),
        ({"contact": {"phone_number": "13800138000", "first_name": "张"}}, "不用发名片"),
    ],
)
def test_what_is_no_text_gets_a_friendly_word(resident, sent, said):
    resident.sends(**sent)
    assert "写" in resident.hears(said).text or "一句话" in resident.heard[-1].text


def test_the_words_under_a_picture_are_answered(resident):
    resident.sends_picture(b"\x89PNG", "离婚冷静期多久")
    resident.hears("只按您写的字回答")
    resident.hears("30天")


def test_an_unknown_command_says_what_there_is(resident):
    resident.says("/wat")
    resident.hears("没有这个命令", "/help")
    resident.says("/help")
    resident.hears("/guide", "/remind", "/privacy", "/erase", "119")


def test_a_text_that_is_too_long_is_asked_for_again(resident):
    resident.says("房子漏水了" * 250)
    resident.hears("1000 个字以内")


def test_a_button_of_an_old_answer_says_so_kindly(resident, telegram):
    resident.says("离婚冷静期多久")
    resident.hears("30天")
    old = resident.button("有用")
    with telegram.town.database.writing() as session:
        for row in recorded(telegram, resident):
            session.delete(session.get(Exchange, row.id))
    assert "已经清除" in resident.taps(button=old)


def test_typing_is_shown_only_where_an_answer_takes_long(resident, telegram, monkeypatch):
    import time

    ask = telegram.town.ask

    def typed() -> int:
        calls = telegram.fake.calls
        return sum(call.method == "sendChatAction" for call in calls)

    before = typed()
    resident.says("借条应该怎么写？")
    resident.sees_buttons("有用")
    assert typed() == before
    monkeypatch.setattr(telegram.town, "ask", lambda incoming: (time.sleep(0.8), ask(incoming))[1])
    resident.says("离婚冷静期多久")
    resident.hears("30天")
    assert typed() == before + 1
