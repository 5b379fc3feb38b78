"""Personal numbers in what residents write, replaced by words before anything is kept."""

import re
import unicodedata

EMAIL = "〔邮箱〕"
ACCOUNT = "〔账号〕"
IDENTITY = "〔身份证号〕"
CARD = "〔银行卡号〕"
MOBILE = "〔手机号〕"
LONG = "〔长号码〕"
LANDLINE = "〔固定电话〕"
PLATE = "〔车牌号〕"

_GAP = r"[ \t\u00a0\u3000\u200b._·–—-]{0,2}"
_STRICT_GAPS = (r"[ \u00a0\u3000]{1,2}", " ?[–—-] ?", "[._·]")
_CARD_GROUPS = ((4, 4, 4, 4, "1,3"), (4, 4, 4, 4), (6, 13), (4, 6, 5))
_PROVINCE = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
_COUNTY = _PROVINCE + "[0-9]{4}"
_DAY = rf"(?:0[1-9]|1[0-2]){_GAP}(?:0[1-9]|[12][0-9]|3[01])"
_IDENTITY_IN_FOURS = _GAP.join(
    (
        _PROVINCE + "[0-9]{2}",
        "[0-9]{2}(?:18|19|20)",
        "[0-9]{2}(?:0[1-9]|1[0-2])",
        "[0-3][0-9]{3}",
        "[0-9][0-9Xx]",
    )
)
_CHINA = rf"(?:(?:\+|00)?86{_GAP})"
_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"
_IS = r"[是为：:\s]*"
_PLATE_TAIL = "[A-Za-z][·. ]?[A-Za-z0-9]{4,5}[A-Za-z0-9挂学警]"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


_WRITTEN = re.compile(r"[\dA-Za-z\uff21-\uff3a\uff41-\uff5a]")  # no such number is without these


def mask(text: str) -> str:
    """Replace personal numbers by words; hotlines, dates, sums and articles stay."""
    if not _WRITTEN.search(text):
        return text
    plain = _plain(text)
    for label, pattern in _PATTERNS:
        if pattern.search(plain):
            text = _replace(text, pattern, label)
            plain = _plain(text)
    return text


def _replace(text: str, pattern: re.Pattern[str], label: str) -> str:
    """Search in a plain copy of equal length, but cut from what was written."""
    kept, done = [], 0
    for match in pattern.finditer(_plain(text)):
        start, end = match.span("number")
        kept += [text[done:start], label]
        done = end
    return "".join([*kept, text[done:]])


def _plain(text: str) -> str:
    """Write full-width and foreign digits, letters and signs plainly, one for one."""
    return "".join(map(_plain_character, text))


def _plain_character(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if "！" <= character <= "～":
        return chr(ord(character) - ord("！") + ord("!"))
    return character


def _grouped(*sizes: int | str, gaps: tuple[str, ...] = _STRICT_GAPS) -> str:
    """Digits in groups of these sizes, with one kind of gap throughout."""
    groups = [f"[0-9]{{{size}}}" for size in sizes]
    return _any(*(gap.join(groups) for gap in gaps))


def _any(*patterns: str) -> str:
    return f"(?:{'|'.join(patterns)})"


def _number(*patterns: str) -> re.Pattern[str]:
    """Find one of these patterns where no further digit touches it."""
    return re.compile(rf"(?<![0-9])(?P<number>{_any(*patterns)})(?![0-9])")


def _mobile(*groupings: tuple[int, ...]) -> re.Pattern[str]:
    digits = _any(*(_grouped(*sizes, gaps=(_GAP,)) for sizes in groupings))
    return _number(rf"{_CHINA}?(?=1{_GAP}[3-9]){digits}")


# The order matters: what is longer or surer comes first.
_PATTERNS = (
    (EMAIL, re.compile(r"(?P<number>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")),
    (ACCOUNT, re.compile(rf"(?i:微信号?|QQ号?){_IS}(?P<number>[A-Za-z0-9_-]{{6,20}})")),
    (
        IDENTITY,
        _number(
            _GAP.join((_COUNTY, "(?:18|19|20)[0-9]{2}", _DAY, "[0-9]{3}", "[0-9Xx]")),
            _GAP.join((_COUNTY, "[0-9]{2}", _DAY, "[0-9]{3}")),
            _IDENTITY_IN_FOURS,
        ),
    ),
    (MOBILE, _mobile((3, 4, 4))),
    (CARD, _number(*(f"(?=[3-69]){_grouped(*sizes)}" for sizes in _CARD_GROUPS))),
    (MOBILE, _mobile((4, 4, 3), (4, 3, 4), (3, 3, 5), (5, 6), (1,) * 11)),
    (CARD, _number("[0-9]{13,19}")),
    (LONG, _number("[0-9]{20,}", r"[0-9](?:[ .·-][0-9]){10,}")),
    (
        LANDLINE,
        _number(
            rf"\(?(?:0|{_CHINA}){_AREA}\)?{_GAP}[0-9]{{3,4}}{_GAP}[0-9]{{4}}(?:-[0-9]{{1,5}})?",
        ),
    ),
    (LANDLINE, re.compile(rf"(?:电话|座机|号码){_IS}(?P<number>[0-9]{{7,8}})(?![0-9])")),
    (PLATE, re.compile(rf"(?P<number>[{_PROVINCES}]{_PLATE_TAIL})(?![A-Za-z0-9])")),
)
