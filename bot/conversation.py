"""From what a resident wrote to what they are told: pure, the same in every channel."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot import follow_ups, keywords, picking, replies, several, small_talk, texts
from bot.law_questions import from_law
from bot.local_numbers import number_told
from bot.messages import Hotline, Reply, ReplyKind
from bot.stories import decide_story, is_story
from bot.topics import Told, Topic
from bot.town_hotlines import Line
from bot.town_words import TownWords
from knowledge.danger import Danger, danger_hint, find_danger
from knowledge.decision import Verdict, decide
from knowledge.index import Index
from knowledge.law_names import LawNames
from knowledge.wording import bare, normalise

LONGEST = 3_000  # characters read of a message: its beginning, and its end where questions stand
_LATIN = re.compile(r"[A-Za-z]{3}")
_SURE = 0.9  # confidence from which a single word has been understood
_LEANING = 0.8  # the same for words that lean on what was said before


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that an answer is made from."""

    index: Index
    names: LawNames
    dangers: Sequence[Danger] = ()
    hotlines: dict[str, str] = field(default_factory=dict)
    town: str = "本镇"
    words: TownWords = field(default_factory=TownWords)
    own_lines: Sequence[Line] = ()  # numbers that the town added itself
    hidden: frozenset[str] = frozenset()  # numbers that it does not want to be shown


def answer(text: str, knowledge: Knowledge, *, on: date) -> Reply:
    """Answer from reviewed knowledge, or say plainly that we don't know. Danger comes first."""
    return tell(text, knowledge, on=on).reply


def tell(text: str, knowledge: Knowledge, *, on: date) -> Told:
    """Answer as `answer` does, and say what is spoken of from then on."""
    text = _readable(text)
    danger = find_danger(text, knowledge.dangers)
    if danger:
        lines = tuple(Hotline(number, "") for number in danger.numbers)
        warned = Reply(ReplyKind.DANGER, danger.text, hotlines=lines, danger=danger.id)
        return Told(_named(warned, knowledge))
    text = _spelt_out(text, knowledge)
    small = _small(text, knowledge, on=on)
    if small:
        return Told(Reply(ReplyKind.FLOW, small))
    told = _with_refusal(text, knowledge, on=on)
    return replace(told, reply=_named(_hinted(text, told.reply, knowledge), knowledge))


def go_on(text: str, alone: Told, topic: Topic, knowledge: Knowledge, *, on: date) -> Told:
    """Read a message by what was spoken of, where it leans on that; else leave it `alone`."""
    text = _readable(text)
    if alone.reply.kind is ReplyKind.DANGER:
        return alone
    if picking.refuses(text) and topic.offered:
        return picking.next_best(topic, knowledge.index, on=on)
    if picking.picks(text) and topic.offered:
        choice = picking.picked(text, topic)
        return tell(choice.send, knowledge, on=on) if choice else picking.too_few(topic)
    text = _spelt_out(text, knowledge)
    settled = _small(text, knowledge, on=on) or small_talk.declined(text)
    if settled or small_talk.without_words(text) or not _may_lean(text, alone):
        return alone
    told = follow_ups.carry_on(
        text, topic, knowledge.index, hotlines=knowledge.hotlines, on=on
    ) or _not_carried(text, alone, topic, knowledge, on=on)
    return replace(told, reply=_named(_hinted(text, told.reply, knowledge), knowledge))


def _spelt_out(text: str, knowledge: Knowledge) -> str:
    """Read pinyin and initials of laws as they are meant, before anything takes them for noise."""
    return knowledge.index.read(text).text if _LATIN.search(text) and "\n" not in text else text


def _small(text: str, knowledge: Knowledge, *, on: date) -> str:
    """Give the sentence for talk that asks nothing of the law; reviewed questions come first."""
    if knowledge.index.phrase(text, on=on):
        return ""
    if picking.refuses(text):
        return texts.NONE_REPLY
    said = small_talk.courtesy(text, knowledge.town, goodbye=knowledge.words.goodbye)
    said = said or small_talk.foreign(text, knowledge.town)
    return said or number_told(text, knowledge.hotlines, knowledge.own_lines)


def _with_refusal(text: str, knowledge: Knowledge, *, on: date) -> Told:
    """Decline what only lawyers and courts do, and still say what the law says."""
    refusal = small_talk.declined(text)
    if not refusal or knowledge.index.phrase(text, on=on):
        return _answered(text, knowledge, on=on)
    told = _one(small_talk.lawful_question(text), knowledge, on=on)
    if not _is_answer(told):
        told = _one(text, knowledge, on=on)
    if told.reply.kind in (ReplyKind.UNKNOWN, ReplyKind.FLOW):
        return Told(Reply(ReplyKind.FLOW, refusal, hotlines=(replies.LEGAL_AID,)), told.topic)
    says = texts.PAPER_SAYS if small_talk.wants_paper(text) else texts.LAW_SAYS
    law = says if _is_answer(told) else ""
    lines = tuple(dict.fromkeys((replies.LEGAL_AID, *told.reply.hotlines)))
    said = f"{refusal}\n{law}{told.reply.text}"
    return replace(told, reply=replace(told.reply, text=said, hotlines=lines))


def _is_answer(told: Told) -> bool:
    return told.reply.kind is ReplyKind.ANSWER


def _answered(text: str, knowledge: Knowledge, *, on: date) -> Told:
    index = knowledge.index

    def part(asked: str, before: Topic | None) -> Told:
        told = _one(asked, knowledge, on=on)
        if before is None or told.reply.kind is ReplyKind.ANSWER:
            return told
        return follow_ups.carry_on(asked, before, index, hotlines=knowledge.hotlines, on=on) or told

    if index.phrase(text, on=on):
        return _one(text, knowledge, on=on)
    return several.answer_each(text, part) or _one(text, knowledge, on=on)


def _one(text: str, knowledge: Knowledge, *, on: date) -> Told:
    """Answer one question by itself."""
    question = normalise(text)

    def otherwise(asked: str) -> Told:
        return _decided(asked, knowledge, on=on)

    index, names = knowledge.index, knowledge.names
    return from_law(question, index, names, on=on, otherwise=otherwise) or otherwise(question)


def _decided(question: str, knowledge: Knowledge, *, on: date) -> Told:
    index = knowledge.index
    story = is_story(question)
    decision = (decide_story if story else decide)(question, index, on=on)
    if decision.verdict is Verdict.ANSWER and decision.confidence >= _SURE and not story:
        reply = replies.from_decision(decision, index, on=on)
        return Told(reply, Topic(question, decision.matches[0].document, reply.choices))
    vague = _vague(question, knowledge, on=on)
    if vague:
        return vague
    reply = replies.from_decision(decision, index, on=on)
    if decision.verdict is not Verdict.ANSWER:
        if story and decision.verdict is Verdict.CHOICES:
            reply = replace(reply, text=texts.STORY_CHOICES)
        return Told(reply, Topic(question, None, reply.choices))
    document = decision.matches[0].document
    if story:
        told = texts.IN_STORY.format(title=document.title)
        reply = replace(reply, text=f"{told}\n{reply.text}")
    return Told(reply, Topic(question, document, reply.choices))


def _vague(question: str, knowledge: Knowledge, *, on: date) -> Told | None:
    """Help somebody on who wrote a word, a scrap of a question, or nothing that can be read."""
    if keywords.is_keyword(question):
        offered = keywords.offer(question, knowledge.index, on=on)
        if offered:
            return offered
    if small_talk.without_words(question) and not picking.picks(question):
        return Told(Reply(ReplyKind.FLOW, texts.NO_WORDS.format(sample=texts.SAMPLES[1])))
    points_back = follow_ups.leans(question) and not follow_ups.own_words(question)
    if points_back or picking.picks(question):
        return Told(Reply(ReplyKind.FLOW, texts.WHAT_ABOUT.format(sample=texts.SAMPLES[1])))
    return None


def _may_lean(text: str, alone: Told) -> bool:
    """Whether a message may go on with the topic: unless it surely is a question of its own."""
    reply, own = alone.reply, follow_ups.own_words(text)
    if reply.kind is ReplyKind.ANSWER:
        needed = _LEANING if follow_ups.supposes(text) else follow_ups.PLAIN
        return follow_ups.leans(text) and reply.confidence < (needed if own else _SURE)
    if follow_ups.leans(text):
        return True
    return len(bare(text)) <= follow_ups.PERHAPS and not keywords.is_keyword(text)


def _not_carried(text: str, alone: Told, topic: Topic, knowledge: Knowledge, *, on: date) -> Told:
    """Nothing on the topic says it: a question of its own after all, or an honest no."""
    own = follow_ups.own_words(text)
    fresh = own and not follow_ups.supposes(text) and keywords.known(own, knowledge.index)
    if follow_ups.leans(text) and not fresh:
        return follow_ups.not_known(text, topic, knowledge.hotlines)
    unknown = alone.reply.kind is ReplyKind.UNKNOWN
    vague = fresh and alone.reply.kind is not ReplyKind.ANSWER
    offered = keywords.offer(own, knowledge.index, on=on) if vague else None
    if offered:
        return offered
    return replace(alone, topic=topic if unknown and topic.document else alone.topic)


def _hinted(text: str, reply: Reply, knowledge: Knowledge) -> Reply:
    """Add the numbers worth knowing where an answer only touches on a danger."""
    known = {line.number for line in reply.hotlines}
    numbers = danger_hint(text, knowledge.dangers)
    more = tuple(Hotline(number, "") for number in numbers if number not in known)
    return replace(reply, hotlines=(*reply.hotlines, *more)) if more else reply


def _named(reply: Reply, knowledge: Knowledge) -> Reply:
    """Give each number once, with its name from the township's table, and its standing line."""
    lines = {line.number: line for line in reversed(reply.hotlines)}
    named = (lines[number] for number in dict.fromkeys(line.number for line in reply.hotlines))
    hotlines = tuple(
        replace(line, name=line.name or knowledge.hotlines.get(line.number, ""))
        for line in named
        if line.number not in knowledge.hidden
    )
    note = knowledge.words.standing if reply.note else ""
    return replace(reply, hotlines=hotlines, note=note)


def _readable(text: str) -> str:
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]}\n{text[-half:]}"
