"""All statutes and the starter knowledge, published in a database of their own."""

from datetime import UTC, datetime

from sqlmodel import SQLModel

from benchmarks.quality.material import SCRATCH, Material
from benchmarks.quality.sources import KNOWLEDGE, mark_of
from knowledge import starter_files
from knowledge.database import Database, open_database
from knowledge.editions import take_in
from knowledge.importing.statutes import parse_statutes
from knowledge.index import Index
from knowledge.terms import Splitter

MAKER = "测量"


def open_index(material: Material) -> Index:
    """Index everything as the running program would; the database is kept for the next time."""
    database = _database(material)
    names = starter_files.load_law_names()
    index = Index(Splitter([*names.aliases, *(law.name for law in names.replaced)]))
    try:
        index.refresh(database)
    finally:
        database.close()
    return index


def _database(material: Material) -> Database:
    path = SCRATCH / f"library-{material.checksum}-{mark_of(KNOWLEDGE)}.db"
    if not path.exists():
        SCRATCH.mkdir(exist_ok=True)
        waiting = path.with_suffix(".part")
        waiting.unlink(missing_ok=True)
        for old in SCRATCH.glob("library-*.db"):
            old.unlink()
        database = open_database(f"sqlite:///{waiting}")
        _fill(database, material)
        database.close()
        waiting.rename(path)
    return open_database(f"sqlite:///{path}")


def _fill(database: Database, material: Material) -> None:
    SQLModel.metadata.create_all(database.engine)
    with database.writing() as session:
        for parsed in (starter_files.load_faq(), *parse_statutes(material.statutes_file)):
            take_in(session, parsed, by=MAKER, now=datetime.now(UTC), publish=True)
