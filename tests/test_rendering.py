"""A notice is written for each group within its channel's limits, and what is lost is said."""

import html
import re
import time
from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.places.groups import Channel
from jobs.writing.rendering import Rendered, render

DAY = date(2026, 12, 4)
SIGNED = "城关镇 2026年12月4日"


@dataclass(frozen=True)
class Said:
    title: str = "用火用电要小心"
    text: str = "天干物燥，出门前请关好电和气。\n有火情打119。"
    short: str = ""
    link: str = ""
    mention_all: bool = False


def rendered(
    said: Said, channel: Channel = Channel.WECHAT, *, grid: str = "第一网格", picture: bool = False
) -> Rendered:
    return render(said, channel=channel, town="城关镇", grid=grid, day=DAY, picture=picture)


def units(text: str) -> int:
    return len(html.unescape(re.sub(r"</?b>", "", text)).encode("utf-16-le")) // 2


def test_a_worker_forwards_plain_text_with_title_and_signature():
    found = rendered(Said())
    assert found == Rendered(
        "用火用电要小心",
        f"用火用电要小心\n\n天干物燥，出门前请关好电和气。\n有火情打119。\n{SIGNED}",
    )


def test_telegram_gets_a_bold_title_and_nothing_that_reads_as_markup():
    found = rendered(Said(title="A<B & C", text='水位<3米>，"别下河"。'), Channel.TELEGRAM)
    assert found.text == f'<b>A&lt;B &amp; C</b>\n\n水位&lt;3米&gt;，"别下河"。\n{SIGNED}'
    assert found.title == "A<B & C"


def test_wecom_gets_markdown_without_markup_of_the_writer():
    found = rendered(Said(text="#一号\n**重要**[点我](http://a.cn)"), Channel.WECOM)
    assert found.text == (
        f"**用火用电要小心**\n\n＃一号\n＊＊重要＊＊［点我］(http://a.cn)\n{SIGNED}"
    )


def test_calling_everybody_in_wecom_takes_plain_text():
    found = rendered(Said(text="**快**", mention_all=True), Channel.WECOM)
    assert found.text == f"用火用电要小心\n\n**快**\n{SIGNED}"


def test_variables_are_filled_for_each_group():
    said = Said(title="{grid}停水", text="{town}{grid}{date}停水。")
    assert rendered(said).text == f"第一网格停水\n\n城关镇第一网格2026年12月4日停水。\n{SIGNED}"
    assert rendered(said, grid="第二网格").title == "第二网格停水"


def test_a_group_without_grid_is_the_towns():
    assert "城关镇的乡亲" in rendered(Said(text="{grid}的乡亲"), grid="").text


def test_what_a_variable_holds_is_not_filled_again_and_unknown_ones_stay():
    found = render(
        Said(text="{town}{name}"), channel=Channel.WECHAT, town="{grid}镇", grid="甲", day=DAY
    )
    assert "{grid}镇{name}" in found.text


@pytest.mark.parametrize(
    "end",
    [SIGNED, "城关镇人民政府\n2026年12月4日", "{town} {date}", "2026年12月4日　城关镇人民政府"],
)
def test_what_is_signed_is_not_signed_twice(end):
    found = rendered(Said(text=f"请关好门窗。\n{end}"))
    assert found.text.count("2026年12月4日") == 1


def test_the_link_comes_before_the_signature_and_only_once():
    link = "https://pufa.example.cn/a?b=1&c=2"
    assert rendered(Said(link=link)).text.endswith(f"119。\n{link}\n{SIGNED}")
    assert rendered(Said(text=f"详见 {link} 。", link=link)).text.count(link) == 1
    assert "b=1&amp;c=2" in rendered(Said(link=link), Channel.TELEGRAM).text


@pytest.mark.parametrize(
    ("channel", "more", "unit"),
    [
        (Channel.TELEGRAM, {}, "4096 字"),
        (Channel.TELEGRAM, {"picture": True}, "1024 字"),
        (Channel.WECOM, {}, "4096 字节"),
    ],
    ids=["telegram", "under a picture", "wecom"],
)
def test_a_text_too_long_gives_way_to_its_short_form_and_says_so(channel, more, unit):
    said = Said(text="很长的话。" * 900, short="短的话。")
    found = rendered(said, channel, **more)
    assert "短的话。" in found.text
    assert "很长的话" not in found.text
    (warning,) = found.warnings
    assert unit in warning
    assert warning.endswith("正文放不下，发的是短文。")
    assert not found.cut


def test_without_a_short_form_it_is_cut_at_a_sentence_and_says_how_much_is_left_out():
    found = rendered(Said(text="一二三四五。" * 800), Channel.TELEGRAM)
    body = found.text.split("\n\n")[1]
    kept = body.split("…")[0]
    assert (kept, found.cut) == ("一二三四五。" * (len(kept) // 6), True)
    assert body == f"{kept}…（内容未完，请问网格员）\n{SIGNED}"
    assert found.warnings == (
        f"Telegram 消息最多 4096 字，正文放不下，只发了前 {len(kept)} 个字。",
    )
    assert 4_096 - 6 < units(found.text) <= 4_096


def test_what_is_cut_says_where_all_of_it_is():
    found = rendered(Said(text="一二三四五。" * 800, link="https://a.cn/1"), Channel.TELEGRAM)
    assert f"。…（全文见 https://a.cn/1 ）\n{SIGNED}" in found.text


def test_a_text_exactly_at_the_limit_is_whole():
    frame = len(rendered(Said(text="")).text)
    text = "字" * (4_096 - frame - 1) + "。"
    assert not rendered(Said(text=text), Channel.TELEGRAM).warnings
    assert rendered(Said(text="😀" + text[1:]), Channel.TELEGRAM).cut  # two units, one character


TEXTS = st.text(st.sampled_from("字aé😀<&*#。！\n \u3000{}"), max_size=60)


@given(TEXTS, TEXTS, st.integers(0, 300), st.sampled_from(Channel), st.booleans(), st.booleans())
def test_no_message_is_ever_over_its_limit_and_none_is_cut_in_silence(
    text, short, times, channel, picture, everybody
):
    said = Said(text=text * times, short=short, mention_all=everybody)
    found = rendered(said, channel, picture=picture)
    if channel is Channel.TELEGRAM:
        assert units(found.text) <= (1_024 if picture else 4_096)
    if channel is Channel.WECOM:
        assert len(found.text.encode()) <= (2_048 if everybody else 4_096)
    whole = rendered(replace(said, short=""), channel, picture=picture)
    assert not found.cut or found.warnings
    assert bool(whole.warnings) == whole.cut


def test_ten_thousand_groups_are_rendered_in_under_a_second():
    said = Said(text="{grid}的乡亲，请关好门窗。" * 30)
    began = time.process_time()
    for number in range(10_000):
        rendered(said, Channel.TELEGRAM, grid=f"第{number % 1_000}网格")
    assert time.process_time() - began < 1
