"""The page of figures: counts, comparisons, charts that everybody can read, and files to keep."""

import re
from datetime import timedelta
from io import BytesIO
from itertools import pairwise

import mailings
import pytest
from console_browser import check_accessible, until
from console_town import NOON, ConsoleTown
from python_calamine import CalamineWorkbook
from sqlmodel import select

from bot.people import Role
from jobs.delivery.deliveries import State
from jobs.figures.chart_looks import COLOURS
from jobs.figures.charts import NARROW, WIDE, Chart, draw, picture
from jobs.figures.comparisons import compared, share_compared, share_said
from jobs.places.groups import Channel
from jobs.records.exchanges import Exchange
from jobs.records.gaps import Gap
from knowledge.tables import Entry

DAY = timedelta(days=1)
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def ask(console: ConsoleTown, kind: str, times: int = 1, *, at=NOON, **rest) -> None:
    with console.database.writing() as session:
        have = len(session.exec(select(Exchange.id)).all())
        for number in range(have, have + times):
            said = {"channel": "web", "conversation": f"web:{number}", "confidence": 0.9}
            said |= {"question": "鱼塘承包到期怎么办"} | rest
            session.add(Exchange(id=f"x{number}", kind=kind, asked_at=at, **said))


def send(console: ConsoleTown, *states: State, at=NOON, category="safety") -> None:
    with console.database.writing() as session:
        notice = mailings.notice(session, category=category)
        run = mailings.run(session, notice, slot=at, category=category)
        for number, state in enumerate(states):
            place = mailings.grid(session, mailings.TOWN, f"{'乙甲丙'[number % 3]}村")
            channel = Channel.WECHAT if state is State.FORWARDED else Channel.TELEGRAM
            group = mailings.group(session, f"群{run}-{number}", place=place, channel=channel)
            mailings.delivery(session, run, group, state, ended_at=at)


def gap(console: ConsoleTown, question: str) -> int:
    with console.database.writing() as session:
        row = Gap(key=question, question=question, first_at=NOON, last_at=NOON)
        session.add(row)
        session.flush()
        return row.id or 0


@pytest.fixture
def busy(console):
    """A town that was asked and that sent, this month and the last."""
    with console.database.reading() as session:
        entry = session.exec(select(Entry.id).where(Entry.kind == "faq")).first()
    ask(console, "answer", 15, entry_id=entry, useful=True)
    ask(console, "answer", 3, at=NOON - 30 * DAY, entry_id=entry)
    ask(console, "unknown", 4, gap_id=gap(console, "鱼塘承包到期怎么办"))
    ask(console, "danger")
    send(console, State.SENT, State.FORWARDED, State.FAILED)
    return console


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_town_without_figures_is_told_how_to_get_some(console):
    page = console.visitor(Role.DRAFTER).get("/figures").text
    assert "这段时间和上期都没有居民提问，也没有发通知" in page
    assert "写一条通知" in page
    assert "figure-part" not in page


def test_the_page_counts_and_compares_in_words(busy):
    said = text_of(busy.visitor(Role.DRAFTER).get("/figures").text)
    assert "2026年11月的数字" in said
    assert "统计 2026年11月1日到11月25日（还没有结束），上期是 2026年10月1日到10月25日" in said
    assert "居民提问 20 次 上期没有" in said
    assert "答上的占 75%" in said
    assert "送到的群 2 群次 没有送到 1 群次" in said
    assert "鱼塘承包到期怎么办 4" in said
    assert "有 1 个问题还没有答案" in said


def test_days_of_ones_own_choice_are_compared_with_as_many_before(busy):
    days = "/figures?unit=days&first=2026-11-01&last=2026-11-30"
    said = text_of(busy.visitor(Role.DRAFTER).get(days).text)
    assert "居民提问 20 次 比上期多 17 次" in said
    assert "答上的占 75% 比上期低 25 个百分点" in said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("unit=days&first=2026-11-30&last=2026-11-01", "请对调一下"),
        ("unit=days&first=2026-11-30", "要写上从哪天到哪天"),
        ("unit=days&first=x&last=y", "不是日期"),
        ("unit=days&first=2001-01-01&last=2026-01-01", "一次最多统计三年"),
        ("unit=century", "请选本周、本月"),
        ("unit=month&on=0001-01-01", "年份应在 2000 到"),
    ],
)
def test_days_that_mean_nothing_are_refused_in_one_sentence(console, asked, said):
    page = console.visitor(Role.DRAFTER).get(f"/figures?{asked}")
    assert page.status_code == 422
    assert said in page.text


def test_villages_stand_in_the_order_of_the_tree_whatever_they_got(console):
    send(console, State.FAILED, State.SENT, State.SENT)
    page = console.visitor(Role.DRAFTER).get("/figures").text
    names = re.findall(r'<th scope="row">(.村)</th>', page)
    assert names == ["乙村", "甲村", "丙村"]
    assert "按网格的次序列出，不排名次。" in page


def test_a_chart_comes_with_the_page_and_needs_no_second_count(busy):
    visitor = busy.visitor(Role.DRAFTER)
    page = visitor.get("/figures").text
    sources = re.findall(r'<img class="chart" src="/console(/figures/chart/[^"]+)"', page)
    assert len(sources) == 6
    for source in sources:
        drawn = visitor.get(source.replace("&amp;", "&"))
        assert drawn.headers["content-type"].startswith("image/svg+xml")
        assert "<script" not in drawn.text
        assert not re.search(r"https?://(?!www\.w3\.org/)", drawn.text)
    assert page.count('alt="') >= 6


def test_a_chart_whose_figures_are_forgotten_is_counted_again(busy):
    visitor = busy.visitor(Role.DRAFTER)
    drawn = visitor.get("/figures/chart/outcomes.svg?unit=month&on=2026-11-01&kept=gone")
    assert ">15<" in drawn.text
    assert visitor.get("/figures/chart/nothing.svg").status_code == 404


def test_a_chart_is_kept_as_a_picture_with_chinese_in_it(busy):
    visitor = busy.visitor(Role.DRAFTER)
    saved = visitor.get("/figures/chart/questions.png?unit=month")
    assert saved.content.startswith(b"\x89PNG")
    assert "filename" in saved.headers["content-disposition"]
    empty = picture(draw(Chart("x", "图", [""], {"次数": [1]})))
    named = picture(draw(Chart("x", "图", ["鱼塘"], {"次数": [1]})))
    assert len(named) > len(empty)


def test_everything_is_in_the_excel_file_under_chinese_names(busy):
    saved = busy.visitor(Role.DRAFTER).get("/figures/excel?unit=month")
    book = CalamineWorkbook.from_filelike(BytesIO(saved.content))
    assert book.sheet_names[:6] == [
        "提问",
        "每天提问",
        "提问主题",
        "问得多的",
        "没答上的",
        "提问渠道",
    ]
    assert "通知按网格" in book.sheet_names
    totals = book.get_sheet_by_name("提问").to_python()
    assert totals[0][0] == "城关镇2026年11月居民提问统计"
    assert totals[2][:3] == ["提问（次）", 20, 0]
    wordings = book.get_sheet_by_name("没答上的").to_python()
    assert wordings[2][:2] == ["鱼塘承包到期怎么办", 4]


def test_what_looks_like_a_formula_or_a_tag_stays_text(console):
    formula = "=HYPERLINK(1)鱼塘怎么办"
    ask(console, "unknown", 3, question=HOSTILE, gap_id=gap(console, HOSTILE))
    ask(console, "unknown", 3, question=formula, gap_id=gap(console, formula))
    visitor = console.visitor(Role.DRAFTER)
    assert HOSTILE not in visitor.get("/figures").text
    saved = visitor.get("/figures/excel?unit=month")
    sheet = CalamineWorkbook.from_filelike(BytesIO(saved.content)).get_sheet_by_name("没答上的")
    assert {row[0] for row in sheet.to_python()[2:4]} == {HOSTILE, formula}


def test_hostile_labels_are_only_words_in_a_drawing():
    drawn = draw(Chart("x", "图", [HOSTILE], {HOSTILE: [3]}))
    assert "<script" not in drawn
    assert "<img" not in drawn


def lightness(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_parts_differ_in_grey_and_by_pattern():
    greys = sorted(map(lightness, COLOURS))
    assert all(lighter - darker > 20 for darker, lighter in pairwise(greys))
    parts = {name: [1, 2] for name in "甲乙丙丁"}
    drawn = draw(Chart("x", "图", ["一", "二"], parts, upright=True))
    fills = re.findall(r'<pattern id="x-\d".*?</pattern>', drawn)
    assert len({re.sub(r'id="[^"]*"|#\w{6}', "", fill) for fill in fills}) == 4


def test_a_chart_of_nothing_is_still_a_drawing():
    for width in (WIDE, NARROW):
        assert draw(Chart("x", "图", [], {"次数": []}), width=width).startswith("<svg")
        assert "</svg>" in draw(Chart("x", "图", ["一"], {"本期": [0], "上期": [0]}), width=width)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (12, 0, "上期没有"),
        (0, 0, "上期也没有"),
        (5, 5, "和上期一样"),
        (17, 5, "比上期多 12 次"),
        (0, 1_500, "比上期少 1,500 次"),
    ],
)
def test_what_moved_is_said_in_words(now, before, said):
    assert compared(now, before, "次") == said


def test_shares_are_compared_only_where_both_are_there():
    assert share_said(0, 0) == "还没有"
    assert share_compared((1, 2), (0, 0)) == ""
    assert share_compared((3, 4), (1, 2)) == "比上期高 25 个百分点"
    assert share_compared((1, 2), (2, 4)) == "和上期一样"


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_drafter_turns_through_the_figures_by_keyboard(busy, console_browser, phone):
    page = console_browser(Role.DRAFTER, phone=phone)
    page.goto("figures")
    check_accessible(page)
    charts = page.locator("img.chart")
    charts.first.scroll_into_view_if_needed()
    for number in range(charts.count()):
        charts.nth(number).scroll_into_view_if_needed()
        until(page, "n => document.querySelectorAll('img.chart')[n].naturalWidth > 0", number)
    page.get_by_role("link", name="今年").press("Enter")
    page.get_by_role("heading", name="2026年的数字").wait_for()
    check_accessible(page)
    page.get_by_text("自选日期").press("Enter")
    page.get_by_label("从", exact=True).fill("2026-11-20")
    page.get_by_label("到", exact=True).fill("2026-11-25")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="2026年11月20日到11月25日的数字").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    assert download.value.suggested_filename.endswith("统计.xlsx")
