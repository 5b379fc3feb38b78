"""A notice that is being written in a chat: what is known of it so far, and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from knowledge.starter_notices import Category, StarterNotice


class Step(StrEnum):
    """What is asked."""

    WAY = "way"
    CATEGORY = "category"
    STARTER = "starter"
    WORDS = "words"
    TEXT = "text"
    PICTURE = "picture"
    AUDIENCE = "audience"
    TAGS = "tags"
    WHEN = "when"
    MOMENT = "moment"
    REASON = "reason"
    PREVIEW = "preview"


@dataclass(frozen=True)
class Draft:
    """All that was said so far; `audience` and `when` are nothing until they were chosen.

    `notice` is the number of the one that is written anew, if any, as it was at `changes`.
    `place` and `page` are where the person is looking, `from_starter` that a template is wanted.
    """

    step: Step = Step.WAY
    urgent: bool = False
    from_starter: bool = False
    category: str = ""
    title: str = ""
    text: str = ""
    short: str = ""
    picture: int | None = None
    picture_asked: bool = False
    audience: dict[str, list[Any]] | None = None
    chosen: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    when: str | None = None
    reason: str = ""
    place: int | None = None
    page: int = 0
    notice: int | None = None
    changes: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Give what is kept of it."""
        return asdict(self) | {"step": str(self.step)}


@dataclass(frozen=True, slots=True)
class GridChoice:
    """One grid that may be chosen."""

    id: int
    parent: int | None
    name: str


@dataclass(frozen=True)
class Around:
    """What a person may choose from: grids (`own` are a worker's), tags, templates, the time."""

    grids: Sequence[GridChoice]
    own: Sequence[int] | None
    tags: Sequence[str]
    starters: Sequence[StarterNotice]
    now: datetime  # what the clock on the town's wall reads

    def below(self, place: int | None) -> list[GridChoice]:
        """Give the grids to choose from at a place in the tree; a worker begins at their own."""
        if place is None and self.own is not None:
            return [grid for grid in self.grids if grid.id in self.own]
        return [grid for grid in self.grids if grid.parent == place]

    def known(self, grid: int) -> GridChoice | None:
        """Give a grid that may be chosen: for a worker one of their own, or one below it."""
        by_number = {one.id: one for one in self.grids}
        above = by_number.get(grid)
        while above is not None and self.own is not None and above.id not in self.own:
            above = by_number.get(above.parent or 0)
        return by_number.get(grid) if above is not None else None

    def of_category(self, category: str) -> list[StarterNotice]:
        """Give the templates of one kind."""
        return [one for one in self.starters if one.category == category]


def from_json(kept: Mapping[str, Any]) -> Draft:
    """Read a draft that was kept; what another version of the program kept of it is left out."""
    known = {name: value for name, value in kept.items() if name in Draft.__dataclass_fields__}
    return Draft(**(known | {"step": Step(known.get("step", Step.WAY))}))


def next_step(draft: Draft) -> Step:
    """Say what is to be asked next: the first thing that is not known yet."""
    asked = (
        (not draft.category, Step.CATEGORY),
        (not draft.text and draft.from_starter, Step.STARTER),
        (not draft.title, Step.WORDS),
        (not draft.text, Step.TEXT),
        (not draft.picture_asked, Step.PICTURE),
        (draft.audience is None, Step.AUDIENCE),
        (draft.when is None and draft.notice is None, Step.WHEN),
        (draft.urgent and not draft.reason, Step.REASON),
    )
    return next((step for missing, step in asked if missing), Step.PREVIEW)


def urgent() -> Draft:
    """Begin an emergency: its kind and its time are settled."""
    return Draft(step=Step.WORDS, urgent=True, category=Category.EMERGENCY, when="now")
