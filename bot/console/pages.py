"""What a page of the console is: an address, who may come, and a function that answers."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.people import Role


class Shown:
    """A page made from a template."""

    def __init__(self, template: str, /, *, status: int = 200, **values: Any) -> None:
        self.template, self.status, self.values = template, status, values


@dataclass(frozen=True)
class Told:
    """A value for a script of ours."""

    value: Any
    status: int = 200


@dataclass(frozen=True)
class Sent:
    """A file; with a `name` it is saved, without one it is shown in a page."""

    content: bytes | Path
    name: str = ""
    kind: str = "application/octet-stream"


@dataclass(frozen=True)
class Went:
    """On to another page of the console, with a word on what was done."""

    path: str
    said: str = ""
    loud: bool = False  # a warning rather than a confirmation
    token: str | None = None  # what the browser is signed in by from now on; empty: signed out


Answer = Shown | Told | Sent | Went
Handler = Callable[..., Answer]


@dataclass(frozen=True)
class Page:
    """One address; `least` is the lowest role that may come, nothing where anybody may."""

    method: str
    path: str
    least: Role | None
    handler: Handler
    again: Handler | None = None


class Pages:
    """The pages of one module, in the order they are asked."""

    def __init__(self) -> None:
        self.all: list[Page] = []

    def show(self, path: str, *, role: Role | None) -> Callable[[Handler], Handler]:
        """Answer a GET; its database session throws every change away."""
        return self._add("GET", path, role, None)

    def act(
        self, path: str, *, role: Role | None, again: Handler | None = None
    ) -> Callable[[Handler], Handler]:
        """Answer a POST in one transaction; what is refused is shown `again` as it was typed."""
        return self._add("POST", path, role, again)

    def _add(
        self, method: str, path: str, role: Role | None, again: Handler | None
    ) -> Callable[[Handler], Handler]:
        def add(handler: Handler) -> Handler:
            self.all.append(Page(method, path, role, handler, again))
            return handler

        return add
