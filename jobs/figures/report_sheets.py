"""A notice's report and a period's figures as tables, for Excel, for the screen and for print."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from jobs.delivery.deliveries import State
from jobs.figures.figure_names import CATEGORIES, CHANNELS, RUN_STATES, STATES
from jobs.figures.figure_values import Figures, Occasion, Tally, TallyLine
from jobs.figures.report_values import Line, NoticeReport
from jobs.figures.workbook import Cell, Sheet

SHOWN = (
    State.SENT,
    State.FORWARDED,
    State.AWAITING,
    State.PENDING,
    State.SENDING,
    State.FAILED,
    State.UNKNOWN,
    State.SKIPPED,
)
APART = "发送以群次计。“已送达”是平台已收下的，“已确认转发”是网格员确认转到微信群的，两个数不相加。"
TALLY_HEADS = (
    "应发",
    "已送达",
    "已确认转发",
    "发送失败",
    "不知是否收到",
    "未发送",
    "还没发完",
)


def report_sheets(report: NoticeReport, *, zone: ZoneInfo, now: datetime) -> list[Sheet]:
    """Lay out one notice's report: as a whole, by village, by channel, and who missed it."""
    title = f"“{report.title}”发送情况"
    remarks = (APART, f"统计到{moment_said(now, zone)}。")
    heads = ("应发", *(STATES[state] for state in SHOWN))
    times = [
        (moment_said(one.slot, zone), RUN_STATES[one.state], one.targets, one.reason)
        for one in report.occurrences
    ]
    missed = [
        (
            one.group,
            one.grid,
            CHANNELS[one.channel],
            STATES[one.state],
            one.reason,
            moment_said(one.slot, zone),
        )
        for one in report.missed
    ]
    return [
        Sheet("总体", title, ("项目", "情况"), _whole(report), remarks),
        Sheet("各次发送", title, ("时间", "情况", "群数", "说明"), times),
        Sheet("按网格", title, ("村（社区）", *heads), _lines(report.by_grid)),
        Sheet("按渠道", title, ("渠道", *heads), _lines(report.by_channel), (APART,)),
        Sheet("没有送到的群", title, ("群", "网格", "渠道", "情况", "原因", "哪一次"), missed),
    ]


def figure_sheets(
    figures: Figures, *, town: str, zone: ZoneInfo, now: datetime, title: str = ""
) -> list[Sheet]:
    """Lay out a month's or a year's figures, or those of a stretch with a title of its own."""
    title = title or f"{town}{period_name(figures)}通知发送统计"
    remarks = (APART, f"统计到{moment_said(now, zone)}。")
    categories = [
        (CATEGORIES[line.category], line.notices, line.sendings) for line in figures.by_category
    ]
    occasions = [(one.name, _spans(one), one.notices, one.sendings) for one in figures.occasions]
    sheets = [
        Sheet("总体", title, ("项目", "数量"), _totals(figures), remarks),
        Sheet("按类别", title, ("类别", "通知（条）", "发出（次）"), categories),
        Sheet("按渠道", title, ("渠道", *TALLY_HEADS), _tallies(figures.by_channel), (APART,)),
        Sheet("按网格", title, ("村（社区）", *TALLY_HEADS), _tallies(figures.by_grid)),
        Sheet("宣传日历", title, ("名称", "日期", "通知（条）", "发出（次）"), occasions),
    ]
    if figures.months:
        heads = ("月份", "通知（条）", "发出（次）", *TALLY_HEADS)
        sheets.insert(1, Sheet("按月", title, heads, _months(figures.months)))
    return sheets


def period_name(figures: Figures) -> str:
    """Name the period: 2026年 or 2026年12月."""
    return f"{figures.year}年" + (f"{figures.month}月" if figures.month else "")


def _whole(report: NoticeReport) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = [
        ("编号", str(report.notice)),
        ("标题", report.title),
        ("类别", CATEGORIES[report.category]),
    ]
    if report.emergency_reason:
        rows.append(("紧急发布", report.emergency_reason))
    rows.append(("应发", report.targets))
    rows += [(STATES[state], report.counts[state]) for state in SHOWN]
    return [*rows, ("可能收到两次", report.repeated), ("已撤回", report.recalled)]


def _lines(lines: Iterable[Line]) -> list[tuple[Cell, ...]]:
    return [(line.name, line.targets, *(line.counts[state] for state in SHOWN)) for line in lines]


def _totals(figures: Figures) -> list[tuple[Cell, ...]]:
    return [
        ("发出的通知（条）", figures.notices),
        ("发出（次）", figures.sendings),
        ("其中紧急通知（次）", figures.emergencies),
        ("错过没有发的（次）", figures.slots_missed),
        *zip(TALLY_HEADS, tally_row(figures.tally), strict=True),
    ]


def _months(months: Iterable[Figures]) -> list[tuple[Cell, ...]]:
    return [(f"{one.month}月", one.notices, one.sendings, *tally_row(one.tally)) for one in months]


def _tallies(lines: Iterable[TallyLine]) -> list[tuple[Cell, ...]]:
    return [(line.name, *tally_row(line.tally)) for line in lines]


def tally_row(tally: Tally) -> tuple[int, ...]:
    """Give a tally in the order of `TALLY_HEADS`."""
    return (
        tally.targets,
        tally.delivered,
        tally.forwarded,
        tally.failed,
        tally.unknown,
        tally.skipped,
        tally.waiting,
    )


def _spans(occasion: Occasion) -> str:
    return "、".join(
        _day(first) if first == last else f"{_day(first)}到{_day(last)}"
        for first, last in occasion.spans
    )


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def moment_said(at: datetime, zone: ZoneInfo) -> str:
    """Write a moment as people read it where the township is."""
    local = at.astimezone(zone)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
