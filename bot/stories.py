"""A whole story told: which entry it is about, though the question comes last and says little."""

import re
from collections.abc import Iterator
from datetime import date

from bot.questions import STORY, asks, stands_alone
from knowledge.catalogue import Document
from knowledge.decision import Decision, Verdict, decide
from knowledge.drafts import Kind
from knowledge.index import Index
from knowledge.match import Match
from knowledge.wording import bare, content, normalise

LOOKED_AT = 10  # entries whose phrasings are looked for in the story
SURE, LEAD = 0.6, 0.06  # the score of an answer, and how far before the next
ALMOST, FAR = 0.48, 0.18  # less will do if nothing comes near
NEAR, OFFERED = 0.34, 0.28  # the score of the first choice, and of those beside it
ASKED = 0.4  # what likeness of the asking sentence adds
TELLING = 6  # characters of a phrasing from which finding them proves something
_MARKS = re.compile(r"[^\w]+")
_SENTENCE = re.compile(r"[^。！？?!；;\n]+[。！？?!；;]*")
_TAIL = 60


def is_story(text: str) -> bool:
    """Whether a message tells more than it asks."""
    return len(text) >= STORY


def decide_story(text: str, index: Index, *, on: date) -> Decision:
    """Decide by the facts and the asking end together; the surest way of reading wins."""
    said = normalise(text)
    rated = sorted(_rated(said, index, on=on), key=lambda pair: -pair[0])
    plain = [decide(one, index, on=on) for one in dict.fromkeys((said[:400], _asking(said)))]
    best = max(plain, key=lambda decision: decision.confidence)
    sure = best.verdict is Verdict.ANSWER and best.confidence >= 0.6
    if not rated or rated[0][0] < NEAR or (sure and rated[0][0] < best.confidence):
        return best
    score = rated[0][0]
    near = tuple(other for points, other in rated if points >= OFFERED)
    lead = score - rated[1][0] if len(rated) > 1 else score
    if (score >= SURE and lead >= LEAD) or (score >= ALMOST and lead >= FAR):
        others = tuple(other for _points, other in rated)
        return Decision(Verdict.ANSWER, min(0.9, max(0.6, score)), others)
    return Decision(Verdict.CHOICES, min(0.59, score), near[:3])


def _rated(said: str, index: Index, *, on: date) -> Iterator[tuple[float, Match]]:
    """Rate entries by how much of their own phrasings the story holds, its asking end above all."""
    asking = _asking(said)
    found: dict[int, Match] = {}
    alike: dict[int, float] = {}
    for query in dict.fromkeys((asking, said[-_TAIL:], said)):
        for match in index.search(query, on=on, limit=LOOKED_AT, only=Kind.FAQ):
            number = match.document.id
            found.setdefault(number, match)
            alike[number] = max(alike.get(number, 0.0), match.likeness if query != said else 0.0)
    whole, end = _MARKS.sub("", said), _MARKS.sub("", said[-_TAIL:])
    for number, match in list(found.items())[: 2 * LOOKED_AT]:
        phrases = _phrases(match.document)
        held = sorted((_held(whole, end, phrase, index) for phrase in phrases), reverse=True)
        second = held[1] if len(held) > 1 else held[0]
        yield 0.6 * held[0] + 0.2 * second + ASKED * alike[number], match


def _held(whole: str, end: str, phrase: str, index: Index) -> float:
    """Give the share of a phrasing that a story holds; of one word only, it proves little."""
    telling = min(1.0, len(bare(content(phrase))) / TELLING)
    (in_whole, _text), *_rest = index.sentences(whole, phrase) or [(0.0, "")]
    if in_whole < NEAR / 2:
        return telling * in_whole
    (in_end, _text), *_rest = index.sentences(end, phrase) or [(0.0, "")]
    return telling * (0.7 * in_whole + 0.3 * in_end)


def _phrases(document: Document) -> tuple[str, ...]:
    return (document.title, *document.phrases)


def _asking(said: str) -> str:
    """Give the last sentence that asks about something, and what follows it; else the end."""
    sentences = _SENTENCE.findall(said)
    for place in reversed(range(len(sentences))):
        if asks(sentences[place]) and stands_alone(sentences[place]):
            return "".join(sentences[place:])[:_TAIL]
    return said[-_TAIL:]
