"""Which charts show the figures of a stretch of days."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from jobs.figures.charts import Chart
from jobs.figures.figure_names import CATEGORIES
from jobs.figures.figure_values import Tally
from jobs.figures.overview import Overview
from jobs.figures.question_sheets import OUTCOMES
from jobs.figures.question_values import Asked, Times

BY_DAY, BY_WEEK = 45, 190  # days at most that have a bar each, or one for each week
TOPICS, VILLAGES = 10, 30
DELIVERED = (
    ("已送达", "delivered"),
    ("已确认转发", "forwarded"),
    ("发送失败", "failed"),
    ("不知是否收到", "unknown"),
    ("未发送", "skipped"),
    ("还没发完", "waiting"),
)


def overview_charts(found: Overview) -> Mapping[str, Chart]:
    """Give every chart by its name."""
    charts = (
        _questions(found),
        _outcomes(found),
        _topics(found.questions.topics),
        _categories(found),
        _deliveries(found),
        _villages(found),
    )
    return {chart.name: chart for chart in charts}


def _questions(found: Overview) -> Chart:
    bars = bars_of(found.questions.by_day)
    parts = {name: [getattr(asked, key) for _label, asked in bars] for name, key in OUTCOMES}
    return Chart("questions", "居民提问", [label for label, _ in bars], parts, upright=True)


def bars_of(by_day: Sequence[tuple[date, Asked]]) -> list[tuple[str, Asked]]:
    """Put days together so that a year is still readable: by week, or by month."""
    if len(by_day) <= BY_DAY:
        return [(f"{day.month}月{day.day}日", asked) for day, asked in by_day]
    if len(by_day) <= BY_WEEK:
        weeks = [
            list(days) for _, days in groupby(by_day, key=lambda one: one[0].isocalendar()[:2])
        ]
        return [(f"{days[0][0].month}月{days[0][0].day}日起", _sum(days)) for days in weeks]
    months = [list(days) for _, days in groupby(by_day, key=lambda one: one[0].replace(day=1))]
    several = by_day[0][0].year != by_day[-1][0].year
    return [
        (f"{days[0][0].year}年" * several + f"{days[0][0].month}月", _sum(days)) for days in months
    ]


def _sum(days: Sequence[tuple[date, Asked]]) -> Asked:
    return sum((asked for _, asked in days), Asked())


def _outcomes(found: Overview) -> Chart:
    names = (*OUTCOMES, ("说有用", "useful"), ("说没用", "useless"))
    here = [getattr(found.questions.total, key) for _name, key in names]
    there = [getattr(found.asked_before, key) for _name, key in names]
    labels = [name for name, _key in names]
    return Chart("outcomes", "回答得怎样", labels, {"本期": here, "上期": there})


def _topics(topics: Sequence[Times]) -> Chart:
    shown = topics[:TOPICS]
    times = {"次数": [line.times for line in shown]}
    return Chart("topics", "问得多的主题", [line.name for line in shown], times)


def _categories(found: Overview) -> Chart:
    here, there = found.notices.by_category, found.notices_before.by_category
    labels = [CATEGORIES[line.category] for line in here]
    parts = {"本期": [line.sendings for line in here], "上期": [line.sendings for line in there]}
    return Chart("categories", "各类通知发出的次数", labels, parts)


def _deliveries(found: Overview) -> Chart:
    parts = {
        "本期": _counts(found.notices.tally),
        "上期": _counts(found.notices_before.tally),
    }
    return Chart("deliveries", "通知送到没有", [name for name, _ in DELIVERED], parts)


def _counts(tally: Tally) -> list[int]:
    return [getattr(tally, key) for _name, key in DELIVERED]


def _villages(found: Overview) -> Chart:
    """Show villages in the order of the tree: nobody is ranked."""
    lines = found.notices.by_grid[:VILLAGES]
    parts = {
        "已送达": [line.tally.delivered for line in lines],
        "已确认转发": [line.tally.forwarded for line in lines],
        "没有送到": [line.tally.missed for line in lines],
    }
    return Chart("villages", "各村（社区）的群", [line.name for line in lines], parts, stacked=True)
