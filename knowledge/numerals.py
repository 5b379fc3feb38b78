"""Chinese and Arabic numerals, article numbers and dates as laws write them."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

NUMBER = r"[零〇○一二两三四五六七八九十百千万\d]+"
DATE = re.compile(
    r"(?<!\d)(?:(?P<year>\d{4}|[零〇○一二三四五六七八九]{4})\s*年"
    r"\s*(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月"
    r"\s*(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
    r"|(?P<iso>\d{4}([-/.])\d{1,2}\5\d{1,2})(?!\d))"
)
DIGITS = "零一二三四五六七八九"
LIMIT = 10**8

_UNITS = ("", "十", "百", "千")
_VALUES = {"十": 10, "百": 100, "千": 1000}
_ARTICLE = re.compile(rf"第?({NUMBER})条(?:之({NUMBER}))?|(\d+)-(\d+)")


def to_int(text: str) -> int:
    """Read a numeral, Chinese (一千零七十九, 二〇二三) or Arabic, and refuse anything else."""
    plain = _plain(text)
    if re.fullmatch(r"[0-9]+", plain):
        return int(plain)
    if len(plain) > 1 and all(sign in DIGITS for sign in plain):
        return int("".join(str(DIGITS.index(sign)) for sign in plain))
    full = re.sub(r"^一十", "十", re.sub(r"(?<=[百千万零])十", "一十", plain))
    value = _value(full)
    if full != to_chinese(value):
        raise ValueError(f"“{text}”不是数字")
    return value


def to_chinese(number: int) -> str:
    """Write a number from 0 to under a hundred million as laws do: 一千零七十九."""
    if not 0 <= number < LIMIT:
        raise ValueError(f"{number}超出了可以写成中文数字的范围")
    if number == 0:
        return DIGITS[0]
    high, low = divmod(number, 10_000)
    written = f"{_four_digits(high)}万" if high else ""
    if high and 0 < low < 1000:
        written += DIGITS[0]
    return re.sub(r"^一十", "十", written + _four_digits(low))


def article_name(number: int, sub: int = 0) -> str:
    """Write an article's name: 第一百二十条, or 第一百二十条之一 with a sub-number."""
    name = f"第{to_chinese(number)}条"
    return f"{name}之{to_chinese(sub)}" if sub else name


@lru_cache(maxsize=1 << 14)  # every article that is published, looked up at each publishing
def parse_article(text: str) -> tuple[int, int]:
    """Read 第一百二十条之一, 第120条 or 120-1 as its number and sub-number."""
    found = _ARTICLE.fullmatch(_plain(text))
    if not found:
        raise ValueError(f"“{text}”不是条文号")
    number, sub = found[1] or found[3], found[2] or found[4]
    return to_int(number), to_int(sub) if sub else 0


def chinese_dates(text: str) -> list[date]:
    """Find every date in a text, in order; impossible ones such as 2月30日 are passed over."""
    days = (date_of(found) for found in DATE.finditer(unicodedata.normalize("NFKC", text)))
    return [day for day in days if day is not None]


def date_of(found: re.Match[str]) -> date | None:
    """Turn a match of `DATE` into a day, or into nothing if the calendar has no such day."""
    if found["iso"]:
        parts = re.split(r"[-/.]", found["iso"])
    else:
        parts = [found["year"], found["month"], found["day"]]
    try:
        year, month, day = (to_int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        return None


def _plain(text: str) -> str:
    narrow = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return narrow.replace("〇", "零").replace("○", "零").replace("两", "二")


def _value(text: str) -> int:
    total = section = digit = 0
    for sign in text:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in _VALUES:
            section, digit = section + (digit or 1) * _VALUES[sign], 0
        elif sign == "万":
            total, section, digit = (section + digit) * 10_000, 0, 0
        else:
            raise ValueError(f"“{text}”不是数字")
    return total + section + digit


def _four_digits(number: int) -> str:
    """Write 1 to 9999, every ten with its 一, so that 一百一十 comes out right."""
    written = ""
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            written += DIGITS[digit] + _UNITS[power]
        elif written and number % 10**power and not written.endswith(DIGITS[0]):
            written += DIGITS[0]
    return written
