"""What whoever drafts a notice decides about it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from jobs.writing.notices import Notice
from knowledge.errors import BadInput
from knowledge.starter_notices import Category

LONGEST_TITLE = 60
LONGEST_TEXT = 20_000
LONGEST_WAIT = 366 * 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A notice without its review: each field means what it means in `Notice`."""

    title: str
    text: str
    category: Category
    short: str = ""
    link: str = ""
    picture_id: int | None = None
    mention_all: bool = False
    audience: Mapping[str, Any] = field(default_factory=dict)
    timing: Mapping[str, Any] = field(default_factory=lambda: {"when": "now"})
    pool: str = ""
    once: bool = False
    expires_minutes: int | None = None
    grace_minutes: int = 120


def facts_of(notice: Notice) -> NoticeFacts:
    """Give what was decided about a notice in its newest version."""
    names = NoticeFacts.__dataclass_fields__
    values = {name: getattr(notice, name) for name in names}
    return NoticeFacts(**(values | {"category": Category(notice.category)}))


def check_facts(facts: NoticeFacts) -> dict[str, Any]:
    """Give the values to keep, or raise `BadInput` for what no notice may be."""
    values = {name: _trimmed(value) for name, value in asdict(facts).items()}
    title, text = values["title"], values["text"]
    if not title or not text:
        raise BadInput("通知要有标题和正文。")
    if "\n" in title or len(title) > LONGEST_TITLE:
        raise BadInput(f"标题要写在一行里，最多 {LONGEST_TITLE} 个字。")
    if max(len(text), len(values["short"])) > LONGEST_TEXT:
        raise BadInput(f"正文最多 {LONGEST_TEXT} 个字。")
    for minutes in (facts.expires_minutes, facts.grace_minutes):
        if minutes is not None and not 0 <= minutes <= LONGEST_WAIT:
            raise BadInput("时限要在 0 分钟到 366 天之间。")
    return values


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) and not isinstance(value, Category) else value
