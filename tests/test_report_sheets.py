"""Reports and figures as Excel: what is written is what is read back, and it prints well."""

import re
import zipfile
from datetime import date, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import mailings
import pytest
from builders import NOW
from python_calamine import CalamineWorkbook

from jobs.delivery.deliveries import State
from jobs.figures.delivery_report import report
from jobs.figures.figure_values import CategoryLine, Figures, Occasion, Tally, TallyLine
from jobs.figures.report_sheets import figure_sheets, report_sheets
from jobs.figures.workbook import Sheet, workbook
from jobs.places.groups import Channel
from jobs.schedule.runs import RunState
from knowledge.starter_notices import Category

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session


def read(book: bytes) -> dict[str, list[list[object]]]:
    """The cells of each sheet, as a spreadsheet shows them."""
    found = CalamineWorkbook.from_filelike(BytesIO(book))
    return {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}


def part(book: bytes, name: str) -> str:
    """One of the files inside a workbook."""
    with zipfile.ZipFile(BytesIO(book)) as archive:
        return archive.read(name).decode()


def told(session, **changed) -> dict[str, list[list[object]]]:
    """The report on a notice that reached one of three groups, read back from Excel."""
    place = mailings.grid(session, mailings.TOWN, "东关村", "第一网格")
    notice = mailings.notice(session, **changed)
    run = mailings.run(session, notice)
    slot = NOW - timedelta(days=1)
    mailings.run(session, notice, slot=slot, state=RunState.MISSED, reason="服务停机，错过了。")
    sent = mailings.group(session, "东关村一号群", place=place)
    kicked = mailings.group(session, "=1+1", place=place)
    plain = mailings.group(session, "微信群", channel=Channel.WECHAT)
    mailings.delivery(session, run, sent, State.SENT, repeated=True)
    mailings.delivery(session, run, kicked, State.FAILED, error="机器人被移出了群")
    mailings.delivery(session, run, plain, State.AWAITING)
    return read(workbook(report_sheets(report(session, notice), zone=SHANGHAI, now=NOW)))


def figures(month: int | None = 12, months: tuple[Figures, ...] = ()) -> Figures:
    tally = Tally(delivered=1200, forwarded=30, unknown=1, failed=2, skipped=3, waiting=4)
    season = (date(2026, 1, 1), date(2026, 2, 16))
    day = (date(2026, 12, 4), date(2026, 12, 4))
    return Figures(
        year=2026,
        month=month,
        notices=12,
        sendings=40,
        emergencies=1,
        slots_missed=2,
        tally=tally,
        by_category=(CategoryLine(Category.FRAUD, 5, 9),),
        by_channel=(TallyLine("wechat", "微信群（转发）", tally),),
        by_grid=(TallyLine("7", "东关村", tally),),
        occasions=(Occasion("国家宪法日", (season, day), 1, 2),),
        months=months,
    )


def laid_out(found: Figures) -> dict[str, list[list[object]]]:
    return read(workbook(figure_sheets(found, town="城关镇", zone=SHANGHAI, now=NOW)))


def test_a_notices_report_is_read_back_as_it_was_written(session):
    book = told(session)
    assert list(book) == ["总体", "各次发送", "按网格", "按渠道", "没有送到的群"]
    whole = dict(row[:2] for row in book["总体"])
    assert whole["标题"] == "冬季用火安全提示"
    assert (whole["应发"], whole["已送达"], whole["等待转发"]) == (3, 1, 1)
    assert (whole["发送失败"], whole["可能收到两次"]) == (1, 1)
    assert book["总体"][0][0] == "“冬季用火安全提示”发送情况"
    assert book["按网格"][2][:3] == ["东关村", 2, 1]
    assert [row[0] for row in book["按渠道"][2:4]] == ["Telegram 群", "微信群（转发）"]


def test_whoever_missed_it_stands_on_a_sheet_of_their_own_with_the_reason(session):
    rows = told(session)["没有送到的群"]
    assert rows[1] == ["群", "网格", "渠道", "情况", "原因", "哪一次"]
    found = {row[0]: row[1:] for row in rows[2:]}
    when, place = "2026年11月23日 16:00", "城关镇/东关村/第一网格"
    kicked = [place, "Telegram 群", "发送失败", "机器人被移出了群", when]
    waits = ["未划分网格", "微信群（转发）", "等待转发", "还没有人确认转发", when]
    assert found == {"=1+1": kicked, "微信群": waits}


def test_times_at_which_nothing_went_out_are_listed_with_why(session):
    assert told(session)["各次发送"][2:4] == [
        ["2026年11月22日 16:00", "错过了", 0, "服务停机，错过了。"],
        ["2026年11月23日 16:00", "已发出", 3, ""],
    ]


def test_an_emergency_says_so_and_why(session):
    whole = dict(row[:2] for row in told(session, emergency_reason="山洪预警")["总体"])
    assert whole["紧急发布"] == "山洪预警"


def test_a_months_figures_are_read_back_as_they_were_counted():
    book = laid_out(figures())
    assert list(book) == ["总体", "按类别", "按渠道", "按网格", "宣传日历"]
    whole = dict(row[:2] for row in book["总体"])
    assert book["总体"][0][0] == "城关镇2026年12月通知发送统计"
    assert (whole["发出的通知（条）"], whole["发出（次）"], whole["错过没有发的（次）"]) == (
        12,
        40,
        2,
    )
    numbers = [1240, 1200, 30, 2, 1, 3, 4]
    assert book["按网格"][2] == ["东关村", *numbers]
    assert book["按渠道"][2] == ["微信群（转发）", *numbers]
    assert book["按类别"][2] == ["反诈", 5, 9]
    assert book["宣传日历"][2] == ["国家宪法日", "1月1日到2月16日、12月4日", 1, 2]


def test_a_year_has_its_months_beside_the_rest():
    book = laid_out(figures(None, months=tuple(map(figures, range(1, 13)))))
    assert list(book)[:2] == ["总体", "按月"]
    assert [row[0] for row in book["按月"][2:]] == [f"{month}月" for month in range(1, 13)]
    assert book["总体"][0][0] == "城关镇2026年通知发送统计"


def test_the_day_of_counting_and_what_is_not_added_up_stand_below():
    below = [str(row[0]) for row in laid_out(figures())["总体"][-2:]]
    assert "两个数不相加" in below[0]
    assert below[1] == "统计到2026年11月23日 16:00。"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "http://x.cn", "00123", "=cmd|' /C calc'!A0"]
)
def test_whatever_looks_like_a_formula_stays_text(text):
    book = workbook([Sheet("表", "题", ("列",), [(text,)])])
    assert read(book)["表"][2] == [text]
    assert not re.search("<f>|<hyperlink", part(book, "xl/worksheets/sheet1.xml"))


def test_headings_stay_in_sight_columns_fit_and_it_prints_on_a4():
    rows = [("一个名字很长很长的网格群", 3), ("短", 12)]
    page = part(workbook([Sheet("表", "题", ("群", "人数"), rows)]), "xl/worksheets/sheet1.xml")
    assert 'topLeftCell="B3"' in page
    assert 'state="frozen"' in page
    assert re.search(r'paperSize="9"[^>]*orientation="landscape"', page)
    assert re.search(r'<pageSetUpPr fitToPage="1"', page)
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', page)]
    assert widths[0] > 24 > widths[1] >= 10
