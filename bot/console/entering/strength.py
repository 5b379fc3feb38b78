"""How strong a password must be: long, and not what somebody who knows the person would try."""

import re
from collections.abc import Iterator

from bot.console.entering.common_words import COMMON
from bot.console.entering.passwords import plain
from knowledge.errors import BadInput

SHORTEST, LONGEST = 10, 128
GUESSES = 10**9  # at 20 guesses a second and core, a year and a half
_WEIGHED = 72  # signs that are weighed: whoever types more is safe, and weighing takes long
_PLACE = re.compile(r"(?:街道|民族乡|镇|乡|区|县)$")


def check_strength(password: str, *, name: str, town: str) -> None:
    """Raise `BadInput` for a password that is too short, too long or easily guessed."""
    fit = plain(password)
    if len(fit) < SHORTEST:
        raise BadInput(f"密码太短，至少要 {SHORTEST} 个字符。")
    if len(fit) > LONGEST:
        raise BadInput(f"密码太长，最多 {LONGEST} 个字符。")
    known = [*COMMON, *_spellings(name), *_spellings(town), *_spellings(_PLACE.sub("", town))]
    if _guesses(fit, known) < GUESSES:
        raise BadInput(
            "这个密码容易被猜到：不要用姓名、地名、生日、年份、连着的键或常见的词。"
            "可以把几个不相干的词连起来，再加上数字。"
        )


def _guesses(password: str, known: list[str]) -> float:
    """Reckon how many guesses it takes; signs strewn into a known word add little."""
    from zxcvbn import zxcvbn  # 12 MB of words, and seldom needed

    bare = re.sub(r"[\W_]", "", password)
    whole, without = (
        float(zxcvbn(one[:_WEIGHED], user_inputs=known)["guesses"]) if one else 1
        for one in (password, bare)
    )
    return min(whole, without * 100)


def _spellings(words: str) -> Iterator[str]:
    """Give a name as it is written, in pinyin, and by its initials."""
    from pypinyin import lazy_pinyin  # 47,000 phrases, and seldom needed

    syllables = lazy_pinyin(words)
    yield from (words, "".join(syllables), "".join(one[:1] for one in syllables))
    yield from (one for one in syllables if len(one) > 1)
