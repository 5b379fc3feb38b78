"""What this town's notices are measured against."""

from sqlmodel import Session

from bot.delivering import town_times
from bot.settings import Settings
from bot.town_hotlines import list_hotlines, shown
from bot.town_law_names import read_own_names
from jobs.writing.checks import Standards
from knowledge.law_names import LawNames
from knowledge.law_shelf import LawShelf
from knowledge.starter_files import load_law_names


def town_standards(session: Session, settings: Settings) -> Standards:
    """Gather the table of hotlines, the laws in the database, and the town's times."""
    known = load_law_names()
    names = LawNames(known.aliases, known.replaced, known.revised).also(read_own_names(session))
    return Standards(
        hotlines=frozenset(line.number for line in shown(list_hotlines(session))),
        shelf=LawShelf(session, names),
        town=settings.town_name,
        times=town_times(session, settings),
    )
