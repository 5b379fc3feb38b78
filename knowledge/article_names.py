"""Articles by name, however the name is written, so that two can be compared."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from knowledge.law_names import PREFIX
from knowledge.numerals import NUMBER, article_name, to_int

_EDITION = re.compile(r"\([^()]*(?:\d{4}|修[正订改])[^()]*\)$")
_MARKS = re.compile(r"[\s《》〈〉<>「」“”\"]")
_PART = rf"(?:第{NUMBER}[款项])*"
_ARTICLE = re.compile(rf"(?P<law>.*?)第?(?P<number>{NUMBER})条(?:之(?P<sub>{NUMBER}))?{_PART}")


class ArticleName(NamedTuple):
    """A law without 中华人民共和国 and edition, and its article (empty: none was named)."""

    law: str
    article: str


@lru_cache(maxsize=1 << 17)
def article_named(written: str) -> ArticleName:
    """Read a name such as 《中华人民共和国刑法》（2020修正）第120条之一."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", written))
    found = _ARTICLE.fullmatch(plain)
    if found:
        try:
            number, sub = to_int(found["number"]), to_int(found["sub"] or "0")
            return ArticleName(_law(found["law"]), article_name(number, sub))
        except ValueError:
            pass
    return ArticleName(_law(plain), "")


def _law(name: str) -> str:
    return _EDITION.sub("", name).replace(PREFIX, "")
