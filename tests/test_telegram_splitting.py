"""Whatever is to be said goes out in parts that Telegram takes."""

from fakes.telegram_html import parse, utf16
from fakes.telegram_html import plain as as_telegram_reads
from hypothesis import given
from hypothesis import strategies as some

from bot.channels.telegram.speech.splitting import MOST_CHARACTERS, MOST_TAGS, plain, split

PIECES = some.sampled_from(
    [
        *("<b>", "</b>", "<i>", "</i>", '<a href="https://example.cn/?a=1&b=2">', "</a>"),
        *("<blockquote expandable>", "<blockquote>", "</blockquote>", "<code>", "</code>"),
        *("<", ">", "&", "&amp;", "&lt;", "&nbsp;", "&#128512;", "🙂", "\n", "\n\n", "。", "字"),
        *("<script>", "<b class='x'>", "</p>", "<a href=x>", "a b", "〔手机号〕" * 9),
    ]
)


def test_a_short_text_stays_as_it_is():
    assert split("<b>离婚冷静期是30天</b>\n依据《民法典》") == [
        "<b>离婚冷静期是30天</b>\n依据《民法典》"
    ]


def test_nothing_to_see_is_nothing_to_say():
    assert [split(text) for text in ("", "  \n", "<b> </b>", "<b></b>")] == [[], [], [], []]


def test_a_long_text_is_cut_at_the_end_of_a_paragraph():
    paragraphs = [f"{'长' * 1_500}{number}" for number in range(5)]
    assert split("\n\n".join(paragraphs)) == [
        "\n\n".join(paragraphs[:2]),
        "\n\n".join(paragraphs[2:4]),
        paragraphs[4],
    ]


def test_where_paragraphs_are_too_long_lines_are_cut_and_then_sentences():
    lines = "\n".join("行" * 2_000 for _ in range(3))
    assert [len(part) for part in split(lines)] == [4_001, 2_000]
    sentences = ("句" * 999 + "。") * 5
    assert [len(part) for part in split(sentences)] == [4_000, 1_000]
    assert [len(part) for part in split("字" * 5_000)] == [4_096, 904]


def test_a_fold_that_is_cut_is_closed_and_opened_again():
    first, second = split(f"<blockquote expandable>{'一' * 4_000}\n\n{'二' * 300}</blockquote>")
    assert first == f"<blockquote expandable>{'一' * 4_000}</blockquote>"
    assert second == f"<blockquote expandable>{'二' * 300}</blockquote>"


def test_two_folds_side_by_side_stay_two():
    text = "<blockquote>一</blockquote><blockquote>二</blockquote>"
    assert split(text) == [text]


def test_letters_that_count_twice_are_counted_twice():
    assert [utf16(as_telegram_reads(part)) for part in split("🙂" * 3_000)] == [4_096, 1_904]


def test_what_is_no_markup_is_shown_as_it_is():
    assert split("1 < 2 & 3 > 2 <p>") == ["1 &lt; 2 &amp; 3 &gt; 2 &lt;p&gt;"]
    assert split("<b>没有关上") == ["<b>没有关上</b>"]
    assert split("多关了</b>一次") == ["多关了一次"]


def test_what_is_no_character_is_shown_as_one():
    assert split("半个\ud83d，零\0字节") == ["半个�，零�字节"]


def test_more_tags_than_telegram_counts_go_into_the_next_message():
    parts = split(" ".join(f"<b>{number}</b>" for number in range(250)))
    assert [len(parse(part)[1]) for part in parts] == [MOST_TAGS, MOST_TAGS, 50]


@given(some.lists(PIECES, max_size=60).map("".join), some.integers(8, 60))
def test_every_part_is_markup_that_telegram_takes_and_nothing_is_lost(text, most):
    parts = split(text, most=most)
    seen = [as_telegram_reads(part) for part in parts]
    assert all(0 < utf16(one) <= most for one in seen)
    assert "".join("".join(seen).split()) == "".join(plain(text).split())
    assert all(as_telegram_reads(part) for part in parts)


def test_a_very_long_text_is_no_burden():
    assert len(split("很长的一段。\n\n" * 8_000)) == -(-8_000 * 8 // (MOST_CHARACTERS - 4))
