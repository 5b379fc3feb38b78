"""Speech that a telephone wrote down: hesitation, repetition and numbers said digit by digit."""

import re

_HAN = "\u4e00-\u9fff"
_HESITATION = re.compile(
    r"[嗯呃唔]+[，,。、 ]*(?:[那这]个)?[，,。、 ]*|"
    r"(?<![一-龥])额(?=[，,。、 ]|我|这|那)[，,。、 ]*|"
    r"(?:就是说|也就是说|怎么说呢|你比如说|然后呢|然后吧|反正就是|那啥|那什么)[，,、 ]*|"
    r"(?<=[，,。、 ])那个[，,、 ]+"
)
_OPENING = re.compile(r"^(?:喂+|哎+|诶+|欸+|那个|这个|就是|然后|哈喽)[，,。、 ]+")
_STUTTER = re.compile(rf"([{_HAN}])\1{{2,}}")
# Never 能不能不, which only looks repeated.
_REPEATED = re.compile(rf"((?:(?![不没])[{_HAN}]){{2,6}}?)(?: *\1)+")
_DIGITS = dict(zip("零〇幺一二两三四五六七八九", "0011223456789", strict=True))
_DIGIT = "[零〇幺一二三四五六七八九]"
_SAID = re.compile(
    rf"(?<![零〇幺一二三四五六七八九十百千万亿第两])(?:{_DIGIT}{{4,}}|幺{_DIGIT}{{2}})(?![十百千万亿])"
)


def written(text: str) -> str:
    """Leave out what is only said, never what is meant."""
    text = _HESITATION.sub(" ", _OPENING.sub("", text))
    text = _REPEATED.sub(r"\1", _STUTTER.sub(r"\1", text))
    text = _SAID.sub(_as_digits, text)
    return re.sub(" {2,}", " ", text).strip()


def _as_digits(said: re.Match[str]) -> str:
    """Write a number that was said digit by digit; 一一一 and the like stay as they are."""
    return "".join(_DIGITS[digit] for digit in said[0])
