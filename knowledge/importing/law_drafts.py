"""From the articles of a law to drafts of entries, each with a key of its own."""

from collections.abc import Iterable
from dataclasses import replace

from knowledge.drafts import Draft, Kind, SourceFacts
from knowledge.importing.law_text import Article

WHOLE = "正文"


def article_draft(article: Article, facts: SourceFacts) -> Draft:
    """Make the draft of one article, titled with its law's full name."""
    return Draft(
        kind=Kind.ARTICLE,
        key=article.name,
        title=facts.title + article.name,
        text=article.text,
        section=article.section,
        line=article.line,
        fields={"number": str(article.number), "sub": str(article.sub), "law": facts.title},
        valid_from=facts.in_force_from,
        valid_until=facts.in_force_until,
    )


def passage_draft(key: str, text: str, facts: SourceFacts, *, kind: Kind, line: int) -> Draft:
    """Make the draft of a part without a number: a preamble, an annex, an item, the `WHOLE`."""
    return Draft(
        kind=kind,
        key=key,
        title=facts.title if key == WHOLE else facts.title + key,
        text=text,
        line=line,
        fields={"law": facts.title},
        valid_from=facts.in_force_from,
        valid_until=facts.in_force_until,
    )


def with_unique_keys(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    """Tell drafts with the same key apart by their turn: 第一条, 第一条#2."""
    seen: dict[str, int] = {}
    kept = []
    for draft in drafts:
        seen[draft.key] = turn = seen.get(draft.key, 0) + 1
        kept.append(draft if turn == 1 else replace(draft, key=f"{draft.key}#{turn}"))
    return tuple(kept)
