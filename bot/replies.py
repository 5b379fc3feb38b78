"""Replies made of what was found: the point first, then where it is written."""

from datetime import date

from bot import texts
from bot.citing import chinese_day, citations, cited, state
from bot.messages import Choice, Hotline, Reply, ReplyKind
from knowledge.catalogue import Document
from knowledge.decision import Decision, Verdict
from knowledge.drafts import Citation, Kind
from knowledge.index import Index
from knowledge.law_names import Reference, Replaced, short_name, titled
from knowledge.numerals import article_name
from knowledge.validity import Standing, Validity, validity

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
        _warned(best, _text(best, decision.point), index, on=on),
        decision.confidence,
        citations=citations(best, decision.point, index, on=on),
        choices=tuple(_choice(document) for document in near[:MAX_RELATED]),
        hotlines=_hotlines(best),
        note=texts.STANDING,
        entry=best.id,
    )


def from_reference(reference: Reference, index: Index, *, on: date) -> Reply:
    """Show the article that was asked for, or say plainly that it is not there."""
    law, count = titled(reference.law), index.last_article(reference.law, on=on)
    article = article_name(reference.number, reference.sub) if reference.number else ""
    found = validity(Citation(reference.law, article), index, on=on)
    if found.gone and not (article and found.article):
        said = texts.LAW_STATE.format(law=law, state=state(found))
        return Reply(ReplyKind.ANSWER, said, hotlines=(LEGAL_AID,), note=texts.STANDING)
    if not article:
        example = article_name(1)[1:-1]
        said = texts.LAW_OVERVIEW.format(law=law, count=count, short=reference.law, example=example)
        return Reply(ReplyKind.ANSWER, said, note=texts.STANDING)
    if found.article is None:
        said = texts.NO_SUCH_ARTICLE.format(law=law, article=article, last=article_name(count))
        near = Choice(f"{law}{article_name(count)}", f"{reference.law}{article_name(count)}")
        return Reply(ReplyKind.ANSWER, said, choices=(near,))
    return Reply(
        ReplyKind.ANSWER,
        _shown(found, found.article.text, law, article),
        citations=(cited(Citation(reference.law, article), index, on=on),),
        note=texts.STANDING,
        entry=found.article.id,
    )


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
    """Say since when a law no longer holds, and which took its place if one did."""
    old, day = titled(replaced.name), chinese_day(replaced.since)
    if not replaced.replaced_by:
        return texts.ENDED.format(old=old, day=day)
    return texts.REPLACED.format(old=old, day=day, new="、".join(map(titled, replaced.replaced_by)))


def _shown(found: Validity, text: str, law: str, article: str) -> str:
    """Give an article's words, after a warning if they do not hold today."""
    shape = texts.WHOLE_ARTICLE if len(text) <= MAX_SHOWN else texts.LONG_ARTICLE
    said = shape.format(law=law, article=article, text=text[:MAX_SHOWN])
    if found.gone:
        return texts.OLD_TEXT.format(state=state(found)) + "\n" + said
    if found.standing is Standing.COMING and found.since:
        return texts.NOT_YET.format(day=chinese_day(found.since)) + "\n" + said
    return said


def _warned(document: Document, said: str, index: Index, *, on: date) -> str:
    moved = document.id in index.resting_on_gone(on=on)
    return f"{texts.LAW_MOVED}\n{said}" if moved else said


def _text(document: Document, point: str) -> str:
    if document.kind is Kind.ARTICLE:
        law = titled(document.origin.title)
        return texts.ARTICLE_SAYS.format(law=law, article=document.key, point=point)
    if document.kind is Kind.PASSAGE:
        return texts.REPORT_SAYS.format(title=f"《{document.origin.title}》", point=point)
    return document.text


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
