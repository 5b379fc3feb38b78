"""Replies made of what was found: the point first, then where it is written."""

from datetime import date

from bot import texts
from bot.messages import Choice, Cited, Hotline, Reply, ReplyKind
from knowledge.catalogue import Document
from knowledge.decision import Decision, Verdict
from knowledge.drafts import Citation, Kind
from knowledge.index import Index
from knowledge.law_names import Reference, Replaced, short_name
from knowledge.numerals import article_name, parse_article

LEGAL_AID = Hotline("12348", "免费法律咨询")
TOWN_LINE = Hotline("12345", "政务服务")
MAX_SHOWN = 320
MAX_LABEL = 22
MAX_RELATED = 3


def from_decision(decision: Decision, index: Index, *, on: date) -> Reply:
    """Say what was decided, in words a resident understands."""
    if decision.verdict is Verdict.UNKNOWN:
        return Reply(
            ReplyKind.UNKNOWN, texts.UNKNOWN, decision.confidence, hotlines=(LEGAL_AID, TOWN_LINE)
        )
    if decision.verdict is Verdict.CHOICES:
        choices = [_choice(match.document) for match in decision.matches]
        none = Choice(texts.NONE_OF_THESE, texts.NONE_OF_THESE)
        offered = (*dict.fromkeys(choices), none)
        return Reply(ReplyKind.CHOICES, texts.CHOICES, decision.confidence, choices=offered)
    best = decision.matches[0].document
    related = [match.document for match in decision.matches[1:] if match.document.kind is Kind.FAQ]
    near = [document for document in related if document.section == best.section]
    return Reply(
        ReplyKind.ANSWER,
        _text(best, decision.point),
        decision.confidence,
        citations=_citations(best, decision.point, index, on=on),
        choices=tuple(_choice(document) for document in near[:MAX_RELATED]),
        hotlines=_hotlines(best),
        note=texts.STANDING,
    )


def from_reference(reference: Reference, index: Index, *, on: date) -> Reply:
    """Show the article that was asked for, or say plainly that it is not there."""
    law, count = f"《{reference.law}》", index.last_article(reference.law, on=on)
    if not reference.number:
        example = article_name(1)[1:-1]
        said = texts.LAW_OVERVIEW.format(law=law, count=count, short=reference.law, example=example)
        return Reply(ReplyKind.ANSWER, said, note=texts.STANDING)
    article = article_name(reference.number, reference.sub)
    found = index.article(reference.law, reference.number, reference.sub, on=on)
    if found is None:
        said = texts.NO_SUCH_ARTICLE.format(law=law, article=article, last=article_name(count))
        near = Choice(f"{law}{article_name(count)}", f"{reference.law}{article_name(count)}")
        return Reply(ReplyKind.ANSWER, said, choices=(near,))
    shape = texts.WHOLE_ARTICLE if len(found.text) <= MAX_SHOWN else texts.LONG_ARTICLE
    said = shape.format(law=law, article=article, text=found.text[:MAX_SHOWN])
    if found.valid_from and found.valid_from > on:
        said = texts.NOT_YET.format(day=chinese_day(found.valid_from)) + "\n" + said
    return Reply(ReplyKind.ANSWER, said, citations=(_cited(found),), note=texts.STANDING)


def law_missing(reference: Reference, nearest: list[str], *, known: bool) -> Reply:
    """Say that a law is not here, and offer the names spelt most like it."""
    sentence = texts.NOT_LOADED if known else texts.NO_SUCH_LAW
    said = sentence.format(law=f"《{reference.typed}》")
    if nearest and not known:
        said += texts.NEAREST_LAW
    article = article_name(reference.number, reference.sub) if reference.number else ""
    choices = (
        () if known else tuple(Choice(f"《{name}》{article}", name + article) for name in nearest)
    )
    return Reply(ReplyKind.ANSWER, said, choices=choices, hotlines=(LEGAL_AID,))


def replaced_notice(replaced: Replaced) -> str:
    """Say which law took the place of one that no longer holds, and since when."""
    new = "、".join(f"《{short_name(name)}》" for name in replaced.replaced_by)
    return texts.REPLACED.format(
        old=f"《{short_name(replaced.name)}》", day=chinese_day(replaced.since), new=new
    )


def chinese_day(day: date) -> str:
    """Write a day the way people read it."""
    return f"{day.year}年{day.month}月{day.day}日"


def _text(document: Document, point: str) -> str:
    if document.kind is Kind.ARTICLE:
        law = f"《{short_name(document.origin.title)}》"
        return texts.ARTICLE_SAYS.format(law=law, article=document.key, point=point)
    if document.kind is Kind.PASSAGE:
        return texts.REPORT_SAYS.format(title=f"《{document.origin.title}》", point=point)
    return document.text


def _citations(document: Document, point: str, index: Index, *, on: date) -> tuple[Cited, ...]:
    if document.kind is Kind.ARTICLE:
        return (_cited(document),)
    if document.kind in (Kind.PASSAGE, Kind.GUIDE):
        return (_cited_passage(document, point),)
    return tuple(_resolved(citation, index, on=on) for citation in document.citations)


def _resolved(citation: Citation, index: Index, *, on: date) -> Cited:
    law = short_name(citation.law)
    found = (
        index.article(law, *parse_article(citation.article), on=on) if citation.article else None
    )
    if found:
        return _cited(found)
    return Cited(f"《{law}》", citation.article, "", f"《{citation.law}》", None)


def _cited(document: Document) -> Cited:
    law = short_name(document.origin.title)
    place = " ".join(part for part in (f"《{document.origin.title}》", document.section) if part)
    return Cited(f"《{law}》", document.key, document.text, place, document.valid_from)


def _cited_passage(document: Document, point: str) -> Cited:
    origin = document.origin
    day = chinese_day(origin.issued_on) if origin.issued_on else ""
    source = " ".join(part for part in (origin.issuer, origin.number, day) if part)
    return Cited(f"《{origin.title}》", document.section, point or document.text, source, None)


def _hotlines(document: Document) -> tuple[Hotline, ...]:
    number = (document.fields or {}).get("hotline", "")
    return (Hotline(number, (document.fields or {}).get("hotline_name", "")),) if number else ()


def _choice(document: Document) -> Choice:
    if document.kind is Kind.ARTICLE:
        short = short_name(document.origin.title)
        return Choice(_cut(f"《{short}》{document.key}"), f"{short}{document.key}")
    if document.kind is Kind.PASSAGE:
        heading = document.section.rsplit(" / ", 1)[-1] or document.title
        return Choice(_cut(heading), f"{document.origin.title} {heading}"[:200])
    return Choice(_cut(document.title), document.title)


def _cut(label: str) -> str:
    return label if len(label) <= MAX_LABEL else label[: MAX_LABEL - 1] + "…"
