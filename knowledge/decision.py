"""Whether what was found answers a question, leaves a choice, or is not enough."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from knowledge.catalogue import Document
from knowledge.drafts import Kind
from knowledge.index import Index, Match
from knowledge.snapshot import ASKED_BY_PHRASE
from knowledge.wording import bare, content

SURE_LIKENESS = 0.58  # of an entry's own phrasing
NEAR_LIKENESS = 0.30
SURE_COVERAGE = 0.66  # of the question, by an article or a passage
NEAR_COVERAGE = 0.42
SURE_FIGURE = 0.4  # of what is counted, by one sentence
ONE_TYPO = 88.0
TELLING = 4  # characters that a question needs before an article may answer it
MARGIN = 0.06
MAX_CHOICES = 4

_ASKS_FIGURE = re.compile(
    r"(?:百分之|(?:总数|数量|总量)是?)?(?:多少|几(?=[钱元块万天年月岁个件条场次名人份起项家户亩篇]))"
    r"(?:(?P<unit>[钱元块天年月岁人名])|[个件条场次份起项家户亩篇])?|百分之几|(?<=[率额量数])是"
)
_ALSO_ASKS = re.compile(r"总共|一共|合计|共计|全年|年内|[去今前]年|(?P<year>20\d\d)年?度?")
_FIGURE = re.compile(r"(?:\d[余多百千万亿]*|[百千万]余)(?:%|(?!年|月|日|号)[\u4e00-\u9fff])")
_UNITS = {
    "钱": "元",
    "块": "元",
    "天": "[天日]",
    "月": "个月",
    "岁": "周?岁",
    "人": "[人名]",
    "名": "[人名]",
}
_PLACE = re.compile(r".+?[省市县区镇乡]|.+")


class Verdict(StrEnum):
    """The three honest ways to reply."""

    ANSWER = "answer"
    CHOICES = "choices"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to reply with, best first; `point` is the sentence of the first that answers."""

    verdict: Verdict
    confidence: float
    matches: tuple[Match, ...] = ()
    point: str = ""


def decide(question: str, index: Index, *, on: date) -> Decision:
    """Answer, offer two to four choices, or admit not to know."""
    exact = index.phrase(question, on=on)
    matches = index.search(question, on=on, limit=12)
    if exact:
        own = Match(exact, 1.0, 1.0, 1.0)
        return Decision(Verdict.ANSWER, 0.99, (own, *_others(matches, own)))
    matches = [match for match in matches if not _means_another(question, match)]
    rated = sorted(
        ((_confidence(question, match), match) for match in matches), key=lambda pair: -pair[0]
    )
    figure = _figure(question, index, on=on)
    if figure and not (rated and rated[0][0] > figure.confidence):
        return figure
    return _settle(question, index, rated)


def _settle(question: str, index: Index, rated: list[tuple[float, Match]]) -> Decision:
    if not rated or rated[0][0] < 0.4:
        return Decision(Verdict.UNKNOWN, rated[0][0] if rated else 0.0)
    best, match = rated[0]
    near = tuple(other for score, other in rated if score >= 0.4)
    tied = [other for score, other in rated[1:] if best - score < MARGIN]
    if best >= 0.9 or (best >= 0.6 and not (tied and match.document.kind is Kind.FAQ)):
        point = "" if match.document.kind in ASKED_BY_PHRASE else _point(question, index, match)
        return Decision(Verdict.ANSWER, best, tuple(other for _score, other in rated), point)
    if len(near) < 2:
        near = tuple(other for score, other in rated[:3] if score >= 0.3)
    if len(near) < 2 and match.document.kind in ASKED_BY_PHRASE:
        near = tuple(other for _score, other in rated[:2])
    if len(near) < 2:
        return Decision(Verdict.UNKNOWN, best)
    return Decision(Verdict.CHOICES, best, near[:MAX_CHOICES])


def _confidence(question: str, match: Match) -> float:
    """Put both kinds of evidence on one scale, where 0.4 is near and 0.6 is sure."""
    if match.document.kind in ASKED_BY_PHRASE:
        if _one_typo(question, match):
            return 0.95
        return _scale(match.likeness, NEAR_LIKENESS, SURE_LIKENESS)
    short = len(bare(content(question))) < TELLING  # one shared word proves nothing
    sure = _scale(match.coverage, NEAR_COVERAGE, SURE_COVERAGE)
    return min(0.55 if short else 0.85, sure)


def _scale(value: float, near: float, sure: float) -> float:
    if value >= sure:
        return 0.6 + 0.35 * (value - sure) / (1 - sure)
    if value >= near:
        return 0.4 + 0.2 * (value - near) / (sure - near)
    return 0.4 * value / near


def _one_typo(question: str, match: Match) -> bool:
    if match.likeness <= 0.3:
        return False
    return _nearly_one_of(question, (match.document.title, *match.document.phrases))


def _means_another(question: str, match: Match) -> bool:
    return _nearly_one_of(question, match.document.negatives)


def _nearly_one_of(question: str, phrases: tuple[str, ...]) -> bool:
    if not phrases:
        return False
    typed = bare(question)
    return any(fuzz.ratio(typed, _bare_phrase(phrase)) >= ONE_TYPO for phrase in phrases)


@lru_cache(maxsize=1 << 16)
def _bare_phrase(phrase: str) -> str:
    return bare(phrase)  # of entries only: what residents write is not to be remembered


def _figure(question: str, index: Index, *, on: date) -> Decision | None:
    """Give the sentence of a report that holds the figure asked for, if one does."""
    asks = _ASKS_FIGURE.search(question)
    if not asks:
        return None
    years = {found["year"] for found in _ALSO_ASKS.finditer(question) if found["year"]}
    about = _ALSO_ASKS.sub(" ", _ASKS_FIGURE.sub(" ", question))
    matches = [
        match
        for match in index.search(about, on=on, limit=12, only=Kind.PASSAGE)
        if match.document.origin.kind == "report" and years <= {_year(match.document)}
    ]
    found = [(*_counted(index, match, about, asks["unit"]), match) for match in matches]
    found.sort(key=lambda one: (one[0], _year(one[2].document)), reverse=True)
    if not found or found[0][0] < SURE_FIGURE:
        return None
    share, sentence, best = found[0]
    return Decision(Verdict.ANSWER, min(0.95, 0.4 + share / 2), (best,), sentence)


def _year(document: Document) -> str:
    return (document.fields or {}).get("year", "")


def _counted(index: Index, match: Match, about: str, unit: str | None) -> tuple[float, str]:
    """Give the sentence that says most of what is counted, and how much of it."""
    for place in _PLACE.findall(match.document.origin.issuer):
        about = about.replace(place, " ")
    sentences = index.sentences(match.document.text, about)
    wanted = rf"\d[余多万亿]*{_UNITS.get(unit, unit)}" if unit else _FIGURE
    holding = [place for place, (_share, text) in enumerate(sentences) if re.search(wanted, text)]
    best = max(holding, key=lambda place: sentences[place][0], default=None)
    if best is None:
        return 0.0, ""
    share, text = sentences[best]
    before = sentences[best - 1][1] if best and text.startswith("其中") else ""
    following = sentences[best + 1][1] if best + 1 < len(sentences) else ""
    return share, before + text + (following if following.startswith("其中") else "")


def _point(question: str, index: Index, match: Match) -> str:
    sentences = index.sentences(match.document.text, question)
    return max(sentences, key=lambda pair: pair[0], default=(0.0, match.document.text))[1]


def _others(matches: list[Match], own: Match) -> tuple[Match, ...]:
    return tuple(match for match in matches if match.document.id != own.document.id)
