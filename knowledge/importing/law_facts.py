"""What a law says of itself: who passed it, when, and from which day it is in force."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from knowledge.drafts import SourceFacts
from knowledge.importing.law_effect import effect_of_amendment
from knowledge.numerals import DATE, date_of

_EVENT = re.compile(r"通过|修订|修正|公布|发布|批准|印发|备案")
_OPENS = re.compile(rf"[（(*\s　]*(?:根据|经)?\s*(?:{DATE.pattern})")
_FROM = r"(?:自|从)\s*"
_IN_FORCE = r"\s*起\s*(?:施行|实施|生效|执行)"
_OWN_EFFECT = re.compile(
    rf"本(?:法|\w{{0,8}}(?:条例|规定|办法|决定|解释|规则|细则|通知|意见|修正案))\s*{_FROM}"
    rf"(?:(?:{DATE.pattern})|(?:公布|发布|通过|印发)之日){_IN_FORCE}"
)
_HEADER_EFFECT = re.compile(rf"{_FROM}(?:{DATE.pattern}){_IN_FORCE}")
_LOCAL = re.compile(
    r"([\u4e00-\u9fff]{2,9}?(?:省|市|自治区|自治州|县))第\w{1,4}届(人民代表大会(?:常务委员会)?)"
)
_ISSUER = re.compile(
    r"全国人民代表大会(?:常务委员会)?|国务院|最高人民法院|最高人民检察院|中央军事委员会"
)
_NUMBER = re.compile(
    r"(?:中华人民共和国)?(?:主席|国务院|[\u4e00-\u9fff]{2,10}(?:部|委员会|局|署|院))令"
    r"\s*第\s*\d+\s*号|[\u4e00-\u9fff]{2,8}\s*[〔\[(]\s*\d{4}\s*[〕\])]\s*\d+\s*号"
)


def law_facts(title: str, header: Sequence[str], articles: Sequence[str]) -> SourceFacts:
    """Derive the facts of a law from its title, its header lines and the text of its articles."""
    history = [_narrow(line) for line in header if is_history(line)]
    issued_on = max(_issue_dates(history), default=None)
    effect = in_force_from(title, issued_on, [*_header_effects(header), *articles])
    edition = effect or issued_on
    return SourceFacts(
        title=title,
        kind="law",
        edition=edition.isoformat() if edition else "",
        issuer=_issuer(history, title),
        number=_number(header),
        issued_on=issued_on,
        in_force_from=effect,
    )


def is_history(line: str) -> bool:
    """Whether a header line tells of passing, revising, amending or publishing."""
    plain = _narrow(line)
    return len(plain) < 3000 and bool(_OPENS.match(plain)) and bool(_EVENT.search(plain))


def in_force_from(title: str, issued_on: date | None, texts: Sequence[str]) -> date | None:
    """Find the day this version takes effect: the later of the day written and the day issued.

    A law that was merely amended still ends with its first 施行 date; the day its amendment
    took effect stands in no consolidated text, so the few known ones come from a table.
    """
    known = effect_of_amendment(title, issued_on)
    if known:
        return known
    for text in reversed(texts):
        found = _OWN_EFFECT.search(_narrow(text))
        if found:
            written = date_of(found) if found["year"] or found["iso"] else None
            return max((day for day in (written, issued_on) if day), default=None)
    return issued_on


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _issue_dates(history: Sequence[str]) -> list[date]:
    """Dates of events: not those within 《》, nor those from which something is in force."""
    days = []
    for line in history:
        outside = re.sub(r"《[^《》]*》", "", _HEADER_EFFECT.sub("", line))
        days += [date_of(found) for found in DATE.finditer(outside)]
    return [day for day in days if day]


def _header_effects(header: Sequence[str]) -> list[str]:
    return [
        f"本法{found[0]}"
        for line in header
        if is_history(line)
        for found in _HEADER_EFFECT.finditer(_narrow(line))
    ]


def _issuer(history: Sequence[str], title: str) -> str:
    """Who passed the law, by its first event; else whom its title names."""
    for text in (*history[:1], title):
        local = _LOCAL.search(DATE.sub("", text))
        if local:
            return local[1] + local[2]
        found = _ISSUER.search(re.sub(r"《.*》", "", text))
        if found:
            return found[0]
    return ""


def _number(header: Sequence[str]) -> str:
    for line in header:
        found = _NUMBER.search(_narrow(line)[:3000])
        if found:
            return re.sub(r"\s", "", found[0]).replace("[", "〔").replace("]", "〕")
    return ""
