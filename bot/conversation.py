"""From what a resident wrote to what they are told: pure, the same in every channel."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot import replies, texts
from bot.messages import Hotline, Reply, ReplyKind
from knowledge.danger import Danger, find_danger
from knowledge.decision import decide
from knowledge.index import Index
from knowledge.law_names import LawNames, Reference
from knowledge.wording import bare, content, normalise

_GREETING = re.compile(r"(您好|你好|hi|hello|在吗|有人吗|早上好|下午好|晚上好|喂|哈喽)+[呀啊吗]?")
_THANKS = re.compile(r"(非常|太|好的|多)*(谢谢|感谢|多谢)(您|你|了|啦|啊)*")
_WHO = re.compile(
    r"(您|你)(是谁|是什么|叫什么(名字)?|是律师吗|是真人吗|是机器人吗|能做什么|会什么)"
)
_WHOLE_LAW = re.compile(
    r"(全文|内容|是|法律|规定|条文|原文|的|讲|说|写|还|现在|有效|有没有|有|没|能|用|管|废止|作废|取消|代替|替代|在|不)*"
)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that an answer is made from."""

    index: Index
    names: LawNames
    dangers: Sequence[Danger] = ()
    hotlines: dict[str, str] = field(default_factory=dict)
    town: str = "本镇"


def answer(text: str, knowledge: Knowledge, *, on: date) -> Reply:
    """Answer from reviewed knowledge, or say plainly that we don't know. Danger comes first."""
    danger = find_danger(text, knowledge.dangers)
    if danger:
        return _named(Reply(ReplyKind.DANGER, danger.text, hotlines=_lines(danger)), knowledge)
    small = _small_talk(bare(text), knowledge.town)
    if small:
        return Reply(ReplyKind.FLOW, small)
    question = normalise(text)
    return _named(
        _from_law(question, knowledge, on=on) or _decided(question, knowledge, on=on), knowledge
    )


def _from_law(question: str, knowledge: Knowledge, *, on: date) -> Reply | None:
    """Reply to a question that names a law; nothing if it only mentions one."""
    index, names = knowledge.index, knowledge.names
    reference = names.find(question, index.laws)
    if reference is None:
        return None
    replaced = names.replaced(reference.typed)
    if replaced and replaced.since <= on:
        notice = replies.replaced_notice(replaced)
        if reference.number or _asks_only_for_law(reference):
            return Reply(ReplyKind.ANSWER, notice, note=texts.STANDING)
        reply = _decided(normalise(reference.rest), knowledge, on=on)
        return replace(reply, text=f"{notice}\n{reply.text}")
    if reference.law in index.laws:
        if reference.number or _asks_only_for_law(reference):
            return replies.from_reference(reference, index, on=on)
        return None
    known = names.knows(reference.typed)
    if not reference.number and not _asks_only_for_law(reference):
        return None
    nearest = names.nearest(reference.typed, index.laws)
    return replies.law_missing(reference, nearest, known=known)


def _asks_only_for_law(reference: Reference) -> bool:
    return bool(_WHOLE_LAW.fullmatch(bare(content(reference.rest))))


def _decided(question: str, knowledge: Knowledge, *, on: date) -> Reply:
    return replies.from_decision(decide(question, knowledge.index, on=on), knowledge.index, on=on)


def _small_talk(said: str, town: str) -> str:
    if said == bare(texts.NONE_OF_THESE):
        return texts.NONE_REPLY
    for pattern, sentence in ((_GREETING, texts.HELLO), (_THANKS, texts.THANKS), (_WHO, texts.WHO)):
        if pattern.fullmatch(said):
            return sentence.format(town=town)
    return ""


def _lines(danger: Danger) -> tuple[Hotline, ...]:
    return tuple(Hotline(number, "") for number in danger.numbers)


def _named(reply: Reply, knowledge: Knowledge) -> Reply:
    """Give each number its name from the township's table."""
    named = tuple(
        Hotline(line.number, line.name or knowledge.hotlines.get(line.number, ""))
        for line in reply.hotlines
    )
    return replace(reply, hotlines=named)
