"""Opening the console for the first time: the link that the program prints as it starts."""

from datetime import datetime

from bot.console.entering.accounts import has_administrator
from bot.console.entering.invitations import invite_first
from knowledge.database import Database

PATH = "/console"


def first_link(database: Database, base: str, *, now: datetime) -> str:
    """Give the link for the first administrator, nothing where there is one already.

    Each start gives a new one, and the older ones are void.
    """
    with database.reading() as session:
        if has_administrator(session):
            return ""
    with database.writing() as session:
        return link(base, invite_first(session, now=now))


def link(base: str, token: str) -> str:
    """Write the whole address of a link; `base` is how people reach the town's pages."""
    return f"{base}{PATH}/join/{token}"
