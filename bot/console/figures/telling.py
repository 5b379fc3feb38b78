"""What the page of figures says: a few numbers first, then a part for each chart."""

from collections.abc import Sequence
from dataclasses import dataclass

from jobs.figures.charts import Chart
from jobs.figures.comparisons import compared, share, share_compared, share_said
from jobs.figures.overview import Overview
from jobs.figures.overview_charts import bars_of, overview_charts
from jobs.figures.question_sheets import MASKED, OUTCOMES
from jobs.figures.report_sheets import APART, TALLY_HEADS, tally_row
from jobs.figures.workbook import Cell

BESIDE = 6  # columns


@dataclass(frozen=True, slots=True)
class Card:
    """One number that stands at the top, and what moved."""

    name: str
    value: str
    moved: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its heads, its rows and a remark; `empty` stands where there is no row."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    remark: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A chart in words for those who do not see it, and the tables under it."""

    name: str
    title: str
    chart: Chart | None
    words: str
    tables: Sequence[Table]

    @property
    def beside(self) -> bool:
        """Whether its tables are narrow enough to stand beside the chart."""
        return all(len(table.heads) <= BESIDE for table in self.tables)


def cards(found: Overview) -> list[Card]:
    """Give the numbers for the top of the page."""
    here, there = found.questions.total, found.asked_before
    sent, before = found.notices, found.notices_before
    reached = sent.tally.delivered + sent.tally.forwarded
    return [
        Card("居民提问", f"{here.questions:,} 次", compared(here.questions, there.questions, "次")),
        Card(
            "答上的占",
            share_said(here.answered, here.questions),
            share_compared((here.answered, here.questions), (there.answered, there.questions)),
        ),
        Card(
            "说有用的占",
            share_said(here.useful, here.judged),
            f"{here.judged:,} 人次说过有没有用",
        ),
        Card(
            "补上答案",
            f"{found.questions.gaps.answered:,} 个",
            f"还有 {found.questions.gaps.waiting:,} 个等着补",
        ),
        Card("发出通知", f"{sent.sendings:,} 次", compared(sent.sendings, before.sendings, "次")),
        Card(
            "送到的群",
            f"{reached:,} 群次",
            f"没有送到 {sent.tally.missed:,} 群次",
        ),
    ]


def parts(found: Overview) -> list[Part]:
    """Give the parts of the page in order, each with its chart and its tables."""
    charts = overview_charts(found)
    return [
        _part(charts["questions"], _by_day(found)),
        _part(charts["outcomes"], _compared(charts["outcomes"], "次"), _channels(found)),
        _part(charts["topics"], _topics(found)),
        Part("asked", "居民问了什么", None, "", (_questions(found), _unanswered(found))),
        _part(charts["categories"], _categories(found)),
        _part(charts["deliveries"], _compared(charts["deliveries"], "群次", remark=APART)),
        _part(charts["villages"], _villages(found)),
    ]


def _part(chart: Chart, *tables: Table) -> Part:
    shown = chart if chart.worth_showing else None
    words = f"{chart.title}的图，数字在下面的表里。"
    return Part(chart.name, chart.title, shown, words, tables)


def _by_day(found: Overview) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (label, asked.questions, *(getattr(asked, key) for _name, key in OUTCOMES))
        for label, asked in bars_of(found.questions.by_day)
    ]
    heads = ("日期", "提问", *(name for name, _key in OUTCOMES))
    return Table("提问次数", heads, rows)


def _compared(chart: Chart, unit: str, *, remark: str = "") -> Table:
    here, there = chart.parts.values()
    rows = [
        (label, now, before, compared(now, before, unit))
        for label, now, before in zip(chart.labels, here, there, strict=True)
    ]
    return Table(chart.title, ("项目", "本期", "上期", "比较"), rows, remark)


def _channels(found: Overview) -> Table:
    whole = found.questions.total.questions
    rows = [
        (line.name, line.times, f"{share(line.times, whole) or 0}%")
        for line in found.questions.by_channel
    ]
    return Table("从哪里问来", ("渠道", "次数", "占"), rows, empty="还没有人提问。")


def _topics(found: Overview) -> Table:
    rows = [(line.name, line.times) for line in found.questions.topics]
    return Table("主题", ("主题", "次数"), rows, empty="还没有答上的问题，所以没有主题。")


def _questions(found: Overview) -> Table:
    rows = [(line.name, line.times) for line in found.questions.questions]
    return Table("问得多的问题", ("问题", "次数"), rows, empty="没有问过三次以上的问题。")


def _unanswered(found: Overview) -> Table:
    rows = [(line.name, line.times) for line in found.questions.unanswered]
    return Table(
        "没答上、问得多的", ("问法", "次数"), rows, MASKED, "没有三个人以上问过而没答上的问题。"
    )


def _categories(found: Overview) -> Table:
    chart = overview_charts(found)["categories"]
    here, there = chart.parts.values()
    rows = [
        (label, line.notices, now, before, compared(now, before, "次"))
        for label, line, now, before in zip(
            chart.labels, found.notices.by_category, here, there, strict=True
        )
    ]
    return Table("各类通知", ("类别", "通知（条）", "发出（次）", "上期（次）", "比较"), rows)


def _villages(found: Overview) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (line.name, *tally_row(line.tally)) for line in found.notices.by_grid
    ]
    remark = "按网格的次序列出，不排名次。"
    empty = "还没有通知发到群里。"
    return Table("各村（社区）", ("村（社区）", *TALLY_HEADS), rows, remark, empty)
