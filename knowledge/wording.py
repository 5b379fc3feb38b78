"""One spelling for what people write in many: width, script, numerals, politeness."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

from knowledge.numerals import to_chinese

_CONTROL = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")
_MARKS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"(?<![\d.])\d{1,5}(?![\d.])")
_POLITE = re.compile(
    r"请问|您好|你好|谢谢|麻烦(?:您|你)?|劳驾|咨询(?:一下|下)|想问(?:一下|下|问)?|问(?:一下|下)|"
    r"我想(?:知道|了解|咨询)|想(?:知道|了解)|告诉我|帮我(?:看看|查查|查一下)|求助|急+(?=[，,!！。\s])"
)
_FILLER = re.compile(
    r"怎么办|怎么样|怎么(?:说|讲|规定)|怎么|怎样|如何|什么|是不是|能不能|可不可以|要不要|有没有|是否|"
    r"可以|应该|需要|到底|究竟|到底|这种情况|的话|一下|请问|哪些|哪个|哪里|为什么|吗|呢|吧|啊|呀|嘛|了"
)


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def normalise(text: str) -> str:
    """Fold width, script, case and blanks; drop what cannot be seen."""
    text = _CONTROL.sub("", unicodedata.normalize("NFKC", text))
    return str(_simplifier().convert(_SPACE.sub(" ", text).strip().lower()))


def bare(text: str) -> str:
    """Leave only letters and digits, so that phrases compare equal up to punctuation."""
    return _MARKS.sub("", normalise(text))


def sentences_of(text: str) -> list[str]:
    """Cut a text into sentences and clauses, none of them blank."""
    return [part.strip() for part in _SENTENCE.findall(text) if part.strip()]


@lru_cache(maxsize=1 << 8)
def content(text: str) -> str:
    """Leave what a question is about: no politeness, no filler, numbers in Chinese."""
    text = _FILLER.sub(" ", _POLITE.sub(" ", normalise(text)))
    return _NUMBER.sub(lambda found: to_chinese(int(found[0])), text)
