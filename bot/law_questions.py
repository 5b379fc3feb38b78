"""Questions that name a law or an article of it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot import replies, texts
from bot.messages import Reply, ReplyKind
from bot.topics import Told, Topic
from knowledge.index import Index
from knowledge.law_names import LawNames, Reference
from knowledge.wording import bare, content, normalise

_WHOLE_LAW = re.compile(
    r"(全文|内容|是|法律|规定|条文|原文|的|讲|说|写|还|现在|有效|有没有|有|没|能|用|管|废止|作废|取消|代替|替代|在|不)*"
)


def from_law(
    question: str, index: Index, names: LawNames, *, on: date, otherwise: Callable[[str], Told]
) -> Told | None:
    """Reply to a question that names a law; nothing if it only mentions one."""
    reference = names.find(question, index.laws)
    if reference is None:
        return None
    replaced = names.replaced(reference.typed)
    whole = reference.number or _asks_only_for_law(reference)
    if replaced and replaced.since <= on:
        notice = replies.replaced_notice(replaced)
        if whole:
            return Told(Reply(ReplyKind.ANSWER, notice, note=texts.STANDING), Topic(question))
        told = otherwise(normalise(reference.rest))
        return replace(told, reply=replace(told.reply, text=f"{notice}\n{told.reply.text}"))
    if not whole:
        return None
    if reference.law in index.laws:
        reply = replies.from_reference(reference, index, on=on)
        article = (reference.law, reference.number, reference.sub)
        document = index.article(*article, on=on) if reference.number else None
        return Told(reply, Topic(question, document, reply.choices))
    nearest = names.nearest(reference.typed, index.laws)
    known = names.knows(reference.typed)
    reply = replies.law_missing(reference, nearest, known=known)
    return Told(reply, Topic(question, None, reply.choices))


def _asks_only_for_law(reference: Reference) -> bool:
    return bool(_WHOLE_LAW.fullmatch(bare(content(reference.rest))))
