"""Citations as a reader sees them: what an article says, and whether it holds today."""

from datetime import date

from bot import texts
from bot.messages import Cited
from knowledge.catalogue import Document
from knowledge.drafts import Citation, Kind
from knowledge.index import Index
from knowledge.law_names import titled
from knowledge.validity import Standing, Validity, checked_on, validity


def citations(document: Document, point: str, index: Index, *, on: date) -> tuple[Cited, ...]:
    """Name everything that an answer rests on."""
    if document.kind is Kind.ARTICLE:
        return (cited_article(document, index, on=on),)
    checked = checked_on(document)
    laws = tuple(cited(one, index, on=on, checked=checked) for one in document.citations)
    if document.kind in (Kind.PASSAGE, Kind.GUIDE):
        return (_cited_passage(document, point), *laws)
    return laws


def cited(citation: Citation, index: Index, *, on: date, checked: date | None = None) -> Cited:
    """Show what stands behind a citation, marked with how it stands on a day."""
    found = validity(citation, index, on=on, checked_on=checked)
    text = found.article if citation.article else None
    return Cited(
        titled(found.law),
        citation.article,
        text.text if text else "",
        _place(text) if text else titled(citation.law),
        None if found.gone else found.since,
        state(found),
        warning=found.standing not in (Standing.IN_FORCE, Standing.NOT_LOADED),
    )


def cited_article(document: Document, index: Index, *, on: date) -> Cited:
    """Show an article that was found by itself."""
    if document.fields and "number" in document.fields:
        one = cited(Citation(document.origin.title, document.key), index, on=on)
        if one.excerpt == document.text:
            return one
    found = Validity("", Standing.IN_FORCE, document.valid_from, document.valid_until)
    law = titled(document.origin.title)
    place, since = _place(document), document.valid_from
    return Cited(law, document.key, document.text, place, since, state(found))


def state(found: Validity) -> str:
    """Say in a few words whether an article holds."""
    day = chinese_day(found.since) if found.since else ""
    if found.standing is Standing.IN_FORCE:
        return _in_force(found, day)
    if found.standing is Standing.REPLACED:
        said = texts.REPLACED_BY.format(new=_listed(found.replaced_by), day=day)
        return said + (texts.READ_NOW.format(new=_listed(found.read_now)) if found.read_now else "")
    if not day and found.gone:
        return texts.REPEALED_UNDATED
    return _STATES[found.standing].format(day=day)


def chinese_day(day: date) -> str:
    """Write a day the way people read it."""
    return f"{day.year}年{day.month}月{day.day}日"


_STATES = {
    Standing.COMING: texts.COMING,
    Standing.REPEALED: texts.REPEALED,
    Standing.REVISED: texts.REVISED,
    Standing.DROPPED: texts.DROPPED,
    Standing.MISSING: texts.NO_ARTICLE,
    Standing.NOT_LOADED: texts.NOT_HERE,
}


def _in_force(found: Validity, day: str) -> str:
    said = texts.IN_FORCE.format(day=day) if day else texts.IN_FORCE_UNDATED
    if found.changed:
        return said + texts.TEXT_CHANGED
    if found.until:
        return said + texts.IN_FORCE_UNTIL.format(day=chinese_day(found.until))
    return said


def _listed(laws: tuple[str, ...]) -> str:
    return "、".join(map(titled, laws))


def _place(document: Document) -> str:
    return " ".join(part for part in (f"《{document.origin.title}》", document.section) if part)


def _cited_passage(document: Document, point: str) -> Cited:
    origin = document.origin
    day = chinese_day(origin.issued_on) if origin.issued_on else ""
    source = " ".join(part for part in (origin.issuer, origin.number, day) if part)
    return Cited(f"《{origin.title}》", document.section, point or document.text, source, None)
