"""Lists of questions, guides, articles and passages, with a few filters that people need."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlmodel import col
from starlette.requests import Request
from starlette_admin import BaseField, DateField, DateTimeField, IntegerField, StringField
from starlette_admin.i18n import get_timezone, get_tzinfo

from bot.console.entering.sign_ins import SignIn
from bot.console.entries.rows import STATES, EntryRow, said
from bot.console.frame import day, moment
from bot.console.listing import Listing
from bot.people import Role
from knowledge.drafts import Kind
from knowledge.entry_tables import EntryState
from knowledge.tables import Source

SOON = {"30": "30 天内到期", "90": "90 天内到期", "0": "已经过期"}
MOST_TOPICS = 200
_Row: Any = EntryRow  # columns are mapped from a query, which type checkers cannot see


class EntryListing(Listing):
    """Entries of one kind."""

    least = Role.DRAFTER
    row_page = "/entries/{pk}"
    list_template = "console/entries/list.html"
    kind: ClassVar[Kind]
    topics_called: ClassVar[str] = "主题"
    by_law: ClassVar[bool] = False
    named_day: ClassVar[timedelta] = timedelta(days=1)  # people name the last day that it holds
    nothing: ClassVar[str] = "还没有。点右上角新写一条，或者导入。"
    out: ClassVar[str] = ""  # where all of it is to be had as a file
    actions: Any = ()
    fields: Sequence[Any]
    exclude_fields_from_list: Sequence[Any] = ("id",)
    searchable_fields: Sequence[Any] = ("title",)
    sortable_fields: Sequence[Any] = ("title", "topic", "source", "valid_until", "made_at")
    fields_default_sort: Sequence[Any] = (("id", True),)
    sortable_field_mapping: ClassVar[dict[str, InstrumentedAttribute[Any]]] = {}

    def get_list_query(self, request: Request) -> Select[Any]:
        """Give the rows of the kind that fit what was chosen."""
        return select(EntryRow).where(*self._chosen(request))

    def get_count_query(self, request: Request) -> Select[Any]:
        """Count them."""
        return select(func.count()).select_from(EntryRow).where(*self._chosen(request))

    def get_search_query(self, request: Request, term: str) -> ColumnElement[bool]:  # noqa: ARG002
        """Look for words in questions and texts."""
        return said(term.strip())

    async def serialize_field_value(
        self,
        value: Any,
        field: BaseField,
        request: Request,  # noqa: ARG002
    ) -> Any:
        """Write times and days as people read them."""
        if isinstance(value, datetime):
            return moment(value, ZoneInfo(get_timezone()))
        if isinstance(value, date):
            return day(value - self.named_day if field.name == "valid_until" else value)
        return value if value is not None else ""

    def badge(self, state: str) -> tuple[str, str]:
        """Give a state in words and a colour."""
        return STATES[EntryState(state)]

    def states(self) -> list[tuple[str, str]]:
        """Give the states to choose from."""
        return [("", "全部状态"), *((str(state), words) for state, (words, _) in STATES.items())]

    def soon(self) -> list[tuple[str, str]]:
        """Give what can be asked about days."""
        return [("", "不论到期"), *SOON.items()]

    def topics(self, request: Request) -> list[str]:
        """Give the topics, or the laws and reports, that there are."""
        session = request.state.session
        if self.by_law:
            kind = "law" if self.kind is Kind.ARTICLE else "report"
            found: Select[Any] = (
                select(col(Source.title)).where(col(Source.kind) == kind).distinct()
            )
        else:
            found = select(_Row.topic).where(_Row.kind == self.kind, _Row.topic != "").distinct()
        return sorted(session.scalars(found.limit(MOST_TOPICS * 10)))[: MOST_TOPICS * 5]

    def _chosen(self, request: Request) -> Iterator[ColumnElement[bool]]:
        asked = request.query_params
        yield _Row.kind == self.kind
        if asked.get("state") in set(EntryState):
            yield _Row.state == asked["state"]
        topic = asked.get("topic", "").strip()
        if topic:
            yield (
                (_Row.source.contains(topic, autoescape=True))
                if self.by_law
                else (_Row.topic == topic)
            )
        if asked.get("soon") in SOON:
            yield from _soon(int(asked["soon"]), today=_today(request))


class FaqListing(EntryListing):
    """Questions and answers."""

    key, kind, menu_label, display_name = "faq", Kind.FAQ, "问答", "问答"
    lead = "找到要改的一条点开；居民问得多、还没有的，新写一条。"
    add_page = ("/entries/new?kind=faq", "写一条问答")
    out = "/lists/faq.xlsx"
    fields = (
        StringField("title", label="问题"),
        StringField("topic", label="主题"),
        StringField("state", label="状态"),
        DateField("valid_until", label="回答到"),
        StringField("made_by", label="最后改的人"),
        DateTimeField("made_at", label="改于"),
        IntegerField("id", label="序号"),
    )


class GuideListing(EntryListing):
    """Guides."""

    key, kind, menu_label, display_name = "guides", Kind.GUIDE, "办事指南", "办事指南"
    lead = "点开一条看看地址、电话、材料还对不对；变了就改。"
    add_page = ("/entries/new?kind=guide", "写一条指南")
    fields = FaqListing.fields


class ArticleListing(EntryListing):
    """Articles of laws."""

    key, kind, menu_label, display_name = "articles", Kind.ARTICLE, "法律条文", "法律条文"
    nothing = "还没有法律条文。请从“导入导出”导入法律文本。"
    lead = "条文照原文收录，不能改写；点开能看到哪些问答引用了它。"
    topics_called, by_law, named_day = "法律", True, timedelta(0)
    fields = (
        StringField("title", label="条文"),
        StringField("topic", label="编章"),
        StringField("state", label="状态"),
        DateField("valid_from", label="施行日"),
        DateField("valid_until", label="失效日"),
        IntegerField("id", label="序号"),
    )
    fields_default_sort = (("id", False),)


class PassageListing(EntryListing):
    """Passages of reports."""

    key, kind, menu_label, display_name = "passages", Kind.PASSAGE, "报告", "报告"
    nothing = "还没有报告。请从“导入导出”导入。"
    lead = "报告照原文收录，居民问数字时从这里找；有新报告请导入。"
    topics_called, by_law = "报告", True
    fields = (
        StringField("title", label="段落"),
        StringField("source", label="报告"),
        StringField("state", label="状态"),
        DateTimeField("made_at", label="导入于"),
        IntegerField("id", label="序号"),
    )
    fields_default_sort = (("id", False),)


def listings() -> list[Listing]:
    """Give the four lists."""
    kinds = (FaqListing, GuideListing, ArticleListing, PassageListing)
    return [kind(_Row, icon="fa fa-book") for kind in kinds]


def _soon(days: int, *, today: date) -> Iterator[ColumnElement[bool]]:
    yield _Row.published.is_not(None)
    if days:
        yield _Row.valid_until > today
    yield _Row.valid_until <= today + timedelta(days=days)


def _today(request: Request) -> date:
    """Tell the day by when this person was last seen: that is now, to the minute."""
    seen: datetime = request.state.session.get_one(SignIn, request.state.sign_in).seen_at
    return seen.astimezone(get_tzinfo()).date()
