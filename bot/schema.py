"""The tables of all rooms, brought up to date by Alembic."""

from pathlib import Path

from sqlalchemy import inspect, text

from bot import following, linking, people, staff_chats, telling, town_tables
from bot.channels.telegram.arrival import updates
from bot.channels.telegram.speech import marks
from bot.console.entering import accounts, invitations, recovery, sign_ins, throttle
from bot.flows import keeping
from jobs.delivery import deliveries, lanes
from jobs.places import grids, groups, subscriptions
from jobs.records import alerts, day_counts, exchanges, gaps, handovers, verdicts
from jobs.schedule import runs, schedules
from jobs.writing import notices, pictures
from knowledge import audit, entry_tables, labels, tables, town_days
from knowledge.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
WITH_TABLES = (  # importing them is what makes their tables known
    *(alerts, audit, deliveries, exchanges, gaps, grids, groups, labels, lanes),
    *(notices, people, pictures, runs, schedules, tables),
    *(handovers, marks, subscriptions),
    *(keeping, updates),
    *(following, linking, staff_chats, telling),
    *(accounts, invitations, recovery, sign_ins, throttle),
    *(day_counts, town_tables),
    verdicts,
    entry_tables,
    town_days,
)


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
