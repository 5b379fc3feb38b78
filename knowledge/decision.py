"""Whether what was found answers a question, leaves a choice, or is not enough."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rapidfuzz import fuzz

from knowledge.drafts import Kind
from knowledge.index import Index, Match
from knowledge.wording import bare

SURE_LIKENESS = 0.58  # of an entry's own phrasing
NEAR_LIKENESS = 0.30
SURE_COVERAGE = 0.66  # of the question, by an article or a passage
NEAR_COVERAGE = 0.42
ONE_TYPO = 88.0
MARGIN = 0.06
MAX_CHOICES = 4

_ASKS_FIGURE = re.compile(r"多少|几[个件条场次名人份起项家]|百分之|[率额量数]是|总共|一共|合计")


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
    figure = _figure(question, index, matches)
    if figure:
        return figure
    rated = sorted(
        ((_confidence(question, match), match) for match in matches), key=lambda pair: -pair[0]
    )
    return _settle(question, index, rated)


def _settle(question: str, index: Index, rated: list[tuple[float, Match]]) -> Decision:
    if not rated or rated[0][0] < 0.4:
        return Decision(Verdict.UNKNOWN, rated[0][0] if rated else 0.0)
    best, match = rated[0]
    near = tuple(other for score, other in rated if score >= 0.4)
    tied = [other for score, other in rated[1:] if best - score < MARGIN]
    if best >= 0.9 or (best >= 0.6 and not (tied and match.document.kind is Kind.FAQ)):
        point = (
            "" if match.document.kind in (Kind.FAQ, Kind.GUIDE) else _point(question, index, match)
        )
        return Decision(Verdict.ANSWER, best, tuple(other for _score, other in rated), point)
    if len(near) < 2:
        near = tuple(other for score, other in rated[:3] if score >= 0.3)
    return Decision(Verdict.CHOICES, best, near[:MAX_CHOICES])


def _confidence(question: str, match: Match) -> float:
    """Put both kinds of evidence on one scale, where 0.4 is near and 0.6 is sure."""
    if match.document.kind in (Kind.FAQ, Kind.GUIDE):
        if _one_typo(question, match):
            return 0.95
        return _scale(match.likeness, NEAR_LIKENESS, SURE_LIKENESS)
    return min(0.85, _scale(match.coverage, NEAR_COVERAGE, SURE_COVERAGE))


def _scale(value: float, near: float, sure: float) -> float:
    if value >= sure:
        return 0.6 + 0.35 * (value - sure) / (1 - sure)
    if value >= near:
        return 0.4 + 0.2 * (value - near) / (sure - near)
    return 0.4 * value / near


def _one_typo(question: str, match: Match) -> bool:
    typed = bare(question)
    phrases = (match.document.title, *match.document.phrases)
    return match.likeness > 0.3 and any(
        fuzz.ratio(typed, bare(phrase)) >= ONE_TYPO for phrase in phrases
    )


def _means_another(question: str, match: Match) -> bool:
    typed = bare(question)
    return any(fuzz.ratio(typed, bare(phrase)) >= ONE_TYPO for phrase in match.document.negatives)


def _figure(question: str, index: Index, matches: list[Match]) -> Decision | None:
    if not _ASKS_FIGURE.search(question):
        return None
    found = []
    for match in matches:
        if match.document.kind is Kind.PASSAGE:
            share, sentence = _counted(index, match, question)
            found.append((share, sentence, match))
    best = max(found, key=lambda one: one[0], default=None)
    if best is None or best[0] < 0.34:
        return None
    rest = tuple(match for match in matches if match is not best[2])
    return Decision(Verdict.ANSWER, min(0.95, 0.6 + best[0] / 2), (best[2], *rest), best[1])


def _counted(index: Index, match: Match, question: str) -> tuple[float, str]:
    sentences = index.sentences(match.document.text, question)
    holding = [place for place, (_share, text) in enumerate(sentences) if re.search(r"\d", text)]
    best = max(holding, key=lambda place: sentences[place][0], default=None)
    if best is None:
        return 0.0, ""
    share, text = sentences[best]
    following = sentences[best + 1][1] if best + 1 < len(sentences) else ""
    return share, text + following if following.startswith("其中") else text


def _point(question: str, index: Index, match: Match) -> str:
    sentences = index.sentences(match.document.text, question)
    return max(sentences, key=lambda pair: pair[0], default=(0.0, match.document.text))[1]


def _others(matches: list[Match], own: Match) -> tuple[Match, ...]:
    return tuple(match for match in matches if match.document.id != own.document.id)
