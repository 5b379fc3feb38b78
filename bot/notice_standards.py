"""What this town's notices are measured against."""

from sqlmodel import Session

from bot.delivering import town_times
from bot.settings import Settings
from jobs.writing.checks import Standards
from knowledge.law_names import LawNames
from knowledge.law_shelf import LawShelf
from knowledge.starter_files import load_hotlines, load_law_names


def town_standards(session: Session, settings: Settings) -> Standards:
    """Gather the table of hotlines, the laws in the database, and the town's times."""
    known = load_law_names()
    names = LawNames(known.aliases, known.replaced, known.revised)
    return Standards(
        hotlines=frozenset(line.number for line in load_hotlines()),
        shelf=LawShelf(session, names),
        town=settings.town_name,
        times=town_times(settings),
    )
