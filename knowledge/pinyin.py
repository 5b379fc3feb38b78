"""Chinese typed in Latin letters: pinyin, and the initials of laws' names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from knowledge.language import STEP, Language
from knowledge.sounds import spellings, syllables, untoned

BEAM, SPELT_ALIKE = 6, 4
LONGEST = 6  # syllables of a word
FEWEST_INITIALS = 3
_SINGLE = 1.5  # what a syllable that is no part of a word costs
_PHRASE = -10.0  # the likelihood of a popular word that our texts have not
_TIE = 0.4  # what the pair of characters between two words says
_WORDS_SHARE = 0.34  # of the syllables of what is taken for pinyin stand in words of two and more
_ADDRESS = re.compile(r"\S*(?:[@/\\_]|\.[a-z]|[a-z]\.\w)\S*")
_LATIN = re.compile(
    r"(?<![a-z0-9])[a-züv]+[1-5]?(?:(?:[ '’]*|(?<=[1-5]))[a-züv]+[1-5]?)*(?![a-z0-9])"
)
_TOKEN = re.compile(r"[a-zv]+")
_INITIALS = re.compile(r"(?<![a-z0-9@._/-])[a-z]{3,12}(?![a-z@._/-])")
# Words of English and names that would also be pinyin.
_ENGLISH_WORDS = (
    "a an ban banana bang bike bin can chair china dan dance data date die dong fan fang fen "
    "game gang gene get guide hai hang he hen hi home hong japan jean ken lane line long "
    "machine made make man manage mang mange me men menu mine mini name nice nine note ok one "
    "online page pan pen pin pine ping ran range safe sale same sang sense she shine shun sun "
    "sung tan tang tape tong wang win women zone "
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())


@dataclass(frozen=True, slots=True)
class _Path:
    score: float
    text: str
    in_words: int
    syllables: int


class Pinyin:
    """Reads pinyin as the likeliest words of our texts."""

    def __init__(self, language: Language, words: Iterable[str]) -> None:
        self._language = language
        self._sounds = syllables(language.letters[1:])
        self._syllables: dict[str, list[tuple[float, str]]] = {}
        self._words: dict[tuple[str, ...], list[tuple[float, str]]] = {}
        for letter, readings in self._sounds.items():
            value = (language.word(letter) or -log(1e7)) - _SINGLE
            for rank, sound in enumerate(readings):
                self._syllables.setdefault(sound, []).append((value - 2 * rank, letter))
        for word in dict.fromkeys(words):
            self._learn(word)
        for known in (self._syllables, self._words):
            for same in known.values():
                same.sort(reverse=True)
                del same[SPELT_ALIKE * (2 if known is self._syllables else 1) :]

    def convert(self, text: str) -> str:
        """Turn what is pinyin into Chinese; leave addresses, English and abbreviations alone."""
        if not _LATIN.search(text):
            return text
        plain, kept = untoned(text), 0
        parts: list[str] = []
        spared = [found.span() for found in _ADDRESS.finditer(plain)]
        for found in _LATIN.finditer(plain):
            if any(start < found.end() and found.start() < end for start, end in spared):
                continue
            parts += (plain[kept : found.start()], self._phrase(found[0]))
            kept = found.end()
        return "".join((*parts, plain[kept:])) if parts else text

    def is_pinyin(self, token: str) -> bool:
        """Say whether letters are nothing but syllables."""
        return bool(self._cut(token))

    def _learn(self, word: str) -> None:
        value = self._language.word(word)
        if not 1 < len(word) <= LONGEST:
            return
        value = _PHRASE if value is None else value
        for spelling in spellings(word, self._sounds):
            self._words.setdefault(spelling, []).append((value, word))

    def _phrase(self, phrase: str) -> str:
        """Convert the pinyin among blank-separated tokens."""
        parts: list[str] = []
        waiting: list[str] = []
        for token in [*_TOKEN.findall(phrase), ""]:
            if token and self.is_pinyin(token):
                waiting.append(token)
            else:
                parts += self._tokens(waiting)
                parts += [token] if token else []
                waiting = []
        return " ".join(parts)

    def _tokens(self, tokens: list[str]) -> list[str]:
        if _ENGLISH.issuperset(tokens):
            return tokens
        found = max(self._read(tokens), key=lambda path: path.score, default=None)
        if found is None or found.in_words < _WORDS_SHARE * found.syllables:
            return tokens
        return [found.text]

    def _read(self, tokens: list[str]) -> list[_Path]:
        """Walk along all ways to cut tokens into syllables and syllables into words."""
        letters = "".join(tokens)
        ends: set[int] = set()
        for token in tokens:
            ends.add(len(token) + max(ends, default=0))
        steps = [self._after(letters, at, ends) for at in range(len(letters))]
        reached: list[list[_Path]] = [[_Path(0.0, "", 0, 0)], *([] for _ in letters)]
        for at in range(len(letters)):
            reached[at].sort(key=lambda path: -path.score)
            del reached[at][BEAM:]
            if reached[at]:
                self._extend(reached, steps, at)
        return reached[-1]

    def _extend(
        self, reached: list[list[_Path]], steps: list[list[tuple[int, str]]], at: int
    ) -> None:
        for spelling, end in _walks(steps, at):
            many = len(spelling)
            known = self._words.get(spelling, ()) if many > 1 else self._syllables[spelling[0]]
            for value, word in known:
                for path in reached[at]:
                    score = path.score + value + self._tie(path.text[-1:], word[0])
                    held = path.in_words + (many if many > 1 else 0)
                    reached[end].append(_Path(score, path.text + word, held, path.syllables + many))

    def _tie(self, left: str, right: str) -> float:
        if not left:
            return 0.0
        before, after = (int(place) for place in self._language.places(left + right))
        costs = self._language.costs
        return _TIE * (float(costs[0, after]) - float(costs[before, after])) / STEP

    def _after(self, letters: str, at: int, ends: set[int]) -> list[tuple[int, str]]:
        """Give the syllables that begin at a letter and cross no blank."""
        limit = min((end for end in ends if end > at), default=len(letters))
        pieces = ((end, letters[at:end]) for end in range(at + 1, min(at + 6, limit) + 1))
        return [(end, piece) for end, piece in pieces if piece in self._syllables]

    def _cut(self, token: str) -> bool:
        reached = {0}
        for at in range(len(token)):
            if at in reached:
                reached |= {end for end, _piece in self._after(token, at, {len(token)})}
        return len(token) in reached


def law_initials(names: Mapping[str, str]) -> dict[str, str]:
    """Give the initials that mean one law alone (`names`: what laws are called, to full names)."""
    sounds = syllables({letter for name in (*names, *names.values()) for letter in name})
    meant: dict[str, set[str]] = {}
    for name, full in {**{full: full for full in names.values()}, **names}.items():
        short = name.removeprefix("中华人民共和国")
        for spelling in spellings(short, sounds):
            initials = "".join(syllable[0] for syllable in spelling)
            if len(initials) >= FEWEST_INITIALS:
                meant.setdefault(initials, set()).add(full)
    return {initials: min(full) for initials, full in meant.items() if len(full) == 1}


def named(text: str, initials: Mapping[str, str], pinyin: Pinyin) -> str:
    """Write out laws whose initials stand alone or before an article's number."""

    def full(found: re.Match[str]) -> str:
        law = initials.get(found[0])
        return found[0] if law is None or pinyin.is_pinyin(found[0]) else law

    return _INITIALS.sub(full, text)


def _walks(
    steps: list[list[tuple[int, str]]], at: int, before: tuple[str, ...] = ()
) -> Iterable[tuple[tuple[str, ...], int]]:
    for end, syllable in steps[at]:
        spelling = (*before, syllable)
        yield spelling, end
        if len(spelling) < LONGEST and end < len(steps):
            yield from _walks(steps, end, spelling)
