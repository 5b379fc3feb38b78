"""Asking a wording that nobody published, as if it were: the same way, and nothing is written."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.console.visit import Visit
from bot.conversation import tell
from bot.messages import Reply, ReplyKind
from knowledge.catalogue import Document
from knowledge.drafts import Draft
from knowledge.entry_documents import document_of, unsaved_document
from knowledge.entry_faults import Fault, faults_of
from knowledge.entry_shape import fitting
from knowledge.entry_standing import find_entry
from knowledge.entry_wordings import Wording
from knowledge.errors import BadInput

LONGEST = 1_000
_ONE_AT_A_TIME = threading.Lock()  # each holds a copy of everything's vectors for a moment


@dataclass(frozen=True, slots=True)
class Trial:
    """What residents would be told, and whether by the wording that is tried."""

    question: str
    said: str
    good: bool
    reply: Reply
    faults: Sequence[Fault]


def try_out(visit: Visit, entry_id: int | None, draft: Draft, question: str) -> Trial:
    """Answer a question as if a draft were published."""
    if not question:
        raise BadInput("请先写一句居民会问的话，再试。")
    if len(question) > LONGEST:
        raise BadInput(f"试问最多 {LONGEST} 个字。")
    knowledge, document = visit.town.knowledge, _document(visit, entry_id, fitting(draft))
    with _ONE_AT_A_TIME:
        index = knowledge.index.with_draft(document)
        trial = tell(question, replace(knowledge, index=index), on=visit.today).reply
    faults = faults_of(document, knowledge.index, knowledge.hotlines, on=visit.today)
    good = trial.entry == document.id and trial.kind is ReplyKind.ANSWER
    return Trial(question, _said(document, trial, good, visit), good, trial, faults)


def _document(visit: Visit, entry_id: int | None, draft: Draft) -> Document:
    if entry_id is None:
        return unsaved_document(draft)
    with visit.town.database.reading() as session:  # the visit's own would hold up who writes
        entry = find_entry(session, entry_id)
        tried = Wording(entry.latest + 1, draft, visit.person.name, visit.now)
        return document_of(session, entry, tried)


def _said(document: Document, reply: Reply, good: bool, visit: Visit) -> str:
    if good:
        return "会用这一条回答。"
    if not document.holds_on(visit.today):
        return "这一条今天不在有效期内，不会用来回答。"
    if reply.kind is ReplyKind.ANSWER:
        return "会用别的内容回答，不是这一条。可以加一句这样的相似问法。"
    if reply.kind is ReplyKind.CHOICES:
        offered = any(choice.send == document.title for choice in reply.choices)
        return (
            "会请居民从几条里选，这一条在里面。"
            if offered
            else "会请居民从几条里选，这一条不在里面。可以加一句这样的相似问法。"
        )
    if reply.kind is ReplyKind.DANGER:
        return "这句话像是遇到危险，会先给紧急电话，不用这一条。"
    if reply.kind is ReplyKind.UNKNOWN:
        return "会说没有把握，答不上来。可以加一句这样的相似问法。"
    return "会当作闲聊或者追问来回，不用这一条。"
