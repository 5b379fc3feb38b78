"""Laws and articles by what somebody has typed of them so far."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.catalogue import Document
from knowledge.drafts import Citation
from knowledge.index import Index
from knowledge.law_names import short_name
from knowledge.numerals import article_name, parse_article
from knowledge.validity import Validity, validity

MOST = 8


@dataclass(frozen=True, slots=True)
class Offered:
    """An article to choose: its name, its text, and how it stands on the day."""

    name: str
    document: Document
    found: Validity


def offer_laws(typed: str, index: Index, *, most: int = MOST) -> list[str]:
    """Give the short names of laws that are in, the likeliest for what was typed first."""
    asked = short_name(typed)
    if not asked:
        return sorted(index.laws, key=lambda law: (-index.laws[law], law))[:most]
    known = index.names.official(asked)
    ways = (
        [known] if known in index.laws else [],
        sorted((law for law in index.laws if law.startswith(asked)), key=len),
        sorted((law for law in index.laws if asked in law), key=len),
        index.names.nearest(asked, index.laws, count=most),
    )
    return list(dict.fromkeys(law for way in ways for law in way))[:most]


def offer_articles(
    law: str, typed: str, index: Index, *, on: date, most: int = MOST
) -> list[Offered]:
    """Give articles of a law: those whose number begins so, or whose text holds what was typed."""
    short = index.names.official(law) if short_name(law) not in index.laws else short_name(law)
    typed = "".join(typed.split())
    digits = _digits(typed)
    found = []
    for number, sub, document in _articles(short, index, on=on):
        fits = str(number).startswith(digits) if digits else typed in document.text
        if fits:
            name = article_name(number, sub)
            standing = validity(Citation(short, name), index, on=on)
            found.append(Offered(name, document, standing))
            if len(found) == most:
                break
    return found


def citing(law: str, article: str, index: Index) -> list[Document]:
    """Give the published questions and guides that rest on an article."""
    now, short = index.snapshot, short_name(law)
    entries = (now.documents[place] for place in now.entries)
    return [
        entry
        for entry in entries
        if any(
            one.article == article and index.names.official(one.law) == short
            for one in entry.citations
        )
    ]


def _articles(law: str, index: Index, *, on: date) -> Iterator[tuple[int, int, Document]]:
    """Walk a law in its order, each article as it holds on a day or holds next."""
    numbered = sorted((number, sub) for name, number, sub in index.snapshot.articles if name == law)
    for number, sub in numbered:
        document = index.article(law, number, sub, on=on)
        if document:
            yield number, sub, document


def _digits(typed: str) -> str:
    """Read 1077, 第1077 or 一千零七十七条 as the digits that a number begins with."""
    plain = typed.removeprefix("第").removesuffix("条")
    if plain.isascii() and plain.isdigit():
        return str(int(plain))
    try:
        return str(parse_article(f"第{plain}条")[0])
    except ValueError:
        return ""
