"""One word instead of a question: “狗”, “工资”; what may be meant is offered."""

from collections.abc import Iterator
from datetime import date

from bot import replies, texts
from bot.messages import Reply, ReplyKind
from bot.questions import asks
from bot.topics import Told, Topic
from knowledge.catalogue import Document
from knowledge.decision import MAX_CHOICES, Decision, Verdict
from knowledge.index import Index
from knowledge.match import Match
from knowledge.snapshot import ASKED_BY_PHRASE
from knowledge.wording import bare, content

LONGEST = 4  # characters of a keyword
IN_PHRASE, NOWHERE = 10, 11


def is_keyword(question: str) -> bool:
    """Whether a message is no more than a word."""
    said = bare(question)
    return 0 < len(bare(content(question))) <= LONGEST >= len(said) - 2 and not asks(said)


def known(word: str, index: Index) -> bool:
    """Whether a word stands in any question that is answered here."""
    return any(_place(word, document) < NOWHERE for document in _asked(index))


def offer(question: str, index: Index, *, on: date) -> Told | None:
    """Offer the entries that have this word among their questions; nothing if none has."""
    word = bare(content(question))
    found = [document for document in _asked(index) if _place(word, document) < NOWHERE]
    found.sort(key=lambda document: (_place(word, document), len(document.title), document.id))
    holding = [document for document in found if index.phrase(document.title, on=on) is document]
    if not holding:
        return None
    if len(holding) == 1:
        only = Decision(Verdict.ANSWER, 0.6, (Match(holding[0], 0.0, 0.0, 0.0),))
        return Told(replies.from_decision(only, index, on=on), Topic(question, holding[0]))
    matches = tuple(Match(document, 0.0, 0.0, 0.0) for document in holding[:MAX_CHOICES])
    reply = replies.from_decision(Decision(Verdict.CHOICES, 0.5, matches), index, on=on)
    said = texts.ABOUT_WORD.format(word=word)
    told = Reply(ReplyKind.CHOICES, said, reply.confidence, choices=reply.choices)
    return Told(told, Topic(question, None, told.choices))


def _asked(index: Index) -> Iterator[Document]:
    return (document for document in index.documents if document.kind in ASKED_BY_PHRASE)


def _place(word: str, document: Document) -> int:
    """Say how far to the front a word stands: in the title, only in a phrasing, or nowhere."""
    place = document.title.find(word)
    if place >= 0:
        return min(place, IN_PHRASE - 1)
    return IN_PHRASE if any(word in phrase for phrase in document.phrases) else NOWHERE
