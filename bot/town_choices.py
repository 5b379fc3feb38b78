"""All that a town chose in the console, read at once whenever any of it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from bot.settings import Settings
from bot.town_hotlines import Line, list_hotlines
from bot.town_law_names import read_own_names
from bot.town_settings import read_chosen
from bot.town_tables import current_edition
from bot.town_words import TownWords
from knowledge.database import Database


@dataclass(frozen=True, slots=True)
class Choices:
    """What holds in a town, with the number of the change that brought it."""

    edition: int
    settings: Settings
    words: TownWords
    hotlines: Sequence[Line]
    law_names: Mapping[str, str]


def read_choices(session: Session, settings: Settings) -> Choices:
    """Give what holds over the environment's settings."""
    edition, chosen = current_edition(session), read_chosen(session, settings)
    lines, names = list_hotlines(session), read_own_names(session)
    return Choices(edition, chosen.settings, chosen.words, tuple(lines), names)


class Watch:
    """Looks whether the town chose anew, as often as it is asked to."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings
        self._seen = 0

    def look(self) -> Choices | None:
        """Give what holds now, if it is not what was seen last."""
        with self._database.reading() as session:
            if current_edition(session) == self._seen:
                return None
            found = read_choices(session, self._settings)
        self._seen = found.edition
        return found
