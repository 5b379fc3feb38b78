"""Questions that lean on the one before: “那要多少钱”, “如果对方不同意呢”, “在哪里办”."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot import replies, texts
from bot.aspects import Aspect, aspect_of, sentences_on, without_aspects
from bot.messages import Hotline, Reply, ReplyKind
from bot.questions import heading
from bot.topics import Told, Topic
from knowledge.catalogue import Document
from knowledge.decision import Decision, Verdict, decide
from knowledge.drafts import Kind
from knowledge.index import Index
from knowledge.law_names import short_name
from knowledge.match import Match
from knowledge.numerals import parse_article
from knowledge.snapshot import ASKED_BY_PHRASE
from knowledge.wording import bare, content, normalise

LONGEST = 22  # characters of a question that leans on another
PERHAPS = 14  # characters of one that may lean, if it leads nowhere by itself
SCRAP = 10  # characters of one that asks after a side of a matter and hardly names it
HELD = 0.5  # share of a follow-up's own words that an answer must hold
PLAIN = 0.6  # confidence from which a question that only points back is one of its own
ON_SUBJECT = 0.2  # share of a title that another entry's phrasings must hold
RATED = 0.75  # confidence of an answer taken from the topic
LOOKED_AT = 8

_POINTS = re.compile(
    r"^(?:那|这|它|他|她|对方|人家|如果|要是|万一|假如|假设|还有|还|再|然后|接着|之后|不然|否则|除了|具体|刚才|上面|前面|可是|但是|但|我要是|我如果)"
    r"|他|她|它|对方|这样|这种|这个|那个|刚才|上面说|还(?:要|能|可以|得|算|有用)|呢[？?。\s]*$"
)
_SUPPOSES = re.compile(r"^(?:那|可是|但是|但|我)*(?:如果|要是|万一|假如|假设|对方|他|她|它|人家)")
_POINTERS = re.compile(
    r"那么|那样|那个|那种|那|这样|这个|这种|这些|这|它们?|他们?|她们?|对方|人家|如果|要是|万一|假如|假设|然后|接着|之后|以后|不然|否则"
    r"|除了|具体|刚才|上面|前面|可是|但是|还有|还|再|又|也|就|都|的|该|我们|我|俺|您|你|已经|半年|现在|今年|去年|多少|谁|哪里|哪|几"
    r"|没有(?=[\s了]|$)|别的|其他|大概|一般|通常|是|才|好|咋|么"
    r"|(?<![不没])(?:要|会|能|行|得|去|到|办理|办|做|弄|给|拿|说|看|有)"
)
_SHORT = "狗猫房地树车钱债"  # words of one character that say what a question is about
_ARTICLE = re.compile(r"\w{1,20}第[\d零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十])?")
_PUNCTUATION = re.compile(r"[。；！？\n]")


def leans(text: str) -> bool:
    """Whether a question is short and points back, or says nothing of its own."""
    said = normalise(text)
    if len(bare(said)) > LONGEST:
        return False
    own = own_words(text)
    scrap = len(bare(own)) <= 3 and len(bare(said)) <= SCRAP and aspect_of(said) is not None
    return bool(_POINTS.search(said)) or not own or scrap


def supposes(text: str) -> bool:
    """Whether a question goes on with “what if” or with somebody named before."""
    return bool(_SUPPOSES.search(normalise(text)))


def own_words(text: str) -> str:
    """Give what a question says besides pointing back and asking."""
    left = _POINTERS.sub(" ", content(without_aspects(normalise(text))))
    return " ".join(word for word in re.findall(r"\w+", left) if len(word) > 1 or word in _SHORT)


def carry_on(
    text: str, topic: Topic, index: Index, *, hotlines: Mapping[str, str], on: date
) -> Told | None:
    """Answer by what was spoken of: from its entry, or from one close to it that says more."""
    document = _current(topic.document, index, on=on)
    if document is None and not leans(text):
        return None
    if document is None:
        return _with_question(text, topic, index, on=on)
    aspect, own = aspect_of(normalise(text)), own_words(text)
    if aspect and not own:
        said = _said_of(aspect, document, hotlines)
        if said:
            return _from_topic(document, said, topic, index, on=on)
    near = _sibling(text, own, aspect, document, index, on=on)
    share, sentence = _best_sentence(own, document, index)
    if own and share >= HELD and (near is None or share >= near[0]):
        return _from_topic(document, sentence, topic, index, on=on)
    if near is None:
        return None
    matches = (near[1],)
    reply = replies.from_decision(Decision(Verdict.ANSWER, RATED, matches), index, on=on)
    return Told(reply, Topic(text, near[1].document, reply.choices))


def not_known(text: str, topic: Topic, hotlines: Mapping[str, str]) -> Told:
    """Say that this point of what was spoken of is not known, and whom to ask."""
    fields = (topic.document.fields if topic.document else None) or {}
    number = fields.get("hotline", "") or replies.LEGAL_AID.number
    name = hotlines.get(number, "") or replies.LEGAL_AID.name
    title = topic.document.title if topic.document else heading(topic.question)
    said = texts.TOPIC_UNKNOWN.format(title=title, number=number, name=name)
    reply = Reply(ReplyKind.UNKNOWN, said, 0.2, hotlines=(Hotline(number, name),))
    return Told(reply, replace(topic, offered=(), refused=()), f"{title}：{normalise(text)}")


def _with_question(text: str, topic: Topic, index: Index, *, on: date) -> Told | None:
    if _ARTICLE.fullmatch(bare(topic.question)):
        return None  # the name of an article that is not in says nothing to search by
    decision = decide(f"{topic.question} {text}", index, on=on)
    if decision.verdict is Verdict.UNKNOWN:
        return None
    reply = replies.from_decision(decision, index, on=on)
    document = decision.matches[0].document if decision.verdict is Verdict.ANSWER else None
    return Told(reply, Topic(f"{topic.question} {text}"[:200], document, reply.choices))


def _current(document: Document | None, index: Index, *, on: date) -> Document | None:
    """Give an entry as it is published now: ten minutes may have changed or withdrawn it."""
    if document is None or document.kind in ASKED_BY_PHRASE:
        return document and index.phrase(document.title, on=on)
    if document.kind is Kind.ARTICLE:
        article = parse_article(document.key)
        return index.article(short_name(document.origin.title), *article, on=on)
    return None


def _said_of(aspect: Aspect, document: Document, hotlines: Mapping[str, str]) -> str:
    if aspect.name == "law":
        cited = document.citations
        names = dict.fromkeys(f"《{short_name(one.law)}》{one.article}" for one in cited)
        return texts.TOPIC_LAW.format(articles="、".join(names)) if names else ""
    if aspect.name == "phone":
        number = (document.fields or {}).get("hotline", "")
        name = hotlines.get(number, "")
        return texts.TOPIC_PHONE.format(number=number, name=name) if number else ""
    return sentences_on(aspect, document.text)


def _from_topic(document: Document, said: str, topic: Topic, index: Index, *, on: date) -> Told:
    own = Match(document, 1.0, 1.0, 1.0)
    reply = replies.from_decision(Decision(Verdict.ANSWER, RATED, (own,), said), index, on=on)
    shape = texts.ON_TOPIC_LINES if "\n" in said else texts.ON_TOPIC
    part = shape.format(title=document.title, said=said)
    whole = document.text if document.text in reply.text else reply.text
    text = reply.text.replace(whole, part)  # what warns of a law that moved stays above it
    return Told(replace(reply, text=text), replace(topic, document=document, offered=()))


def _best_sentence(own: str, document: Document, index: Index) -> tuple[float, str]:
    sentences = index.sentences(document.text, own) if own else []
    rated = ((max(share, _literally(own, text)), text) for share, text in sentences)
    share, sentence = max(rated, key=lambda pair: pair[0], default=(0.0, ""))
    return share, re.sub(r"^\d\. ", "", sentence).rstrip("；") + "。" * sentence.endswith("；")


def _literally(own: str, text: str) -> float:
    """Give the share of a follow-up's own words that stand in a text as they are."""
    words = own.split()
    return sum(word in text for word in words) / len(words) if words else 0.0


def _sibling(
    text: str, own: str, aspect: Aspect | None, document: Document, index: Index, *, on: date
) -> tuple[float, Match] | None:
    """Give an entry on the same subject whose own phrasings hold what is asked after."""
    subject = without_aspects(content(document.title))
    about = _PUNCTUATION.sub("", subject)
    found: list[tuple[float, Match]] = []
    for match in index.search(f"{subject} {text}", on=on, limit=LOOKED_AT, only=Kind.FAQ):
        other = match.document
        if other.id == document.id or other.section != document.section:
            continue
        phrases = "，".join((other.title, *other.phrases))
        if own:
            (share, _text), *_rest = index.sentences(_PUNCTUATION.sub("", phrases), own)
            share = max(share, _literally(own, phrases))
        else:
            (same, _text), *_rest = index.sentences(_PUNCTUATION.sub("", phrases), about)
            share = float(bool(aspect and aspect.asks.search(phrases) and same >= ON_SUBJECT))
        found.append((share, match))
    best = max(found, key=lambda pair: pair[0], default=None)
    return best if best and best[0] >= HELD else None
