"""People on the staff in a town's Telegram: added, linked, and found again in the database."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from mailings import grid
from sqlmodel import Session
from telegram_chat import Private, Room, Telegram

from bot.linking import make_code
from bot.people import Role, add_staff, change_staff, disable_staff
from bot.secret_key import open_vault

BY = "小王"
T = TypeVar("T")


class Staff:
    """The staff of one town in Telegram."""

    def __init__(self, telegram: Telegram, *, clock: Callable[[], datetime]) -> None:
        self.telegram, self.clock = telegram, clock
        self._rooms: dict[str, Room] = {}

    def code(self, name: str) -> str:
        """A code as the terminal prints it."""
        vault = open_vault(self.telegram.town.settings)
        return self.write(
            lambda session: make_code(session, name, vault=vault, by=BY, now=self.clock())
        )

    def add(self, name: str, role: Role, *, grids: tuple[str, ...] = ()) -> None:
        """Somebody on the list, not linked yet."""

        def work(session: Session) -> None:
            place = grid(session, *grids) if grids else None
            add_staff(session, name, role=role, grid=place, by=BY, now=self.clock())

        self.write(work)

    def linked(self, name: str, role: Role, *, grids: tuple[str, ...] = ()) -> Private:
        """Somebody on the list who has sent their code."""
        self.add(name, role, grids=grids)
        person = self.telegram.private(name)
        person.says(f"/link {self.code(name)}")
        person.hears(f"{name}，您好", "已绑定")
        return person

    def room(self, title: str) -> Room:
        """A group that the bot is in, the same for the same title."""
        if title not in self._rooms:
            self._rooms[title] = self.telegram.group(title)
        return self._rooms[title]

    def becomes(self, name: str, role: Role) -> None:
        """Somebody gets another role, at the terminal."""
        self.write(lambda session: change_staff(session, name, role=role, by=BY, now=self.clock()))

    def leaves(self, name: str) -> None:
        """Somebody is disabled, at the terminal."""
        self.write(lambda session: disable_staff(session, name, by=BY, now=self.clock()))

    def write(self, work: Callable[[Session], T]) -> T:
        """Do something in the town's database."""
        with self.telegram.town.database.writing() as session:
            return work(session)

    def read(self, work: Callable[[Session], T]) -> T:
        """Look something up there."""
        with self.telegram.town.database.reading() as session:
            return work(session)
