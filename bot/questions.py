"""The questions in one message, each with the facts that belong to it."""

import re
from dataclasses import dataclass

from knowledge.wording import bare, content, normalise

MOST = 3  # questions answered in one reply
STORY = 100  # characters from which a message is more a story than a question
TOLD_BEFORE = 0.6  # of a story, which only tells: whoever wonders there does not ask us yet
LONGEST_CLAUSE = 40  # characters; in longer ones a second question word proves little

_HEAD = (
    r"(?:[（(]?(?:[一二三四五六](?=[、.．，,）)])|[1-6１-６](?=[、.．，,）):：])|[①-⑥])[、.．，,）):：]?"
    r"|第[一二三四五六](?:个问题|个|件事|件|点)?(?:是|就是)?[、，,：:]"
    r"|(?:另外|还有|其次|再就是|再有|此外|顺便)(?:我|也)?(?:再)?(?:想)?(?:问(?:一下|下|您|你)?|请问)?"
    r"(?![没一的无几多]|方|两)[，,：:]?)"
)
_NUMBERED = re.compile(rf"(?:^|(?<=[\s。！？?!；;，,：:]))\s*{_HEAD}\s*")
_PREFACE = re.compile(
    r"(?:我|俺)?(?:想|要)?(?:问|请教|咨询|有)?(?:您|你)?[两俩三几2-5]个(?:问题|事)[：:，,。]?\s*"
)
_ENDS = "/ ，,。；;：:？?！!"
_AND = re.compile(r"^(?:另外|还有|以及|再就是|那|然后)[，,]?")
_SENTENCE = re.compile(r"[^。！？?!；;\n]+[。！？?!；;]*")
_CLAUSE = re.compile(r"[^，,、。！？?!；;\n]+[，,、。！？?!；;]*")
_ASKS = re.compile(
    r"[？?]|怎么|咋|如何|怎样|什么|啥|多少|多久|多长|几[年个天岁块倍次时]|谁|哪|吗|么(?=[。！\s]|$)|呢(?=[。！\s]|$)"
    r"|能不能|可不可以|是不是|要不要|有没有|算不算|会不会|该不该|行不行|合不合法|犯不犯法|违不违法|能否|是否"
)
_OUTRIGHT = re.compile(
    r"[？?]|吗[。！\s]*$|怎么[办弄要赔写分]|咋[办整弄]|能不能|可不可以|该不该|算不算|合不合法|(?:找|向|去|问)谁|谁(?:来|该)?[赔管]|去哪"
)
_DONE = re.compile(
    r"(?:怎么办|咋办|咋整|怎么[分算赔写要办判]|归谁|谁[赔管养]|多少钱|多久|几年|几天|什么材料|合法吗|"
    r"[吗呢])(?=[\u4e00-\u9fff]{4,})"
)
_EMPTY = re.compile(
    r"我|我们|你|您|他|她|它|这|那|这样|那样|这种|情况|现在|该|要|会|能|行|办|做|弄|处理|解决|咋办|咋整|咋|怎办"
    r"|多少|钱|多久|谁|哪|对|不对|合法|违法|犯法|的|得|去|到|找|说|问|请|请教|大家|老师|各位|律师|算|可|以|有|没有|才|好"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message; `marked` says that its writer set it apart."""

    text: str
    marked: bool = False


def asks(text: str) -> bool:
    """Whether a sentence asks something."""
    return bool(_ASKS.search(text))


def asks_outright(text: str) -> bool:
    """Whether a sentence of a story asks us; “也不知道怎么回事。” does not."""
    return bool(_OUTRIGHT.search(text))


def stands_alone(text: str) -> bool:
    """Whether a sentence says what it is about, unlike “这样合法吗”."""
    return len(bare(_EMPTY.sub("", content(text)))) >= 2


def split(text: str) -> tuple[Part, ...]:
    """Cut a message into its questions; one told in several sentences stays whole."""
    parts: list[Part] = []
    story, end = len(text) >= STORY, TOLD_BEFORE * len(text)
    facts, told = "", 0
    for sentence, marked in _sentences(text):
        if facts and marked and parts and not asks(facts):
            parts[-1] = Part(parts[-1].text + facts, parts[-1].marked)
            facts = ""
        facts += sentence
        told += len(sentence)
        if not (asks_outright(sentence) and told > end if story else asks(sentence)):
            continue
        if parts and not stands_alone(facts):
            parts[-1] = Part(parts[-1].text + facts, parts[-1].marked)
        else:
            parts.append(Part(facts.strip(), marked and bool(parts)))
        facts = ""
    if facts and parts:
        parts[-1] = Part(parts[-1].text + facts, parts[-1].marked)
    return tuple(parts) or (Part(text.strip()),)


def clauses(text: str) -> tuple[str, ...]:
    """Cut one sentence at commas, or after a question word, where each half may be a question."""
    found = [clause.strip("，,、 ") for clause in _CLAUSE.findall(text)]
    if len(found) == 1 and len(found[0]) <= LONGEST_CLAUSE:
        done = _DONE.search(found[0])
        found = [found[0][: done.end()], found[0][done.end() :]] if done else found
    asking: list[str] = []
    facts = ""
    for clause in found:
        facts += clause if not facts else f"，{clause}"
        if asks(clause) and stands_alone(clause):
            asking.append(_AND.sub("", facts))
            facts = ""
    if facts and asking:
        asking[-1] = f"{asking[-1]}，{facts}"
    return tuple(asking) if len(asking) > 1 else (text,)


def heading(text: str, *, longest: int = 24) -> str:
    """Shorten a question to a line above its answer."""
    sentences = [one for one in _SENTENCE.findall(normalise(text)) if asks(one)]
    line = (sentences[0] if sentences else normalise(text)).strip(_ENDS)
    if len(line) > longest:
        halves = [half for half in _CLAUSE.findall(line) if asks(half)]
        line = halves[-1].strip(_ENDS) if halves else line
    line = line.replace(",", "，")
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _sentences(text: str) -> list[tuple[str, bool]]:
    """Give the sentences of a message, and whether each begins what was set apart."""
    found: list[tuple[str, bool]] = []
    for line in text.splitlines():
        pieces = _NUMBERED.split(_PREFACE.sub("", line))
        for place, piece in enumerate(pieces):
            sentences = _SENTENCE.findall(piece)
            apart = place > 0 or bool(found)
            found += [(one, apart and not number) for number, one in enumerate(sentences)]
    return found
