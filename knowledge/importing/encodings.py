"""Bytes to text: UTF-8, UTF-16, GB18030 or Big5, whichever reads as real Chinese."""

import codecs
import re

from knowledge.errors import BadInput

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like the UTF-16 mark, so it must come first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PLAUSIBLE = 0.4
_CONTROLS = re.compile(r"[\0-\x08\x0e-\x19\x1b-\x1f]")
_ASCII = re.compile(r"[\0-\x7f]+")
_SIGNS = re.compile(r"[·—‘-”…①-⑳\u3001-\u3017\uff01-\uff65]")


def decode(data: bytes, *, name: str) -> str:
    """Turn the bytes of a file into text, or refuse what no known encoding explains."""
    text = _decoded(data)
    if text is None or _CONTROLS.search(text):
        raise BadInput(
            f"看不懂“{name}”的文字编码，请用记事本或 WPS 打开，另存为 UTF-8 编码再导入。"
        )
    return text.replace("\x1a", "").replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _try(data, encoding)
    text = _try(data, "utf-8")
    return text if text is not None else _most_plausible(data)


def _most_plausible(data: bytes) -> str | None:
    """Common characters tell the encodings apart: read wrongly, text turns into rare ones."""
    scored = [
        (_share_of_common(text, encoding), text)
        for encoding in ("gb18030", "big5")
        if (text := _try(data, encoding)) is not None
    ]
    share, text = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
    return text if share >= _PLAUSIBLE else None


def _share_of_common(text: str, encoding: str) -> float:
    signs = _ASCII.sub("", text)[:20_000]
    common = sum(bool(_SIGNS.match(sign)) or _is_common(sign, encoding) for sign in signs)
    return common / len(signs) if signs else 0.0


def _is_common(sign: str, encoding: str) -> bool:
    """Whether a character stands in the first, everyday level of its character set."""
    level, last = ("gb2312", 0xD7) if encoding == "gb18030" else ("big5", 0xC6)
    try:
        code = sign.encode(level)
    except UnicodeEncodeError:
        return False
    first = 0xB0 if level == "gb2312" else 0xA4
    return len(code) == 2 and first <= code[0] <= last


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
