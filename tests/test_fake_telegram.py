"""The fake Telegram is as strict as the real one, and shows a bot only what the real one shows."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fakes.platforms import platforms
from telegram_chat import TOKEN, Private, Room, Telegram

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
SAYS = "您好"


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with platforms() as fake:
        yield Telegram(fake)


@pytest.fixture
def person(telegram) -> Private:
    person = telegram.private("张三")
    person.says("在吗")
    return person


def call(telegram: Telegram, method: str, **given: Any) -> Any:
    """Call a method and give its result; or say what was refused."""
    url = f"{telegram.fake.url}/bot{TOKEN}/{method}"
    files = {name: value for name, value in given.items() if isinstance(value, bytes)}
    if files:
        rest = {name: value for name, value in given.items() if name not in files}
        reply = httpx.post(url, data=rest, files={n: (n, c) for n, c in files.items()}).json()
    else:
        reply = httpx.post(url, json=given).json()
    return reply["result"] if reply["ok"] else reply["description"]


def fetched(telegram: Telegram, **given: Any) -> list[dict[str, Any]]:
    return list(call(telegram, "getUpdates", **given))


def heard(telegram: Telegram) -> list[str]:
    """What reaches the bot of what was said."""
    updates = fetched(telegram, allowed_updates=["message", "channel_post"])
    bodies = [update.get("message", update.get("channel_post", {})) for update in updates]
    return [body["text"] for body in bodies if "text" in body]


@pytest.mark.parametrize(
    ("method", "given", "reason"),
    [
        ("sendMessage", {"text": "好", "silent": True}, "unknown parameter silent"),
        ("sendMessage", {"text": "😀" * 2049}, "message is too long"),
        ("sendMessage", {"text": " \n"}, "message text is empty"),
        ("sendMessage", {"text": "好", "disable_notification": "perhaps"}, "can't parse flag"),
        ("sendMessage", {"text": "好", "message_thread_id": "x"}, "can't parse number"),
        ("sendMessage", {"text": "好", "message_thread_id": 99}, "message thread not found"),
        (
            "sendMessage",
            {"text": "好", "reply_parameters": {"message_id": 99}},
            "message to be replied not found",
        ),
        ("editMessageText", {"text": "好", "message_id": 99}, "message to edit not found"),
        ("editMessageText", {"text": "好", "message_id": 1}, "message can't be edited"),
        ("deleteMessage", {"message_id": 99}, "message to delete not found"),
        ("sendChatAction", {"action": "singing"}, "wrong parameter action"),
        ("sendPoll", {"question": "问", "options": ["只有一个"]}, "at least 2 option"),
        ("sendPoll", {"question": "问" * 301, "options": ["一", "二"]}, "poll question is too"),
        ("sendPoll", {"question": "问", "options": ["一", "二" * 101]}, "options length"),
        (
            "sendPoll",
            {"question": "问", "options": ["一", "二"], "explanation": "因" * 201},
            "explanation is too long",
        ),
    ],
)
def test_calls_are_refused_as_the_real_one_refuses_them(telegram, person, method, given, reason):
    assert reason in call(telegram, method, chat_id=person.id, **given)


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "好"}, "exactly one action"),
        ({"text": "好", "url": "https://a.cn", "callback_data": "x"}, "exactly one action"),
        ({"text": "好", "callback_data": "好" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "好", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": " ", "callback_data": "x"}, "text buttons are unallowed"),
        ({"text": "好", "url": "not an address"}, "Wrong HTTP URL"),
        ({"text": "好", "copy_text": {"text": "字" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
    ],
)
def test_buttons_are_refused_as_the_real_one_refuses_them(telegram, person, button, reason):
    markup = {"inline_keyboard": [[button]]}
    assert reason in call(
        telegram, "sendMessage", chat_id=person.id, text="好", reply_markup=markup
    )


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"commands": [{"command": "Help", "description": "帮助"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "help", "description": ""}]}, "DESCRIPTION_INVALID"),
        ({"commands": [], "scope": {"type": "chat"}}, "can't parse BotCommandScope"),
        ({}, "parameter commands is required"),
    ],
)
def test_menus_are_refused_as_the_real_one_refuses_them(telegram, given, reason):
    assert reason in call(telegram, "setMyCommands", **given)


def test_menus_are_kept_for_each_scope(telegram, person):
    scope = {"type": "chat", "chat_id": person.id}
    menu = [{"command": "help", "description": "帮助"}]
    assert call(telegram, "setMyCommands", commands=menu, scope=scope) is True
    assert call(telegram, "getMyCommands", scope=scope) == menu
    assert call(telegram, "getMyCommands") == []
    assert call(telegram, "deleteMyCommands", scope=scope) is True
    assert call(telegram, "getMyCommands", scope=scope) == []


def test_an_edit_that_changes_nothing_is_refused(telegram, person):
    sent = call(telegram, "sendMessage", chat_id=person.id, text="<b>好</b>", parse_mode="HTML")
    given = {"chat_id": person.id, "message_id": sent["message_id"], "parse_mode": "HTML"}
    again = call(telegram, "editMessageText", text="<strong>好</strong>", **given)
    assert "message is not modified" in again
    assert call(telegram, "editMessageText", text="不好", **given)["text"] == "不好"


def test_a_tap_is_answered_once(telegram, person):
    markup = {"inline_keyboard": [[{"text": "好", "callback_data": "x"}]]}
    call(telegram, "sendMessage", chat_id=person.id, text="好吗", reply_markup=markup)
    message, button = person.button("好")
    number = telegram.people.tap(message, person.user, button)
    query = fetched(telegram)[-1]["callback_query"]
    assert (query["id"], query["data"], query["message"]["text"]) == (number, "x", "好吗")
    assert call(telegram, "answerCallbackQuery", callback_query_id=number) is True
    assert "query is too old" in call(telegram, "answerCallbackQuery", callback_query_id=number)


def test_a_bot_may_not_speak_where_it_is_not(telegram):
    stranger = telegram.private("李四")
    assert call(telegram, "sendMessage", chat_id=stranger.id, text="好") == (
        "Forbidden: bot can't initiate conversation with a user"
    )
    stranger.says("在吗")
    stranger.blocks()
    assert "blocked by the user" in call(telegram, "sendMessage", chat_id=stranger.id, text="好")
    group = telegram.group("东关一群")
    group.sets_bot("kicked")
    assert call(telegram, "sendMessage", chat_id=group.id, text="好") == (
        "Forbidden: bot was kicked from the supergroup chat"
    )
    assert call(telegram, "sendMessage", chat_id=-1, text="好") == "Bad Request: chat not found"


def test_a_group_that_became_a_supergroup_says_where_it_is(telegram):
    old = telegram.group("东关一群", kind="group")
    new = old.becomes_supergroup()
    url = f"{telegram.fake.url}/bot{TOKEN}/sendMessage"
    reply = httpx.post(url, json={"chat_id": old.id, "text": "好"}).json()
    assert reply["parameters"] == {"migrate_to_chat_id": new.id}
    moved = [u["message"] for u in fetched(telegram) if "message" in u][-2:]
    assert moved[0]["migrate_to_chat_id"] == moved[1]["chat"]["id"] == new.id
    assert moved[1]["migrate_from_chat_id"] == moved[0]["chat"]["id"] == old.id


def test_with_privacy_a_bot_hears_in_groups_only_what_is_meant_for_it(telegram):
    group = telegram.group("东关一群")
    ours = call(telegram, "sendMessage", chat_id=group.id, text="好")["message_id"]
    for text in ("天气不错", "/help", "/help@other_bot", "@mingbai_bot 您好", "@other_bot 您好"):
        group.says("张三", text)
    group.says("张三", "回你", reply_to=group.chat.messages[ours])
    assert heard(telegram) == ["/help", "@mingbai_bot 您好", "回你"]


def test_with_privacy_a_mention_may_not_arrive(telegram):
    group = telegram.group("东关一群")
    telegram.world.mentions_arrive = False
    group.says("张三", "@mingbai_bot 您好")
    group.says("张三", "/ask@mingbai_bot 您好")
    assert heard(telegram) == ["/ask@mingbai_bot 您好"]


@pytest.mark.parametrize("how", ["administrator", "no privacy"])
def test_an_administrator_and_a_bot_without_privacy_hear_everything(telegram, how):
    group = telegram.group("东关一群", bot="administrator" if how == "administrator" else "member")
    telegram.world.bot["can_read_all_group_messages"] = how == "no privacy"
    group.says("张三", "天气不错")
    assert heard(telegram) == ["天气不错"]


def test_names_behind_a_group_or_a_channel_are_shown_as_the_real_one_shows_them(telegram):
    group = telegram.group("东关一群", bot="administrator")
    channel = telegram.group("东关发布", kind="channel", bot="administrator")
    group.says_anonymously("通知")
    telegram.people.say_as_channel(group.chat, channel.chat, "我是频道")
    telegram.people.forward_post(group.chat, channel.chat, "转来的")
    channel.posts("公告")
    messages = [u["message"] for u in fetched(telegram) if "text" in u.get("message", {})]
    assert [(m["from"]["username"] if m["from"]["is_bot"] else "", m["sender_chat"]["id"])
            for m in messages] == [
        ("GroupAnonymousBot", group.id), ("Channel_Bot", channel.id), ("", channel.id)
    ]  # fmt: skip
    assert messages[2]["is_automatic_forward"] is True
    assert fetched(telegram)[-1]["channel_post"]["text"] == "公告"


def test_answers_stay_in_the_topic_of_a_forum(telegram):
    forum = telegram.group("东关议事", forum=True, bot="administrator")
    thread = forum.opens_topic("用电")
    forum.says("张三", "怎么报修", thread=thread)
    message = fetched(telegram)[-1]["message"]
    assert (message["message_thread_id"], message["is_topic_message"]) == (thread, True)
    sent = call(telegram, "sendMessage", chat_id=forum.id, text="好", message_thread_id=thread)
    assert sent["message_thread_id"] == thread
    telegram.people.close_topic(forum.chat, thread, by=telegram.user("群主"))
    again = call(telegram, "sendMessage", chat_id=forum.id, text="好", message_thread_id=thread)
    assert again == "Bad Request: TOPIC_CLOSED"


def test_a_bot_is_told_what_becomes_of_it(telegram):
    group = telegram.group("东关一群")
    group.sets_bot("administrator")
    group.sets_bot("restricted")
    group.sets_bot("left")
    changes = [u["my_chat_member"] for u in fetched(telegram) if "my_chat_member" in u]
    said = [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes]
    assert said == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "restricted"),
        ("restricted", "left"),
    ]


def test_a_restricted_bot_and_one_in_a_channel_without_rights_may_not_speak(telegram):
    group = telegram.group("东关一群", bot="restricted")
    channel = telegram.group("东关发布", kind="channel")
    refused = call(telegram, "sendMessage", chat_id=group.id, text="好")
    assert "not enough rights" in refused
    assert "need administrator rights" in call(
        telegram, "sendMessage", chat_id=channel.id, text="好"
    )


def test_members_and_administrators_are_told(telegram):
    group = telegram.group("东关一群", bot="administrator")
    resident = telegram.private("张三")
    group.says(resident, "好")
    asked = {"chat_id": group.id, "user_id": resident.user.id}
    assert call(telegram, "getChatMember", **asked)["status"] == "member"
    leading = call(telegram, "getChatAdministrators", chat_id=group.id)
    assert [one["user"]["first_name"] for one in leading] == ["群主", "明白"]
    assert call(telegram, "getChat", chat_id=group.id)["title"] == "东关一群"
    assert call(telegram, "leaveChat", chat_id=group.id) is True
    assert "is not a member" in call(telegram, "sendMessage", chat_id=group.id, text="好")


def test_votes_are_told_of_a_poll_that_is_not_anonymous(telegram, person):
    given = {"question": "问", "options": ["对", "错"], "is_anonymous": False, "type": "quiz"}
    sent = call(telegram, "sendPoll", chat_id=person.id, correct_option_id=0, **given)
    telegram.people.vote(telegram.world.polls[sent["poll"]["id"]], person.user, 1)
    (answer,) = [u["poll_answer"] for u in fetched(telegram) if "poll_answer" in u]
    assert (answer["option_ids"], answer["user"]["first_name"]) == ([1], "张三")


def test_files_are_fetched_in_two_steps(telegram, person):
    person.sends_picture(PNG, "看")
    photo = fetched(telegram)[-1]["message"]["photo"][-1]["file_id"]
    path = call(telegram, "getFile", file_id=photo)["file_path"]
    assert httpx.get(f"{telegram.fake.url}/file/bot{TOKEN}/{path}").content == PNG
    assert httpx.get(f"{telegram.fake.url}/file/bot{TOKEN}/nowhere").status_code == 404
    sent = call(telegram, "sendPhoto", chat_id=person.id, photo=photo)
    assert sent["photo"]
    assert call(telegram, "sendDocument", chat_id=person.id, document=b"text")["document"]
    assert "wrong file" in call(telegram, "sendPhoto", chat_id=person.id, photo="https://a.cn/x")


def test_updates_wait_until_a_later_one_is_asked_for(telegram, person):
    person.says("一")
    person.says("二")
    numbers = [update["update_id"] for update in fetched(telegram)]
    assert numbers == sorted(numbers)
    assert [u["update_id"] for u in fetched(telegram, offset=numbers[-1])] == numbers[-1:]
    assert fetched(telegram, offset=numbers[-1] + 1) == []


def test_a_fetch_waits_for_news_and_another_one_ends_it(telegram, person):
    newest = fetched(telegram)[-1]["update_id"]
    began = time.monotonic()
    assert fetched(telegram, offset=newest + 1, timeout=1) == []
    assert time.monotonic() - began > 0.9


def test_only_the_wanted_kinds_are_sent(telegram, person):
    assert fetched(telegram, allowed_updates=["callback_query"])
    group: Room = telegram.group("东关一群")
    group.says("张三", "/help")
    assert [u for u in fetched(telegram) if "my_chat_member" in u] == []


def test_a_webhook_and_a_fetch_exclude_each_other(telegram, person):
    assert "bad webhook" in call(telegram, "setWebhook", url="http://example.cn/")
    assert "unallowed characters" in call(
        telegram, "setWebhook", url="https://example.cn/", secret_token="a b"
    )
    port = telegram.fake.port
    call(telegram, "setWebhook", url=f"http://127.0.0.1:{port}/nobody", secret_token="s")
    assert "webhook is active" in call(telegram, "getUpdates")
    end = time.monotonic() + 5
    while "last_error_message" not in (info := call(telegram, "getWebhookInfo")):
        assert time.monotonic() < end
    assert info["last_error_message"] == "Wrong response from the webhook: 404"
    assert info["pending_update_count"] == 1
    assert call(telegram, "deleteWebhook") is True
    assert len(fetched(telegram)) == 1
