"""One wrong character in a question, as a hurried thumb or a wrong guess would write it."""

import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.quality.splits import SEED

COMMON = 3_000  # characters in common use: nobody types the others by mistake
FILES = ("soundConfusion.json", "shapeConfusion.json")
_SMALL = frozenset(
    "的地得了吗呢吧啊呀嘛么是我你您他她它们有在和与不也就都还要会能可以请问怎如何这那个"
)

Confusions = Sequence[Mapping[str, Sequence[str]]]


def read_confusions(folder: Path, texts: Iterable[str]) -> Confusions:
    """Read what sounds or looks alike, only among the characters that are common in `texts`."""
    counted = Counter(letter for text in texts for letter in text if _is_chinese(letter))
    common = {letter for letter, _count in counted.most_common(COMMON)}
    return [_among(common, folder / "typos" / name) for name in FILES]


def with_typos(questions: Iterable[str], confusions: Confusions) -> list[str]:
    """Put one mistake into each question: always the same one."""
    chance = random.Random(SEED)
    return [with_typo(question, confusions, chance) for question in questions]


def with_typo(question: str, confusions: Confusions, chance: random.Random) -> str:
    """Replace one character that carries meaning; without any, the question stays as it is."""
    kinds = list(confusions)
    chance.shuffle(kinds)
    for kind in kinds:
        places = [at for at, one in enumerate(question) if one not in _SMALL and kind.get(one)]
        if places:
            at = chance.choice(places)
            return question[:at] + chance.choice(kind[question[at]]) + question[at + 1 :]
    return question


def _among(common: set[str], path: Path) -> dict[str, list[str]]:
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {
        right: sorted(set(wrong) & common - {right})
        for right, wrong in rows.items()
        if right in common
    }


def _is_chinese(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"
