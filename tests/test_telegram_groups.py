"""In groups the bot answers whoever asks it, danger at once, and keeps silent on all else."""

from collections.abc import Iterator

import pytest
from builders import NOW
from mailings import grid
from sqlmodel import select
from telegram_chat import Telegram
from telegram_town import telegram_town

from bot.people import Role, add_staff
from bot.staff_chats import tie
from jobs.places.groups import Group
from jobs.places.presence import group_at
from jobs.places.workers import assign
from jobs.records.alerts import Alert
from jobs.records.exchanges import Exchange


@pytest.fixture(scope="module")
def telegram(tmp_path_factory) -> Iterator[Telegram]:
    with telegram_town(
        tmp_path_factory.mktemp("groups"), telegram_group_answers=6, telegram_person_answers=2
    ) as telegram:
        yield telegram


@pytest.fixture
def group(telegram, request):
    room = telegram.group(request.node.name[:60])
    room.hears("法律明白人")
    room.begins()
    return room


def answers(message, asked) -> bool:
    """Whether a message is a reply to another."""
    return message.view["reply_to_message"]["message_id"] == asked.number


def row(telegram, room) -> Group | None:
    """A group as we know it."""
    telegram.settles()
    with telegram.town.database.reading() as session:
        found = group_at(session, room.id)
        session.expunge_all()
        return found


def worker(telegram, name, first, *more):
    """A grid worker whose account is tied."""
    person = telegram.private(name)
    with telegram.town.database.writing() as session:
        staff = add_staff(session, name, role=Role.WORKER, grid=first, by="小王", now=NOW)
        for place in more:
            assign(session, staff.worker_id, grid=place, by="小王", now=NOW)
        tie(session, staff, channel="telegram", account=str(person.id), now=NOW)
    return person


def test_it_answers_whoever_mentions_it_in_short_and_in_the_thread_of_the_question(group):
    asked = group.says("张三", "@mingbai_bot 离婚冷静期多久")
    said = group.hears("30天")
    assert answers(said, asked)
    assert len(said.text) <= 300


def test_the_rest_is_behind_a_button_that_opens_the_private_chat(telegram, group):
    group.says("李四", "@mingbai_bot 离婚冷静期多久")
    group.sees_buttons("看全文和依据（私聊）")
    link = group.taps("李四", "看全文和依据")
    assert link.startswith("https://t.me/mingbai_bot?start=ans_")
    person = telegram.private("李四")
    person.opens(link)
    person.hears("30天", "这是普法信息")
    person.sees_buttons("依据", "有用")


def test_a_link_opens_no_question_that_was_asked_in_private(telegram):
    person = telegram.private("周八")
    person.says("离婚冷静期多久")
    message = person.sees_buttons("有用")
    useful = next(one for one in message.buttons if one["text"] == "有用")
    exchange = useful["callback_data"].partition(":")[2]
    other = telegram.private("吴九")
    other.says(f"/start ans_{exchange}")
    other.hears("已经清除")


def test_it_keeps_silent_on_everything_else(group):
    for words in ("今天天气不错", "离婚冷静期多久", "明白了吗", "@someone 离婚冷静期多久"):
        group.says("张三", words)
    group.is_silent()


def test_a_reply_to_it_is_meant_for_it(group):
    group.says("张三", "@mingbai_bot 离婚冷静期多久")
    said = group.hears("30天")
    group.says("张三", "借条应该怎么写？", reply_to=said)
    group.hears("借条")


def test_a_sticker_in_reply_to_it_asks_nothing(telegram, group):
    group.says("张三", "@mingbai_bot 离婚冷静期多久")
    said = group.hears("30天")
    group.begins()
    sticker = {"file_id": "f", "file_unique_id": "f", "type": "regular", "width": 1, "height": 1}
    body = {"sticker": {**sticker, "is_animated": False, "is_video": False}}
    telegram.people.say(group.chat, telegram.private("张三").user, body, reply_to=said)
    group.is_silent()


def test_what_it_does_not_know_goes_on_in_private_where_it_can_be_handed_over(telegram, group):
    group.says("张三", "@mingbai_bot 银河系的星星归哪个村管")
    group.hears("还没有把握")
    person = telegram.private("张三")
    person.opens(group.taps("张三", "私下问我"))
    person.hears("还没有把握")
    person.sees_buttons("转给工作人员")


def test_a_command_asks(group):
    group.says("张三", "/ask 离婚冷静期多久")
    group.hears("30天")
    group.says("李四", "/ask@mingbai_bot 离婚冷静期多久")
    group.hears("30天")
    group.says("王五", "/ask@other_bot 离婚冷静期多久")
    group.is_silent()
    group.says("赵六", "/ask")
    group.hears("写在后面就行")


def test_topics_of_a_forum_are_respected(telegram):
    forum = telegram.group("论坛群", forum=True)
    thread = forum.opens_topic("法律问答")
    forum.says("张三", "@mingbai_bot 离婚冷静期多久", thread=thread)
    assert forum.hears("30天").view["message_thread_id"] == thread


def test_an_edited_question_is_answered_anew_in_place(group):
    asked = group.says("张三", "@mingbai_bot 离婚冷静期多久")
    said = group.hears("30天")
    group.edits(asked, "@mingbai_bot 借条应该怎么写？")
    group.shows(said, "借条")


def test_who_asks_too_often_hears_one_polite_word_and_others_are_answered(group):
    for words in ("离婚冷静期多久", "借条应该怎么写", "老板拖欠工资怎么办", "离婚冷静期多久"):
        group.says("张三", f"@mingbai_bot {words}")
    group.hears("您问得有点快")
    group.says("张三", "@mingbai_bot 借条应该怎么写")
    group.is_silent()
    group.says("李四", "@mingbai_bot 离婚冷静期多久")
    group.hears("30天")


def test_commands_have_a_limit_of_their_own(group):
    for _ in range(5):
        group.says("张三", "/status")
        group.hears("网格")
    group.says("张三", "/status")
    group.hears("您问得有点快")
    group.says("群主", "/mute 2h")
    group.hears("好的，到")


def test_a_group_that_asks_too_much_hears_one_polite_word(group):
    people = [f"村民{number}" for number in range(8)]
    for person in people[:6]:
        group.says(person, "@mingbai_bot 离婚冷静期多久")
        group.hears("30天")
    group.says(people[6], "@mingbai_bot 离婚冷静期多久")
    group.hears("问的人多")
    group.says(people[7], "@mingbai_bot 离婚冷静期多久")
    group.is_silent()


def test_danger_goes_to_the_person_alone_where_they_can_be_reached(telegram, group):
    person = telegram.private("刘芳")
    person.says("/start")
    person.hears("法律明白人")
    person.begins()
    group.says(person, "@mingbai_bot 我老公又打我了，救命")
    person.hears("110")
    assert group.hears("私下").text == "请看我私下发给您的消息。"


def test_danger_is_answered_in_the_group_where_nobody_can_be_reached_alone(group):
    asked = group.says("从没说过话的人", "@mingbai_bot 我家着火了")
    assert answers(group.hears("119"), asked)


def test_danger_is_answered_at_once_whatever_the_limits_and_raises_an_alert(telegram):
    group = telegram.group("管理员群", bot="administrator")
    for _ in range(4):
        group.says("孙七", "@mingbai_bot 离婚冷静期多久")
    group.says("孙七", "/mute@mingbai_bot 2h")
    group.says("孙七", "我家着火了快来人")
    group.hears("119")
    telegram.town.recorder.flush()
    with telegram.town.database.reading() as session:
        mine = select(Alert).where(Alert.conversation == f"telegram:{group.id}")
        assert session.exec(mine).one().kind == "fire"


def test_an_anonymous_administrator_is_answered(group):
    group.says_anonymously("@mingbai_bot 离婚冷静期多久")
    group.hears("30天")


def test_channels_and_what_they_forward_by_themselves_are_left_alone(telegram, group):
    channel = telegram.group("镇里的频道", kind="channel", bot="administrator")
    channel.posts("@mingbai_bot 离婚冷静期多久")
    channel.is_silent()
    telegram.people.forward_post(group.chat, channel.chat, "@mingbai_bot 离婚冷静期多久")
    group.is_silent()


def test_a_choice_is_for_the_one_who_asked(group):
    group.says("张三", "@mingbai_bot 离婚")
    message = group.sees_buttons("都不是")
    assert group.taps("李四", message.buttons[0]["text"]) == "这是别人问的，请您自己问我一次。"
    group.taps("张三", message.buttons[0]["text"])
    group.sees_buttons("看全文")


def test_what_is_private_is_sent_to_the_private_chat(group):
    group.says("张三", "/erase@mingbai_bot")
    group.hears("私下找我")
    assert group.taps("张三", "私下问我") == "https://t.me/mingbai_bot"


def test_questions_in_a_group_do_not_say_who_asked(telegram, group):
    group.says("张三", "@mingbai_bot 离婚冷静期多久")
    group.hears("30天")
    telegram.town.recorder.flush()
    with telegram.town.database.reading() as session:
        mine = select(Exchange).where(Exchange.conversation == f"telegram:{group.id}")
        (exchange,) = session.exec(mine)
    assert str(telegram.private("张三").id) not in str(exchange.model_dump())


def test_a_worker_binds_the_group_to_their_grid_and_unbinds_it(telegram, group):
    with telegram.town.database.writing() as session:
        place = grid(session, "城关镇", "东关村")
    person = worker(telegram, "王梅", place)
    group.says(person, "/bind")
    group.hears("已经绑定到城关镇/东关村")
    assert row(telegram, group).grid_id == place
    group.says("张三", "/status")
    group.hears("城关镇/东关村", "网格员：王梅", "正常接收", "隐私模式")
    group.says(person, "/unbind")
    group.hears("解除绑定")
    assert row(telegram, group).grid_id is None
    group.says(person, "/unbind")
    group.hears("没有绑定")


def test_a_worker_of_several_grids_chooses_and_nobody_else_can(telegram, group):
    with telegram.town.database.writing() as session:
        places = [grid(session, "城关镇", name) for name in ("南关村", "北关村", "西关村")]
    person = worker(telegram, "李强", *places[:2])
    group.says(person, "/bind")
    button = group.button("南关村")
    assert "/link" in group.taps("张三", button=button)
    group.taps(person, button=button)
    group.hears("已经绑定到城关镇/南关村")
    group.says(person, "/bind 西关村")
    group.hears("不是您负责的网格")
    group.says(person, "/bind 没有的村")
    group.hears("没有叫“没有的村”的网格")
    assert row(telegram, group).grid_id == places[0]


def test_who_is_not_linked_learns_how_to_be(group):
    group.says("张三", "/bind")
    group.hears("/link")
    group.says_anonymously("/bind")
    group.hears("匿名管理员")


def test_muted_it_answers_nothing_until_then(telegram, group):
    group.says("张三", "/mute 2h")
    group.hears("群管理员")
    group.says("群主", "/mute 1.5h")
    group.hears("看不懂")
    group.says("群主", "/mute 2h")
    group.hears("好的，到", "通知照常发")
    group.says("李四", "@mingbai_bot 离婚冷静期多久")
    group.is_silent()
    group.says("张三", "/status")
    group.hears("静音到")
    group.says("群主", "/mute off")
    group.hears("又可以回答")
    group.says("李四", "@mingbai_bot 离婚冷静期多久")
    group.hears("30天")
