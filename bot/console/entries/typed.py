"""What was typed into the editor, as a wording; and a wording, as the editor shows it."""

from collections.abc import Mapping
from datetime import timedelta

from bot.console.visit import Visit
from knowledge.difference import topic_of
from knowledge.drafts import Citation, Draft, Kind
from knowledge.errors import BadInput
from knowledge.importing.citations import parse_citations

FIELDS = ("topic", "hotline", "checked_on", "note")
NAMES = ("title", "text", "phrases", "negatives", "citations", "valid_from", "last_day", *FIELDS)


def typed_draft(visit: Visit, kind: Kind) -> Draft:
    """Read the editor's form; raises `BadInput` for dates and citations that nobody can read."""
    last = visit.day("last_day")
    topic = visit.word("topic")
    return Draft(
        kind,
        "",
        visit.word("title"),
        visit.word("text"),
        section=topic,
        phrases=_lines(visit.word("phrases")),
        negatives=_lines(visit.word("negatives")),
        citations=_citations(visit.word("citations")),
        fields={name: visit.word(name) for name in FIELDS if visit.word(name)},
        valid_from=visit.day("valid_from"),
        valid_until=last + timedelta(days=1) if last else None,
    )


def shown_draft(draft: Draft) -> Mapping[str, str]:
    """Write a wording the way the editor's fields have it."""
    last = draft.valid_until - timedelta(days=1) if draft.valid_until else None
    return {
        "title": draft.title,
        "text": draft.text,
        "phrases": "\n".join(draft.phrases),
        "negatives": "\n".join(draft.negatives),
        "citations": "\n".join(_cited(one) for one in draft.citations),
        "valid_from": draft.valid_from.isoformat() if draft.valid_from else "",
        "last_day": last.isoformat() if last else "",
        "topic": topic_of(draft),
        "hotline": draft.fields.get("hotline", ""),
        "checked_on": draft.fields.get("checked_on", ""),
        "note": draft.fields.get("note", ""),
    }


def _cited(one: Citation) -> str:
    return f"《{one.law}》{one.article}"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.splitlines())))


def _citations(text: str) -> tuple[Citation, ...]:
    try:
        return parse_citations(text)
    except ValueError as error:
        raise BadInput(f"{error}。请写成《法律名》第几条，一行一条。") from error
