"""What a town sets in the console, kept beside what the environment and the starter say."""

from datetime import datetime

from sqlalchemy import Column, Text, text, update
from sqlmodel import Field, Session, SQLModel, col, select

_FIRST = text("INSERT INTO town_edition (id, number) VALUES (1, 0) ON CONFLICT (id) DO NOTHING")


class TownSetting(SQLModel, table=True):
    """One thing the town set itself; without a row the environment or the program decides."""

    __tablename__ = "town_setting"

    key: str = Field(primary_key=True)
    value: str = Field(sa_column=Column(Text, nullable=False))
    by: str
    at: datetime


class TownHotline(SQLModel, table=True):
    """A number of the town's own, or its own words on a number that the starter brings."""

    __tablename__ = "town_hotline"

    number: str = Field(primary_key=True)
    name: str
    purpose: str
    hours: str
    hidden: bool = False
    by: str
    at: datetime


class TownLawName(SQLModel, table=True):
    """What people here call a law, beside the names that the starter knows."""

    __tablename__ = "town_law_name"

    name: str = Field(primary_key=True)
    law: str
    by: str
    at: datetime


class TownEdition(SQLModel, table=True):
    """The one row that counts changes to all of these, so that everybody can see there was one."""

    __tablename__ = "town_edition"

    id: int = Field(primary_key=True)
    number: int = 0


def current_edition(session: Session) -> int:
    """Say how many changes there have been."""
    return session.exec(select(TownEdition.number).where(TownEdition.id == 1)).first() or 0


def count_change(session: Session) -> None:
    """Let every process see, once this transaction ends, that something changed."""
    session.execute(_FIRST)
    session.execute(
        update(TownEdition).where(col(TownEdition.id) == 1).values(number=TownEdition.number + 1)
    )
