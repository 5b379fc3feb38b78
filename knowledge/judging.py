"""Answering by all that was learned: how sure is sure enough, and what to offer otherwise."""

import re
from collections.abc import Sequence
from datetime import date

from knowledge.considering import Considered, consider
from knowledge.drafts import Kind
from knowledge.index import Index
from knowledge.match import Match
from knowledge.read import Read
from knowledge.snapshot import ASKED_BY_PHRASE
from knowledge.verdicts import Decision, Verdict
from knowledge.wording import bare, content

LEAN = 0.1  # an entry people wrote is preferred to a bare article
CERTAIN = 0.9  # what words alone prove needs no second opinion
TIE = 0.02  # two entries as alike as this are offered both
TELLING = 4  # characters that a question needs before it may be answered without its very words
LEAST = 2  # characters beside words such as 那要多少钱, or only words alone are judged
MAX_CHOICES, MAX_ARTICLES = 4, 2
_ASPECT = re.compile(
    r"那|这|要|得|该|就|还|多少钱?|多久|多长时间|几[天年月]|在?哪(?:里|儿)?|去|找谁|谁|办|带|材料|钱|[他她它]|对方"
)


def judge(
    read: Read, index: Index, settled: Decision, *, on: date, without: Sequence[int] = ()
) -> Decision | None:
    """Judge anew what words alone settled; nothing if that stands or nothing was learned."""
    question = read.text
    says_little = len(_ASPECT.sub("", bare(content(question)))) < LEAST
    if says_little and settled.verdict is Verdict.CHOICES:
        return Decision(Verdict.UNKNOWN, settled.confidence)
    if says_little or (settled.verdict is Verdict.ANSWER and _stands(settled)):
        return None
    seen = consider(read, index, on=on, without=without)
    if seen is None:
        return None
    share = max(seen.entry_share, seen.article_share)
    if share >= index.thresholds.answer and len(bare(content(question))) >= TELLING:
        return _answer(question, index, seen)
    if settled.verdict is Verdict.ANSWER and settled.confidence >= share:
        return None
    if share < index.thresholds.offer:
        kept = settled.verdict is Verdict.CHOICES and _entries(settled)
        return None if kept else Decision(Verdict.UNKNOWN, share)
    return _offer(seen, settled, share, least=index.thresholds.offer)


def point(question: str, index: Index, match: Match) -> str:
    """Give the sentence of an article or a passage that says most of what was asked."""
    sentences = index.sentences(match.document.text, question)
    return max(sentences, key=lambda pair: pair[0], default=(0.0, match.document.text))[1]


def _stands(settled: Decision) -> bool:
    best = settled.matches[0].document
    uncited = best.kind is not Kind.ARTICLE and not best.citations
    return settled.confidence >= CERTAIN or uncited


def _entries(settled: Decision) -> bool:
    return any(match.document.kind in ASKED_BY_PHRASE for match in settled.matches)


def _answer(question: str, index: Index, seen: Considered) -> Decision:
    by_entry = seen.entries and seen.entry_share + LEAN >= seen.article_share
    if by_entry and not _tied(seen):
        return Decision(Verdict.ANSWER, seen.entry_share, (*seen.entries, *seen.articles))
    if by_entry or not seen.articles:
        return _offer(seen, None, seen.entry_share, least=index.thresholds.offer)
    said = point(question, index, seen.articles[0])
    return Decision(Verdict.ANSWER, seen.article_share, (*seen.articles, *seen.entries), said)


def _tied(seen: Considered) -> bool:
    if len(seen.entries) < 2 or seen.entry_share >= CERTAIN:
        return False
    first, second = (one.score + one.likeness for one in seen.entries[:2])
    return first - second < TIE


def _offer(seen: Considered, settled: Decision | None, share: float, *, least: float) -> Decision:
    """Offer the likeliest entries, and articles where no entry comes near."""
    asked = (
        [match for match in settled.matches if match.document.kind is not Kind.ARTICLE]
        if (settled and settled.verdict is not Verdict.UNKNOWN)
        else []
    )
    articles = seen.articles[: MAX_ARTICLES if seen.article_share >= least else 0]
    entries = {match.document.id: match for match in (*seen.entries[:2], *asked[:2])}
    offered = [*list(entries.values())[: MAX_CHOICES - len(articles)], *articles]
    if len(offered) < 2:
        offered = [*seen.entries[:2], *seen.articles[:1]]
    if len(offered) < 2:
        return Decision(Verdict.UNKNOWN, share)
    return Decision(Verdict.CHOICES, share, tuple(offered[:MAX_CHOICES]))
