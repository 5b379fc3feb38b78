"""Citations as staff write them: 《民法典》第一千零七十九条；《劳动法》第50条."""

import re
from collections.abc import Iterator

from knowledge.drafts import Citation
from knowledge.numerals import article_name, parse_article

_PIECES = re.compile(r"[；;\n]")
_LAW = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_ARTICLE = re.compile(r"第[^第条款]{1,12}条(?:\s*之\s*[一二三四五六七八九十]{1,3})?")
_NUMERAL = "[0-9零〇一二三四五六七八九十百千两]+"
_NAMED = rf"第{_NUMERAL}条(?:之{_NUMERAL})?"
_CITED = re.compile(rf"《([^《》\n]{{2,60}})》((?:[、和及与]?{_NAMED})*)")
_LINKS = " \t\u3000、，,和及与或至到根据依照依据按照："


def parse_citations(text: str) -> tuple[Citation, ...]:
    """Read every law and article named; what looks like an article but is none is refused."""
    found = list[Citation]()
    for piece in filter(None, map(str.strip, _PIECES.split(text))):
        found.extend(_cited(piece, last=found[-1].law if found else ""))
    return tuple(dict.fromkeys(found))


def cited_in(text: str) -> list[Citation]:
    """Find the laws in 《》 and the articles after them, each once."""
    found = [
        Citation(law.strip(), article)
        for law, articles in _CITED.findall(text)
        for article in re.findall(_NAMED, articles) or [""]
    ]
    return list(dict.fromkeys(found))


def _cited(piece: str, *, last: str) -> Iterator[Citation]:
    laws = list(_LAW.finditer(piece))
    if not laws:
        begun = _ARTICLE.search(piece)
        law = (piece[: begun.start()] if begun else piece).strip(_LINKS).strip("《》")
        yield from _articles(law or last, piece[begun.start() :] if begun else "")
        return
    if before := _ARTICLE.search(piece[: laws[0].start()]):
        yield from _articles(last, before[0])
    ends = [*[law.start() for law in laws[1:]], len(piece)]
    for named, end in zip(laws, ends, strict=True):
        yield from _articles(named[1].strip(), piece[named.end() : end])


def _articles(law: str, text: str) -> Iterator[Citation]:
    if not law:
        raise ValueError(f"依据“{text}”没有写明是哪部法律")
    names = [_article(written) for written in _ARTICLE.findall(text)]
    for name in names or [""]:
        yield Citation(law, name)


def _article(written: str) -> str:
    try:
        return article_name(*parse_article(written))
    except ValueError as error:
        raise ValueError(f"依据里的“{written}”不是条文号") from error
