"""How the publicity calendar's file must look; anything else in it is refused."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from knowledge.starter_shapes import Cited, Slug, Strict, Words

Rule = Annotated[str, StringConstraints(pattern=r"^\S{2,24}$")]
Topic = Annotated[str, StringConstraints(pattern=r"^\S{2,16}$")]


class CalendarEntry(Strict):
    """A day, week, month or season of publicity: when, why, about what and for whom.

    `moves` says that the organisers name the dates anew each year; `dates` holds those known.
    """

    id: Slug
    name: Words
    when: Rule
    moves: bool = False
    dates: dict[int, tuple[date, date]] = Field(default_factory=dict)
    basis: Words
    citations: tuple[Cited, ...] = ()
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    audience: Annotated[tuple[Topic, ...], Field(min_length=1)]
    checked_on: date

    @model_validator(mode="after")
    def _dates_are_in_order(self) -> Self:
        for year, (first, last) in self.dates.items():
            if not first <= last or first.year != year:
                raise ValueError(f"{year}年的起止日期不对")
        return self


class CalendarFile(Strict):
    """The whole calendar."""

    entries: Annotated[tuple[CalendarEntry, ...], Field(min_length=1)]
