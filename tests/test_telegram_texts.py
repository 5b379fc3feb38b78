"""Whatever a resident writes, the bot answers in words that Telegram takes."""

from itertools import count

import pytest
from fakes.telegram_html import utf16
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some
from telegram_chat import Telegram

from bot.chat_texts import TO_STAFF

MARKUP = some.sampled_from(
    [
        "<b>",
        "</b>",
        "<script>",
        "&",
        "&nbsp;",
        "&#0;",
        "<a href='",
        '"',
        "《民法典》第一千零七十七条",
        "离婚",
        "工资",
        "？",
        "/help",
        "/erase@mingbai_bot",
        "@mingbai_bot",
        "\u202e",
        "\ufeff",
        "😀",
        "👨‍👩‍👧",
        "\0",
        "\n\n",
    ]
)
TEXTS = some.one_of(
    some.text(max_size=200),
    some.lists(MARKUP, min_size=1, max_size=30).map("".join),
    some.builds(lambda text, times: text * times, MARKUP, some.integers(1, 180)),
).filter(lambda text: text.strip() and utf16(text) <= 3_900)
_names = count(1)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example("<b>我的问题 & 您的答案</b>")
@example("离婚<script>" * 300)
@given(TEXTS)
def test_any_text_is_answered_within_what_telegram_takes(telegram: Telegram, text: str):
    person = telegram.private(f"居民{next(_names)}")
    person.says(text)
    said = person.hears("")
    telegram.settles()
    if any(button["text"] == TO_STAFF for button in said.buttons):
        person.taps(TO_STAFF)
        person.hears("工作人员")  # with the question, as it was written
    assert refused(telegram) == []


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TEXTS)
def test_any_text_in_a_group_is_answered_in_one_short_message(telegram: Telegram, text: str):
    number = next(_names)
    group = telegram.group(f"<群 & {number}>")
    telegram.settles()
    group.says(f"组员{number}", f"@mingbai_bot 离婚 {text}")
    said = group.hears("")
    telegram.settles()
    assert refused(telegram) == []
    assert len(said.text) <= 300


@pytest.mark.parametrize(
    "name", ["<b>张三</b>", "a & b", "&lt;", "\u202e三张", "字" * 64], ids=range(5)
)
def test_any_name_of_a_person_or_a_group_does_no_harm(telegram, name):
    person, group = telegram.private(name), telegram.group(name)
    person.says("/start")
    person.hears("您好")
    group.says(person, "/status")
    group.hears("")
    group.is_renamed(f"{name} 二")
    telegram.settles()
    assert refused(telegram) == []


def refused(telegram: Telegram) -> list[tuple[str, object]]:
    """Calls that Telegram did not take for what was in them."""
    return [(c.method, c.sent) for c in telegram.fake.calls if c.verdict == "400"]
