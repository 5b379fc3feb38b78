"""The fake Telegram reads texts as the real one does: its HTML, and what it finds in them."""

import pytest
from fakes.telegram_html import BadHtml, parse
from fakes.telegram_words import entities_in, words_of


@pytest.mark.parametrize(
    ("html", "text", "kinds"),
    [
        ("<b>您好</b>", "您好", ["bold"]),
        ("<b>a<i>b</i></b>&lt;&#39;", "ab<'", ["bold", "italic"]),
        ('<a href="https://a.cn/?x=1&amp;y=2">去</a>', "去", ["text_link"]),
        ("<blockquote expandable>长</blockquote>", "长", ["expandable_blockquote"]),
        ('<pre><code class="language-py">x</code></pre>', "x", ["code", "pre"]),
        ('<span class="tg-spoiler">谜</span><tg-spoiler>底</tg-spoiler>', "谜底", ["spoiler"] * 2),
        ("<B>大</B>", "大", ["bold"]),
        ("<b></b>空", "空", []),
    ],
)
def test_markup_becomes_text_and_entities(html, text, kinds):
    read, entities = parse(html)
    assert (read, [entity["type"] for entity in entities]) == (text, kinds)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<b>您好", 'Can\'t find end tag corresponding to start tag "b"'),
        ("您好</b>", "Unexpected end tag at byte offset 6"),
        ("<b><i>好</b></i>", 'expected "</i>", found "</b>"'),
        ("<h1>好</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag"),
        ("<b>x</b", "Unclosed end tag"),
        ("<b class>x</b>", "Expected equal sign"),
        ("<span>x</span>", 'must have class "tg-spoiler"'),
        ("a & b", "Unsupported entity"),
        ("&nbsp;", "Unsupported entity"),
        ("<br/>", 'Unsupported start tag "br/"'),
    ],
)
def test_markup_that_telegram_does_not_know_is_refused(html, reason):
    with pytest.raises(BadHtml) as caught:
        parse(html)
    assert reason in str(caught.value)


def test_places_in_a_text_are_counted_as_telegram_counts_them():
    _text, (bold,) = parse("😀您<b>好😀</b>")
    assert (bold["offset"], bold["length"]) == (3, 3)


def test_mentions_commands_and_addresses_are_found_in_a_text():
    text = "😀 @mingbai_bot /help@mingbai_bot 看 https://a.cn/x，a@b.cn 和 1/2"
    found = [(one["type"], words_of(text, one)) for one in entities_in(text)]
    assert found == [
        ("mention", "@mingbai_bot"),
        ("bot_command", "/help@mingbai_bot"),
        ("url", "https://a.cn/x"),
    ]
