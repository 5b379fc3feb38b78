"""The tables of all rooms, brought up to date by Alembic."""

from pathlib import Path

from sqlalchemy import inspect, text

import bot.people  # noqa: F401  (its tables belong to the metadata)
import jobs.alerts
import jobs.deliveries
import jobs.exchanges
import jobs.gaps
import jobs.grids
import jobs.groups
import jobs.lanes
import jobs.notices
import jobs.pictures
import jobs.runs
import jobs.schedules  # noqa: F401  (their tables belong to the metadata)
import knowledge.audit
import knowledge.labels
import knowledge.tables  # noqa: F401  (their tables belong to the metadata)
from knowledge.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Bring the tables up to date; twice changes nothing."""
    if is_current(database):
        return
    from alembic import command  # a second to load, and seldom needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def newest() -> str:
    """Name the newest migration this version of the program has."""
    return max(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py"))


def is_current(database: Database) -> bool:
    """Say whether the tables are those this version of the program expects."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found == newest()
