"""Quantities that a text names, as number and unit, however they are written."""

import re
import unicodedata

from knowledge.numerals import DATE, NUMBER, to_int

Quantity = tuple[float, str]

_UNITS = "小时|工作日|个月|周岁|公里|亩|日|天|年|岁|倍|元|株|次|人|个"
_PERCENT = re.compile(rf"百分之({NUMBER})|(\d+(?:\.\d+)?)%")
_SHARE = re.compile(rf"({NUMBER})分之({NUMBER})")
_QUANTITY = re.compile(rf"(?<![第每某这那有\d.])(\d+(?:\.\d+)?万?|{NUMBER}) ?个?({_UNITS})")
_DAY_OF_YEAR = re.compile(r"\d{1,2}月(?:\d{1,2}日)?")
_SAME = {"天": "日", "岁": "周岁"}
_LOOSE = ("次", "人", "个", "株")  # one counts with these in words without vouching for anything
_FIRST_YEAR = 1900


def quantities(text: str, *, exact: bool = False) -> set[Quantity]:
    """Find every quantity; with `exact`, only those that a writer vouches for."""
    text = unicodedata.normalize("NFKC", text).replace("半年", "6个月")
    text = _DAY_OF_YEAR.sub(" ", DATE.sub(" ", text))
    found = {(_value(a or b), "%") for a, b in _PERCENT.findall(text)}
    text = _PERCENT.sub(" ", text)
    found |= {(_value(top) / (_value(whole) or 1), "份") for whole, top in _SHARE.findall(text)}
    for number, unit in _QUANTITY.findall(_SHARE.sub(" ", text)):
        value = _value(number)
        vague = exact and (unit in _LOOSE or value < 2) and not number[0].isdecimal()
        if value and not vague and not (unit == "年" and value > _FIRST_YEAR):
            found.add((value, _SAME.get(unit, unit)))
    return found


def _value(number: str) -> float:
    """Read a number; a word that only looks like one (千万, 百) counts as nothing."""
    if number[0].isdecimal():
        plain, tens = number.removesuffix("万"), 10_000 if number.endswith("万") else 1
        return float(plain) * tens if re.fullmatch(r"\d+(?:\.\d+)?", plain) else 0.0
    try:
        return float(to_int(number)) if number not in {"千", "百", "万"} else 0.0
    except ValueError:
        return 0.0
