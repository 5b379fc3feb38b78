"""The database for the length of one command."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from bot.logs import configure_logs
from bot.settings import Settings, load_settings
from bot.town import prepare
from knowledge.database import Database


@contextmanager
def opened() -> Iterator[tuple[Database, Settings]]:
    """Open the town's database, made and brought up to date where that is needed."""
    settings = load_settings()
    configure_logs(settings.log_format, "error")
    database = prepare(settings)
    try:
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
