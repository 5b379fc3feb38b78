"""Phrasings that differ from what was typed by one slip of the finger."""

from collections.abc import Mapping

from rapidfuzz.distance import Levenshtein

SHORTEST = 5  # characters: in shorter phrasings one character is too much of the meaning
LONGEST = 80
# What changes the meaning is no slip: 不 and 没, numbers, and words that come in pairs.
_TELLING = frozenset(
    "不没无未非别勿免男女父母夫妻儿前后内外上下大小多少买卖借还有能可婚租债房地车狗猫"
    "零一二三四五六七八九十百千万两半0123456789甲乙丙丁"
)


class NearPhrases:
    """Finds a phrasing one character away; each phrasing is known by itself with one left out."""

    def __init__(self, phrases: Mapping[str, int]) -> None:
        self.phrases = phrases
        self._shorter: dict[str, list[str]] = {}
        for phrase in phrases:
            if len(phrase) >= SHORTEST:
                for shorter in _shorter(phrase):
                    self._shorter.setdefault(shorter, []).append(phrase)

    def find(self, typed: str) -> int | None:
        """Give the place that a typed text is one slip from; nothing if there are several."""
        if not SHORTEST - 1 <= len(typed) <= LONGEST:
            return None
        close = {one for shorter in _shorter(typed) for one in self._shorter.get(shorter, ())}
        close.update(self._shorter.get(typed, ()))
        places = {self.phrases[one] for one in close if _is_slip(typed, one)}
        return places.pop() if len(places) == 1 else None


def _shorter(text: str) -> set[str]:
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}


def _is_slip(typed: str, phrase: str) -> bool:
    edits = Levenshtein.editops(typed, phrase).as_list()
    if len(edits) != 1:
        return not edits
    kind, at, there = edits[0][0], int(edits[0][1]), int(edits[0][2])
    if kind == "replace":
        return not (typed[at] in _TELLING and phrase[there] in _TELLING)
    return (typed[at] if kind == "delete" else phrase[there]) not in _TELLING
