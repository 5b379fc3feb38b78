"""A visit: one request of one person, with the database open for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from bot.console.person import Person
from bot.people import Role
from bot.town import Town
from jobs.records.exchanges import storable
from jobs.vault import Vault
from knowledge.errors import BadInput, NotAllowed


@dataclass(frozen=True)
class Visit:
    """What a page is asked with; `form` is what was posted, nothing of a GET."""

    request: Request
    town: Town
    vault: Vault
    session: Session
    now: datetime
    form: FormData

    @property
    def person(self) -> Person:
        """Who is signed in; raises `NotAllowed` on an open page where nobody is."""
        person: Person | None = self.request.state.person
        if person is None:
            raise NotAllowed("请先登录。")
        return person

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which people read and type times."""
        return self.town.settings.zone

    @property
    def today(self) -> date:
        """The day it is where the town is."""
        return self.now.astimezone(self.zone).date()

    def at_least(self, role: Role) -> bool:
        """Whether the person may do what this role may."""
        return self.person.at_least(role)

    def word(self, name: str, default: str = "") -> str:
        """Give what was typed under a name, in the form or behind the question mark."""
        found = self.form.get(name, self.request.query_params.get(name, default))
        return default if isinstance(found, UploadFile) else storable(str(found)).strip()

    def words(self, name: str) -> list[str]:
        """Give everything that was chosen or typed under a name, without what is empty."""
        found = [*self.form.getlist(name), *self.request.query_params.getlist(name)]
        texts = (storable(str(one)).strip() for one in found if not isinstance(one, UploadFile))
        return [text for text in texts if text]

    def number(self, name: str, default: int | None = None) -> int | None:
        """Give a whole number, or raise `BadInput`."""
        text = self.word(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and len(text) < 10):  # fits every database
            raise BadInput(f"“{text[:20]}”不是数字，请改成数字再试。")
        return int(text)

    def day(self, name: str) -> date | None:
        """Give a date as browsers send it (2026-11-23), or raise `BadInput`."""
        text = self.word(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise BadInput(f"“{text[:20]}”不是日期，请写成 2026-11-23 这样。") from error

    def file(self, name: str) -> UploadFile | None:
        """Give an uploaded file, if one was chosen."""
        found = self.form.get(name)
        return found if isinstance(found, UploadFile) and found.filename else None

    def typed(self, name: str, kept: Any = "") -> Any:
        """Give what was just typed where a form is shown again, else what is kept."""
        return self.form.get(name, "") if self.form else kept

    def ticked(self, name: str, value: Any, kept: bool = False) -> bool:
        """Whether a box is ticked: as it was posted where a form is shown again, else as kept."""
        return str(value) in self.form.getlist(name) if self.form else kept

    def url(self, path: str) -> str:
        """Address a page of the console, with the path that a proxy puts before it."""
        return f"{self.request.scope['root_path']}{path}"

    @property
    def values(self) -> Mapping[str, Any]:
        """What every template may use."""
        state = self.request.state
        return {
            "visit": self,
            "person": state.person,
            "typed": self.typed,
            "ticked": self.ticked,
            "path": self.url,
            "asset": lambda name: self.url(f"/static/{name}"),
            "town_name": self.town.settings.town_name,
        }
