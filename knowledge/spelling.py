"""Mistyped characters put right, or guessed at, by sound, shape and what stands around them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.language import STEP, Language
from knowledge.sounds import blurred, syllables

SURE, LIKELY = -0.1, -2.6  # of a suggestion: log-odds of being right
MOST_GUESSES = 3
# Learnt by logistic regression from sentences with real spelling errors and from questions with
# one wrong character each: how much a better pair on the left, one on the right, the worse of
# both and better words say, and what each way to mistype is worth.
_LEFT, _RIGHT, _WORSE, _WORDS = 0.24, 0.30, -0.10, 0.20
_SAME_SOUND, _LIKE_SOUND, _NO_SOUND = -4.62, -5.84, -9.01
_SAME_SHAPE, _LIKE_SHAPE, _SINGLE = 3.78, 2.54, -1.56
_HELD = 3  # a word of two characters that our texts have this often is not doubted
_FLOOR, _ROOM, _TOP, _REACH = -5.0, 5, 6, 8
_NEVER = -99.0
_RUN = re.compile("[\u4e00-\u9fff]{2,}")

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, order=True)
class Suggestion:
    """Another character for a place, and the log-odds that it belongs there."""

    odds: float
    at: int
    letter: str

    def on(self, text: str) -> str:
        """Put the character in."""
        return text[: self.at] + self.letter + text[self.at + 1 :]


class Speller:
    """Judges every doubtful character against all that could stand in its place."""

    def __init__(
        self,
        language: Language,
        *,
        cut: Callable[[str], list[str]],
        look_alikes: Mapping[str, tuple[str, str]],
    ) -> None:
        self._language, self._cut = language, cut
        letters = language.letters
        place = {letter: at for at, letter in enumerate(letters)}
        sounds = syllables(letters[1:])
        self._sounds = [sounds.get(letter, ()) for letter in letters]
        self._same = _grouped(self._sounds)
        self._like = _grouped([[blurred(one) for one in many] for many in self._sounds])
        self._shapes = {
            place[letter]: (_places(same, place), _places(like, place))
            for letter, (same, like) in look_alikes.items()
            if letter in place
        }

    def mend(self, text: str) -> str:
        """Put right what is surely mistyped."""
        return self.read(text)[0]

    def read(self, text: str) -> tuple[str, tuple[str, ...]]:
        """Put right what is sure, and give the words that other characters may have meant."""
        put: list[int] = []
        guesses: dict[str, None] = {}
        for found in sorted(self.suggestions(text), reverse=True):
            if any(abs(found.at - at) < 2 for at in put):
                continue
            if found.odds > SURE:
                text = found.on(text)
                put.append(found.at)
            elif found.odds > LIKELY and len(guesses) < MOST_GUESSES:
                guesses[self._word(found.on(text), found.at)] = None
        return text, tuple(guesses)

    def suggestions(self, text: str) -> list[Suggestion]:
        """Give every likely correction of one character."""
        return [
            Suggestion(odds, run.start() + at, letter)
            for run in _RUN.finditer(text)
            for odds, at, letter in self._of(run[0])
            if odds > LIKELY and (at or not text[run.start() - 1 : run.start()].isdigit())
        ]

    def _of(self, run: str) -> Iterable[tuple[float, int, str]]:
        doubtful, single = self._doubtful(run)
        if not len(doubtful):
            return
        odds = self._by_pairs(run, doubtful) + np.where(single, _SINGLE, 0)[:, None]
        rows, columns = np.nonzero(odds > _FLOOR)
        values = odds[rows, columns]
        top = np.argsort(-values, kind="stable")[: _TOP + len(run) // _REACH]
        before: dict[int, float] = {}
        for row, column, value in zip(rows[top], columns[top], values[top], strict=True):
            at, letter = int(doubtful[row]), self._language.letters[column]
            low, high = max(0, at - _ROOM), at + _ROOM + 1
            if at not in before:
                before[at] = self._language.best(run[low:high])
            after = self._language.best(run[low:at] + letter + run[at + 1 : high])
            yield float(value) + _WORDS * (after - before[at]), at, letter

    def _doubtful(self, run: str) -> tuple[Numbers, NDArray[np.bool_]]:
        """Give the characters that are no part of a good word, and which of them stand alone."""
        found: list[tuple[int, bool]] = []
        at = 0
        for piece in self._cut(run):
            value = self._language.count(piece)
            if len(piece) == 1 or (len(piece) == 2 and value < _HELD):
                found += [(place, len(piece) == 1) for place in range(at, at + len(piece))]
            at += len(piece)
        places = np.array([place for place, _single in found], dtype=np.int64)
        return places, np.array([single for _place, single in found], dtype=np.bool_)

    def _by_pairs(self, run: str, doubtful: Numbers) -> Floats:
        """Weigh every character in every doubtful place by its neighbours, sound and shape."""
        costs = self._language.costs
        letters = np.concatenate(([0], self._language.places(run), [0]))
        left, here, right = letters[doubtful], letters[doubtful + 1], letters[doubtful + 2]
        on_left = costs[left, here].astype(np.float32)[:, None] - costs[left]
        on_right = costs[here, right].astype(np.float32)[:, None] - costs[:, right].T
        odds: Floats = _LEFT * on_left + _RIGHT * on_right + _WORSE * np.minimum(on_left, on_right)
        odds /= STEP
        odds += np.stack([self._way(int(letter)) for letter in here])
        odds[np.arange(len(here)), here] = _NEVER
        odds[:, 0] = _NEVER
        return odds

    def _way(self, letter: int) -> Floats:
        """Say how well each character may be taken for this one."""
        way = np.full(len(self._sounds), _NO_SOUND, dtype=np.float32)
        for sound in self._sounds[letter]:
            way[self._like[blurred(sound)]] = _LIKE_SOUND
        for sound in self._sounds[letter]:
            way[self._same[sound]] = _SAME_SOUND
        same, like = self._shapes.get(letter, ((), ()))
        way[list(same)] += _SAME_SHAPE
        way[list(like)] += _LIKE_SHAPE
        return way

    def _word(self, text: str, at: int) -> str:
        """Give the word that holds a place, or the place and its neighbours."""
        end = 0
        for piece in self._cut(text):
            end += len(piece)
            if end > at:
                return piece if len(piece) > 1 else text[max(0, at - 1) : at + 2]
        return text


def _grouped(sounds: Iterable[Iterable[str]]) -> dict[str, Numbers]:
    groups: dict[str, list[int]] = {}
    for at, of_one in enumerate(sounds):
        for sound in dict.fromkeys(of_one):
            groups.setdefault(sound, []).append(at)
    return {sound: np.array(places, dtype=np.int64) for sound, places in groups.items()}


def _places(letters: str, place: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(place[letter] for letter in letters if letter in place)
