"""The tables in the database are those the program expects."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from bot import schema
from knowledge.database import open_database


def test_there_is_one_newest_migration_and_the_program_knows_it():
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.newest()]


def test_the_migrations_make_exactly_the_tables_of_the_models(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_upgrading_again_changes_nothing(database):
    assert schema.is_current(database)
    schema.upgrade(database)
    schema.upgrade(database)
    assert schema.is_current(database)


def test_an_empty_database_is_not_current_until_it_is_upgraded(tmp_path):
    database = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    assert not schema.is_current(database)
    schema.upgrade(database)
    assert schema.is_current(database)
    database.close()


@pytest.mark.parametrize("room", ["knowledge_edition", "entry", "exchange"])
def test_the_tables_of_every_room_are_known(room):
    assert room in SQLModel.metadata.tables
