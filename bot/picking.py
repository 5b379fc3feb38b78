"""What people say to buttons without pressing them: “第一个”, “选2”, “都不是”."""

import re
from datetime import date

from bot import replies, texts
from bot.messages import Choice, Reply, ReplyKind
from bot.topics import Told, Topic
from knowledge.decision import Decision, Verdict
from knowledge.drafts import Kind
from knowledge.index import Index
from knowledge.wording import bare

MOST_OFFERED = 3
LIKE = 0.12  # likeness from which an entry is worth offering when the better ones were not meant

_NUMBER = re.compile(
    r"(?:那|就|我)*(?:选择?|要|问的?是|是|点|看|说的是)?(?:(?:第|头)?(?P<number>[一二三四五六1-6])|(?P<last>最后一?))"
    r"(?:个|件|种|项|号|点|个问题|件事)?(?:吧|呢|啊|的|呀)?"
)
_DIGITS = {digit: place for row in ("一二三四五六", "123456") for place, digit in enumerate(row)}
_NONE = re.compile(
    r"(?:以上|这些|上面)?(?:都|全)(?:不是|不对|没有|不相关)(?:的|啊|呀|吧)?|不是(?:这些|这个)"
)
_PRESSED = bare(texts.NONE_OF_THESE)


def refuses(text: str) -> bool:
    """Whether somebody says that none of the choices is meant."""
    return bool(_NONE.fullmatch(bare(text)))


def picks(text: str) -> bool:
    """Whether somebody names a choice by its place."""
    return bool(_NUMBER.fullmatch(bare(text)))


def picked(text: str, topic: Topic) -> Choice | None:
    """Give the choice that was named by its place; nothing if there are fewer."""
    named = _NUMBER.fullmatch(bare(text))
    offered = [one for one in topic.offered if bare(one.send) != _PRESSED]
    if named is None or not offered:
        return None
    place = len(offered) - 1 if named["last"] else _DIGITS[named["number"]]
    return offered[place] if place < len(offered) else None


def too_few(topic: Topic) -> Told:
    """Say how many choices there are, and offer them again."""
    count = sum(bare(one.send) != _PRESSED for one in topic.offered)
    said = texts.NO_SUCH_CHOICE.format(count=count)
    return Told(Reply(ReplyKind.CHOICES, said, choices=topic.offered), topic)


def next_best(topic: Topic, index: Index, *, on: date) -> Told:
    """Offer what else may be meant, once; after that a person to talk to."""
    shown = {*topic.refused, *(choice.send for choice in topic.offered)}
    if topic.document:
        shown.add(topic.document.title)
    found = [
        match
        for match in index.search(topic.question, on=on, limit=12, only=Kind.FAQ)
        if match.document.title not in shown and match.likeness >= LIKE
    ][:MOST_OFFERED]
    if topic.refused or not found:
        return nobody_left(topic)
    reply = replies.from_decision(Decision(Verdict.CHOICES, 0.4, tuple(found)), index, on=on)
    told = Reply(ReplyKind.CHOICES, texts.NEXT_BEST, 0.4, choices=reply.choices)
    return Told(told, Topic(topic.question, None, reply.choices, tuple(sorted(shown))))


def nobody_left(topic: Topic) -> Told:
    """Give the numbers where a person listens."""
    lines = (replies.LEGAL_AID, replies.TOWN_LINE)
    return Told(Reply(ReplyKind.FLOW, texts.NONE_LEFT, hotlines=lines), Topic(topic.question))
