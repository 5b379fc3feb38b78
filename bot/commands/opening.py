"""The database for the length of one command."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from bot.logs import configure_logs
from bot.settings import Settings, load_settings
from bot.town import prepare
from bot.town_settings import read_chosen
from knowledge.database import Database


@contextmanager
def opened() -> Iterator[tuple[Database, Settings]]:
    """Open the town's database, brought up to date, with the settings as the town has them."""
    settings = load_settings()
    configure_logs(settings.log_format, "error")
    database = prepare(settings)
    try:
        with database.reading() as session:
            settings = read_chosen(session, settings).settings
        yield database, settings
    finally:
        database.close()


@contextmanager
def writing() -> Iterator[tuple[Session, Settings]]:
    """Give a session that commits at the end of the block, or keeps nothing on an error."""
    with opened() as (database, settings), database.writing() as session:
        yield session, settings


@contextmanager
def reading() -> Iterator[tuple[Session, Settings]]:
    """Give a session whose changes are thrown away."""
    with opened() as (database, settings), database.reading() as session:
        yield session, settings
