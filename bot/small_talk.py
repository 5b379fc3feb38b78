"""Talk that asks nothing of the law: courtesies, other trades, and what we must decline."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot import texts
from knowledge.starter_shapes import Expression, Slug
from knowledge.strict_yaml import read
from knowledge.wording import bare, normalise

PATTERNS = Path(__file__).parent / "small-talk.yaml"
LONGEST = 60  # characters; whoever writes more tells a story and is not chatting

_PROMPT = re.compile(r"^(请问|麻烦|那|那么|你好|您好|对了|哎|嗯)+[，,。!！\s]*")
_NO_WORDS = re.compile(r"[a-z0-9]{1,40}|(.)\1*|(..?)\2+|[哈呵嘿嘻啊哦嗯呃额唔]+")
_PAPER = re.compile(
    r"起诉状|起诉书|诉状|状子|答辩状|上诉状|申诉书|申请书|律师函|仲裁书|离婚协议书?|合同|协议书?"
    r"|谅解书|遗嘱|借条|欠条|委托书|保证书"
)
_SENTENCED = re.compile(
    r"(?:会|能|要|得|大概|估计|可能|最多|被)*(?:判|坐)(?:牢)?(?:几|多少|多)(?:年|久|长)(?:牢)?"
)


class _Heard(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Slug
    hears: tuple[Expression, ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    talk: tuple[_Heard, ...]
    foreign: tuple[_Heard, ...]
    unless: tuple[Expression, ...]
    declined: tuple[_Heard, ...]


@dataclass(frozen=True, slots=True)
class _Patterns:
    talk: Sequence[tuple[str, re.Pattern[str]]]
    foreign: Sequence[tuple[str, re.Pattern[str]]]
    unless: re.Pattern[str]
    declined: Sequence[tuple[str, re.Pattern[str]]]


def courtesy(text: str, town: str, *, goodbye: str = texts.SMALL_TALK["bye"]) -> str:
    """Reply to a greeting, thanks, an insult or a question about ourselves; else nothing."""
    said = bare(text)
    for name, pattern in _patterns().talk:
        if pattern.fullmatch(said):
            known = goodbye if name == "bye" else texts.SMALL_TALK[name]
            return known.replace("{town}", town)
    return ""


def foreign(text: str, town: str) -> str:
    """Reply to talk that is no business of the law; nothing where law may be meant."""
    said = _PROMPT.sub("", normalise(text))
    patterns = _patterns()
    if len(said) > LONGEST or patterns.unless.search(said):
        return ""
    said = said.rstrip("。！!？?~ ")
    for name, pattern in patterns.foreign:
        if pattern.search(said):
            return texts.FOREIGN[name].format(town=town) + texts.BACK
    return ""


def declined(text: str) -> str:
    """Say what we do not do and who does: write pleadings, foretell verdicts, find guilt."""
    said = normalise(text)
    for name, pattern in _patterns().declined:
        if pattern.search(said):
            return texts.DECLINED[name]
    return ""


def wants_paper(text: str) -> bool:
    """Whether what is declined is to write something."""
    return declined(text) == texts.DECLINED["pleading"]


def lawful_question(text: str) -> str:
    """Turn what we decline into what may be asked: how to write it, how a deed is punished."""
    said = normalise(text)
    found = _PAPER.search(said)
    if found and wants_paper(text):
        return f"{found[0]}怎么写"
    return _SENTENCED.sub("怎么处罚", said)


def without_words(text: str) -> bool:
    """Whether there is nothing in a message that could be looked for."""
    said = bare(text)
    return not said or (bool(_NO_WORDS.fullmatch(said)) and len(said) != 1) or not _readable(said)


def _readable(said: str) -> bool:
    chinese = sum("\u3400" <= letter <= "\u9fff" for letter in said)
    return chinese > 0 and chinese * 3 >= len(said)


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    file, _lines = read(PATTERNS, _File)
    return _Patterns(
        _joined(file.talk), _joined(file.foreign), _any_of(file.unless), _joined(file.declined)
    )


def _joined(heard: Sequence[_Heard]) -> list[tuple[str, re.Pattern[str]]]:
    return [(one.id, _any_of(one.hears)) for one in heard]


def _any_of(expressions: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{expression})" for expression in expressions))
