"""Figures of questions, and of a stretch of days as a whole, as tables."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from jobs.figures.comparisons import compared, share_said
from jobs.figures.overview import Overview
from jobs.figures.question_figures import FEW
from jobs.figures.question_values import Asked, QuestionFigures, Times
from jobs.figures.report_sheets import figure_sheets, moment_said
from jobs.figures.stretches import Compared, Stretch, Unit
from jobs.figures.workbook import Cell, Sheet

OUTCOMES = (
    ("答上了", "answered"),
    ("请居民选", "choices"),
    ("没答上", "unknown"),
    ("提到危险", "danger"),
)
EACH_DAY = "每天提问"
MASKED = f"问法里的个人信息已经遮住；问过的人不到 {FEW} 个的不列出，以免认出是谁。"
KEPT = "问答的原话过了保留天数就清除，清除以后只留下每天每个主题的次数。"


def overview_sheets(found: Overview, *, town: str, keep_days: int, zone: ZoneInfo) -> list[Sheet]:
    """Lay out everything: what was asked first, then what was sent."""
    name = f"{town}{stretch_name(found.compared)}"
    asked = question_sheets(
        found.questions, found.asked_before, title=f"{name}居民提问统计", keep_days=keep_days
    )
    remark = (
        f"统计到{moment_said(found.counted_at, zone)}，上期是{days_said(found.compared.before)}。"
    )
    asked[0] = Sheet(
        asked[0].name, asked[0].title, asked[0].heads, asked[0].rows, (*asked[0].remarks, remark)
    )
    sent = figure_sheets(
        found.notices, town=town, zone=zone, now=found.counted_at, title=f"{name}通知发送统计"
    )
    return [*asked, *(_renamed(sheet) for sheet in sent)]


def question_sheets(
    found: QuestionFigures, before: Asked, *, title: str, keep_days: int
) -> list[Sheet]:
    """Lay out what was asked."""
    kept = f"{KEPT}现在保留 {keep_days} 天。"
    return [
        Sheet("提问", title, ("项目", "本期", "上期", "比较"), _totals(found, before), (kept,)),
        Sheet(EACH_DAY, title, ("日期", "提问（次）", *_heads()), _days(found.by_day)),
        Sheet("提问主题", title, ("主题", "次数"), _times(found.topics)),
        Sheet("问得多的", title, ("问题", "次数"), _times(found.questions), (MASKED,)),
        Sheet("没答上的", title, ("问法", "次数"), _times(found.unanswered), (MASKED,)),
        Sheet("提问渠道", title, ("从哪里来", "次数"), _times(found.by_channel)),
    ]


def stretch_name(found: Compared) -> str:
    """Name a stretch as people call it: 2026年第四季度, 2026年11月1日到11月20日."""
    first = found.begun
    match found.unit:
        case Unit.YEAR:
            return f"{first.year}年"
        case Unit.QUARTER:
            return f"{first.year}年第{'一二三四'[(first.month - 1) // 3]}季度"
        case Unit.MONTH:
            return f"{first.year}年{first.month}月"
        case _:
            return days_said(Stretch(found.begun, found.ends, found.now.zone))


def days_said(stretch: Stretch) -> str:
    """Say from which day to which."""
    first, last = stretch.first, stretch.last
    if first == last:
        return _day(first)
    end = f"{last.month}月{last.day}日" if last.year == first.year else _day(last)
    return f"{_day(first)}到{end}"


def _totals(found: QuestionFigures, before: Asked) -> list[tuple[Cell, ...]]:
    total, gaps = found.total, found.gaps
    counts = [("提问（次）", total.questions, before.questions)]
    counts += [
        (f"{name}（次）", getattr(total, key), getattr(before, key)) for name, key in OUTCOMES
    ]
    counts += [
        ("说有用（次）", total.useful, before.useful),
        ("说没用（次）", total.useless, before.useless),
        ("寒暄和其他（次）", total.talk, before.talk),
    ]
    rows: list[tuple[Cell, ...]] = [
        (name, here, there, compared(here, there, "次")) for name, here, there in counts
    ]
    rows.append(
        (
            "答上的占",
            share_said(total.answered, total.questions),
            share_said(before.answered, before.questions),
            "",
        )
    )
    rows += [
        ("补上答案的问题（个）", gaps.answered, "", ""),
        ("略过的问题（个）", gaps.dismissed, "", ""),
        ("现在还等着补答案的问题（个）", gaps.waiting, "", ""),
    ]
    return rows


def _heads() -> tuple[str, ...]:
    return (*(name for name, _key in OUTCOMES), "说有用", "说没用")


def _days(by_day: Sequence[tuple[date, Asked]]) -> list[tuple[Cell, ...]]:
    keys = [*(key for _name, key in OUTCOMES), "useful", "useless"]
    return [
        (_day(day), asked.questions, *(getattr(asked, key) for key in keys))
        for day, asked in by_day
    ]


def _times(lines: Sequence[Times]) -> list[tuple[Cell, ...]]:
    return [(line.name, line.times) for line in lines]


def _renamed(sheet: Sheet) -> Sheet:
    return Sheet(f"通知{sheet.name}", sheet.title, sheet.heads, sheet.rows, sheet.remarks)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
