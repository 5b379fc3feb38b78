"""Whether what was found answers a question, leaves a choice, or is not enough."""

from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz

from knowledge.drafts import Kind
from knowledge.figures import figure_asked
from knowledge.index import Index
from knowledge.judging import TELLING, judge, point
from knowledge.match import Match
from knowledge.snapshot import ASKED_BY_PHRASE
from knowledge.verdicts import Decision, Verdict
from knowledge.wording import bare, content

SURE_LIKENESS = 0.58  # of an entry's own phrasing
NEAR_LIKENESS = 0.30
SURE_COVERAGE = 0.66  # of the question, by an article or a passage
NEAR_COVERAGE = 0.42
ONE_TYPO = 88.0
MARGIN = 0.06
MAX_CHOICES = 4


def decide(question: str, index: Index, *, on: date) -> Decision:
    """Answer, offer two to four choices, or admit not to know."""
    exact = index.phrase(question, on=on)
    read = index.read(question)
    question = read.text
    matches = index.search(question, on=on, limit=12, beside=read.beside)
    if exact:
        own = Match(exact, 1.0, 1.0, 1.0)
        return Decision(Verdict.ANSWER, 0.99, (own, *_others(matches, own)))
    refused = [match for match in matches if _means_another(question, match)]
    matches = [match for match in matches if match not in refused]
    rated = sorted(
        ((_confidence(question, match), match) for match in matches), key=lambda pair: -pair[0]
    )
    figure = figure_asked(question, index, on=on)
    if figure and not (rated and rated[0][0] > figure.confidence):
        return figure
    settled = _settle(question, index, rated)
    without = [match.document.id for match in refused]
    return judge(read, index, settled, on=on, without=without) or settled


def _settle(question: str, index: Index, rated: list[tuple[float, Match]]) -> Decision:
    if not rated or rated[0][0] < 0.4:
        return Decision(Verdict.UNKNOWN, rated[0][0] if rated else 0.0)
    best, match = rated[0]
    near = tuple(other for score, other in rated if score >= 0.4)
    tied = [other for score, other in rated[1:] if best - score < MARGIN]
    if best >= 0.9 or (best >= 0.6 and not (tied and match.document.kind is Kind.FAQ)):
        said = "" if match.document.kind in ASKED_BY_PHRASE else point(question, index, match)
        return Decision(Verdict.ANSWER, best, tuple(other for _score, other in rated), said)
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


def _others(matches: list[Match], own: Match) -> tuple[Match, ...]:
    return tuple(match for match in matches if match.document.id != own.document.id)


__all__ = ["Decision", "Verdict", "decide"]
