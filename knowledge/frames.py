"""Ways of saying a thing: words, or parts that stand near each other in any order."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

JOIN = " + "
NEAR = 14
MOST_SPANS = 60
_CLASS = re.compile(r"\{([^\W\d]+)\}")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Heard:
    """A text made ready for listening; what was found in it is found only once."""

    text: str
    found: dict[re.Pattern[str], list[Span]] = field(default_factory=dict)

    def spans(self, pattern: re.Pattern[str]) -> list[Span]:
        """Where a pattern stands in the text, first places first."""
        if pattern not in self.found:
            places: list[Span] = []
            for match in pattern.finditer(self.text):
                places.append(match.span())
                if len(places) == MOST_SPANS:
                    break
            self.found[pattern] = places
        return self.found[pattern]

    def one_sentence(self, start: int, end: int) -> bool:
        """Whether no full stop lies between two places."""
        return "。" not in self.text[start:end]


@dataclass(frozen=True, slots=True)
class Frame:
    """One way of saying; all of its parts must stand near each other in one sentence."""

    parts: tuple[re.Pattern[str], ...]

    def spans(self, heard: Heard) -> Iterator[Span]:
        """Where a text says it."""
        first, *others = self.parts
        for start, end in heard.spans(first):
            for part in others:
                near = _nearest(heard, part, (start, end))
                if near is None:
                    break
                start, end = min(start, near[0]), max(end, near[1])
            else:
                yield start, end


def frame(written: str, classes: Mapping[str, str]) -> Frame:
    """Read a way of saying; `{name}` stands for a class of words, ` + ` joins parts."""
    return Frame(tuple(re.compile(spelled(part, classes)) for part in written.split(JOIN)))


def spelled(written: str, classes: Mapping[str, str]) -> str:
    """Put every class of words in the place of its name; an unknown name is a `KeyError`."""
    return _CLASS.sub(lambda found: f"(?:{classes[found[1]]})", written)


def _nearest(heard: Heard, part: re.Pattern[str], span: Span) -> Span | None:
    """The place of a part that is nearest before or after a span without touching it."""
    start, end = span
    places = heard.spans(part)
    at = bisect_left(places, (end, end))
    after = next(iter(places[at : at + 1]), None)
    before = next((place for place in reversed(places[:at]) if place[1] <= start), None)
    near = [place for place in (before, after) if place and _close(heard, place, span)]
    return min(near, key=lambda place: max(place[0] - end, start - place[1]), default=None)


def _close(heard: Heard, one: Span, other: Span) -> bool:
    left, right = sorted((one, other))
    return right[0] - left[1] <= NEAR and heard.one_sentence(left[1], right[0])
