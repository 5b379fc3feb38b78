"""A town with its console, five people on the staff, and clients that are signed in as them."""

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from forgetting import let_fastapi_forget

from bot.channels.web import build_app
from bot.console.entering import sign_ins
from bot.people import Role, Staff, add_staff, find_staff
from bot.settings import Settings
from bot.town import Town, open_town
from jobs.places.grid_tree import ensure_path
from jobs.places.grids import split_path

KEY = "a-key-of-at-least-thirty-two-characters"
NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)  # 12:00 in the town
NAMES: Mapping[Role, str] = {
    Role.WORKER: "王网格",
    Role.DRAFTER: "起小草",
    Role.REVIEWER: "沈审核",
    Role.PUBLISHER: "钱签发",
    Role.ADMINISTRATOR: "管大姐",
}
GRID = "城关镇/东街"
START_SECONDS = 30


class Visitor:
    """A client that is signed in; what it posts carries what a browser would add."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self._token = ""

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Open a page of the console, `/inbox` for /console/inbox."""
        return self.client.get(f"/console{path}", **options)

    def post(self, path: str, data: Any = None, **options: Any) -> httpx.Response:
        """Post a form as our own pages do, and go where it leads."""
        if not self._token:
            self.client.get("/console/me")
            self._token = self.client.cookies.get("starlette_admin_csrftoken") or ""
        headers = {"sec-fetch-site": "same-origin", "x-csrftoken": self._token}
        headers |= options.pop("headers", {})
        return self.client.post(f"/console{path}", data=data or {}, headers=headers, **options)


class ConsoleTown:
    """A running town; `at` sets its clock, `visitor` and `token` sign people in."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.now = NOON
        chosen: dict[str, Any] = {
            "_env_file": None,
            "data_dir": folder,
            "town_name": "城关镇",
            "secret_key": KEY,
        }
        self.town: Town = open_town(Settings(**chosen | settings), clock=self.clock)
        self.database = self.town.database
        self.app = build_app(self.town, clock=self.clock)
        self._stack, self._address = ExitStack(), ""
        self._staff()

    @property
    def address(self) -> str:
        """Where the town is served, from the first time somebody asks."""
        if not self._address:
            self._address = self._stack.enter_context(_on_a_port(self.app))
        return self._address

    def clock(self) -> datetime:
        """Tell the town's time."""
        return self.now

    def at(self, now: datetime) -> None:
        """Set the town's time."""
        self.now = now

    def _staff(self) -> None:
        with self.database.writing() as session:
            grid = ensure_path(session, split_path(GRID), by="终端", now=self.now)
            for role, name in NAMES.items():
                own = grid.id if role is Role.WORKER else None
                add_staff(session, name, role=role, grid=own, by="终端", now=self.now)

    def person(self, role: Role) -> Staff:
        """Give the person of a role."""
        with self.database.reading() as session:
            return find_staff(session, NAMES[role])

    def token(self, role: Role) -> str:
        """Sign the person of a role in, and give the token for their browser."""
        with self.database.writing() as session:
            person = find_staff(session, NAMES[role])
            return sign_ins.begin(session, person.id or 0, agent="test", now=self.now)

    def visitor(self, role: Role | None) -> Visitor:
        """Give a client that is signed in as the person of a role, or as nobody."""
        client = httpx.Client(base_url=self.address, follow_redirects=True, timeout=60)
        self._stack.enter_context(client)
        if role is not None:
            client.cookies.set("mingbai", self.token(role))
        return Visitor(client)

    def close(self) -> None:
        """Stop serving and let go of the database."""
        self._stack.close()
        self.town.close()
        let_fastapi_forget()


@contextmanager
def console_town(template: Path, folder: Path, **settings: Any) -> Iterator[ConsoleTown]:
    """Open a town with its console on a copy of a data folder."""
    console = ConsoleTown(Path(shutil.copytree(template, folder)), **settings)
    try:
        yield console
    finally:
        console.close()


@contextmanager
def _on_a_port(app: Any) -> Iterator[str]:
    with ExitStack() as stack:
        listener = stack.enter_context(closing(socket.create_server(("127.0.0.1", 0))))
        config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        _wait_until(lambda: server.started)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(START_SECONDS)


def _wait_until(met: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not met():
        assert time.monotonic() < deadline, "the console did not start"
        time.sleep(0.02)
