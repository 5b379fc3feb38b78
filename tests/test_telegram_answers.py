"""Whatever a reply says, it is shown as HTML that Telegram takes, and within its limits."""

import pytest
from fakes.telegram_html import plain
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.residents.answers import GROUP_LENGTH, in_group, in_private, shortened
from bot.channels.telegram.residents.citations import fold_in, fold_out
from bot.channels.telegram.speech.keyboard import DATA_BYTES
from bot.messages import Choice, Cited, Hotline, Reply, ReplyKind

LINK = "https://t.me/mingbai_bot?start=ans_x"
words = st.text(min_size=1, max_size=400)
cited = st.builds(
    Cited, title=st.text(max_size=30), article=st.text(max_size=20), excerpt=words,
    source=st.just(""), in_force=st.none(), state=st.text(max_size=30),
)  # fmt: skip
replies = st.builds(
    Reply,
    kind=st.sampled_from(ReplyKind),
    text=words.filter(str.strip),
    citations=st.lists(cited, max_size=3).map(tuple),
    choices=st.lists(
        st.builds(Choice, label=words, send=st.text(min_size=1, max_size=200)), max_size=4
    ).map(tuple),
    hotlines=st.lists(st.builds(Hotline, st.just("12345"), st.text(max_size=20))).map(tuple),
    note=st.text(max_size=60),
    exchange=st.just("abcdefghijkl"),
)


def law(excerpt: str, *, title: str = "《民法典》") -> Cited:
    """A source with such words."""
    return Cited(title, "第一条", excerpt, "", None, "现行有效")


@settings(max_examples=150, deadline=None)
@given(replies)
def test_every_reply_is_html_that_telegram_takes_with_buttons_that_fit(reply):
    for shown in (in_private(reply), in_group(reply, more=LINK)):
        assert plain(shown.html).strip()
        for row in shown.buttons:
            for button in row:
                assert len(button.data.encode()) <= DATA_BYTES


@settings(max_examples=100, deadline=None)
@given(words.filter(str.strip), st.lists(cited, min_size=1, max_size=4))
def test_sources_fold_out_as_html_that_telegram_takes_and_in_again(text, sources):
    shown = in_private(Reply(ReplyKind.ANSWER, text)).html
    out = fold_out(shown, sources)
    assert len(plain(out).encode("utf-16-le")) // 2 <= 4_096
    assert fold_in(out) == shown


@pytest.mark.parametrize("base", [10, 3_000, 4_000, 4_090])
@pytest.mark.parametrize("count", [1, 3, 12])
def test_long_sources_share_the_room_that_is_left(base, count):
    shown = fold_out("长" * base, [law(f"{number}法" * 2_000) for number in range(count)])
    assert len(plain(shown)) <= 4_096
    assert shown.startswith("长" * base)
    if base <= 3_000:
        assert shown.count("依据 《民法典》第一条") == count


def test_a_group_reads_whole_sentences_up_to_three_hundred_characters():
    text = "先拨打12348问一问。" * 60
    shown = shortened(text, GROUP_LENGTH)
    assert len(shown) <= GROUP_LENGTH
    assert shown.endswith("。……")
    assert shortened("短", GROUP_LENGTH) == "短"
    assert len(shortened("长" * 900, GROUP_LENGTH)) == GROUP_LENGTH


def test_the_point_stands_alone_in_bold_and_a_long_text_has_none():
    said = in_private(Reply(ReplyKind.ANSWER, "可以退。七天以内，拿着小票去。")).html
    assert said == "<b>可以退。</b>\n七天以内，拿着小票去。"
    assert "<b>" not in in_private(Reply(ReplyKind.ANSWER, "可以退。")).html
    assert "<b>" not in in_private(Reply(ReplyKind.ANSWER, "长" * 80 + "。后面还有。")).html
    guide = in_private(Reply(ReplyKind.ANSWER, "结婚登记\n要带：身份证。\n注意：别忘了。")).html
    assert guide == "<b>结婚登记</b>\n<b>要带</b>：身份证。\n<b>注意</b>：别忘了。"


def test_a_number_that_the_words_name_is_not_said_twice():
    line = (Hotline("12345", "政务服务"),)
    assert (
        "电话 <b>12345</b>（政务服务）"
        in in_private(Reply(ReplyKind.ANSWER, "去问一问。", hotlines=line)).html
    )
    assert "电话" not in in_private(Reply(ReplyKind.ANSWER, "打12345。", hotlines=line)).html
