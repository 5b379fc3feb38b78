"""Who takes part: the methods in the order of the table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.quality.material import Material
from benchmarks.quality.methods.fulltext import FullText
from benchmarks.quality.methods.lexical import Lexical
from benchmarks.quality.methods.method import Method
from benchmarks.quality.methods.naive import Naive
from benchmarks.quality.methods.words import Words
from benchmarks.quality.sources import FOREIGN, HARNESS, KNOWLEDGE, QUALITY, mark_of

METHODS = QUALITY / "methods"
ROOT = QUALITY.parent.parent
TRAIN = (QUALITY.parent / "train").glob("*.py")
READING = tuple(
    ROOT / "knowledge" / name
    for name in ("reading.py", "spelling.py", "pinyin.py", "spoken.py", "vocabulary.py",
                 "wordings.py", "starter/wordings.yaml")
)  # fmt: skip
RANKING = tuple(sorted((*TRAIN, *(ROOT / "knowledge" / "ranking").glob("*.py"))))
WORDING = QUALITY.parent.parent / "knowledge" / "wording.py"


@dataclass(frozen=True)
class Contender:
    """A method, what it is made of, and how it is to be asked.

    One that `learns` is trained anew for every fold. A slow one is asked a `sample` only.
    Figures are kept until one of the `sources` changes, code or trained weights.
    """

    name: str
    build: Callable[[Material], Method]
    sources: Sequence[Path]
    learns: bool = False
    sample: int | None = None
    ours: bool = False

    @property
    def mark(self) -> str:
        """What kept figures are kept under, beside the name."""
        return mark_of((*HARNESS, *self.sources))


def _learned(material: Material) -> Method:
    """Load what learns only when it is asked for: it needs the `train` extra."""
    from benchmarks.quality.methods.learned import LearnedRanking

    return LearnedRanking(material)


LEARNED = Contender(
    "Mingbai, learned",
    _learned,
    (METHODS / "learned.py", *RANKING, *READING),
    learns=True,
    ours=True,
)
CAN_LEARN = all(find_spec(name) for name in ("torch", "lightgbm"))
CONTENDERS = (
    Contender(Naive.name, Naive, (METHODS / "naive.py", WORDING), sample=200),
    Contender(Words.name, Words, (METHODS / "words.py", WORDING)),
    Contender(FullText.name, FullText, (METHODS / "fulltext.py", METHODS / "words.py", WORDING)),
    Contender(Lexical.name, Lexical, (METHODS / "lexical.py", FOREIGN, *KNOWLEDGE), ours=True),
    *((LEARNED,) if CAN_LEARN else ()),
)
