"""How characters sound: syllables without tones, and which syllables are easily confused."""

import json
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from itertools import product
from pathlib import Path

MOST_READINGS = 3  # of one character; the rest are old or rare
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")
# Heard as one in many places: zh and z, n, l and r, h and f, -ng and -n.
_BLURS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("^[lr]", "n"), ("^h", "f"))


def syllables(characters: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Give the syllables of each character, the commonest first."""
    table = _table()
    found = {letter: table.get(str(ord(letter)), "") for letter in characters}
    return {letter: _plain(marked) for letter, marked in found.items() if marked}


def untoned(text: str) -> str:
    """Take tone marks off letters; ü becomes v, as it is typed."""
    bare = _TONES.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare).replace("ü", "v")


@lru_cache(maxsize=1 << 10)
def blurred(syllable: str) -> str:
    """Fold what sounds alike in many places."""
    for sharp, dull in _BLURS:
        syllable = re.sub(sharp, dull, syllable)
    return syllable


def spellings(word: str, sounds: dict[str, tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    """Give every way to spell a word in syllables."""
    readings = [sounds.get(letter, ()) for letter in word]
    most = 2 if len(word) < 5 else 1  # long words would have too many
    return product(*(of_one[:most] for of_one in readings))


def _plain(marked: str) -> tuple[str, ...]:
    readings = dict.fromkeys(untoned(one) for one in marked.split(","))
    return tuple(readings)[:MOST_READINGS]


def _table() -> dict[str, str]:
    """Read pypinyin's table alone: importing the package would load its 47,000 phrases too."""
    spec = find_spec("pypinyin")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pypinyin is not installed")
    path = Path(spec.origin).with_name("pinyin_dict.json")
    return dict(json.loads(path.read_text(encoding="utf-8")))
