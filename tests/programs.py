"""The real program as a township runs it: single commands, and a server to ask."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from forking import run_forked

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "bot"]
PATIENCE = 60


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """What a command in a folder of its own sees; settings come without MINGBAI_."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MINGBAI_")}
    own = {f"MINGBAI_{name.upper()}": value for name, value in settings.items()}
    town = {"MINGBAI_DATA_DIR": str(folder / "data"), "MINGBAI_TOWN_NAME": "城关镇"}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "80"} | town | own


def mingbai(
    folder: Path, *words: str | Path, typed: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return run_forked(
        [*map(str, words)],
        folder=folder,
        environment=environment(folder, **settings),
        typed=typed,
        patience=PATIENCE,
    )


def imported(folder: Path, *words: str | Path, **settings: str) -> str:
    """Import files and hand back what was said, all of it well."""
    done = mingbai(folder, "import", *words, **settings)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


@dataclass
class Running:
    """A server that runs, and what it says."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path

    def ask(self, text: str) -> dict[str, Any]:
        """Ask it a question."""
        reply = httpx.post(f"{self.url}/api/ask", json={"text": text}, timeout=10)
        assert reply.status_code == 200, reply.text
        return dict(reply.json())

    def stop(self, number: signal.Signals) -> tuple[int, float]:
        """Send a signal; give the exit code and the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(20), time.monotonic() - began

    def said(self) -> str:
        """Everything it wrote to the terminal."""
        return self.log.read_text(encoding="utf-8")


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Running]:
    """Run a server in a folder until the end of the block, if it lasts that long.

    In a setting, `{url}` stands for its own address.
    """
    port, log = free_port(), folder / "run.log"
    settings = {k: v.replace("{url}", f"http://127.0.0.1:{port}") for k, v in settings.items()}
    command = [*COMMAND, "run", "--port", str(port)]
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=folder, env=environment(folder, **settings), stdout=out, stderr=out
        )
    server = Running(process, f"http://127.0.0.1:{port}", log)
    try:
        until(lambda: process.poll() is not None or _ready(server))
        assert process.poll() is None, server.said()
        yield server
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(met: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def rows(folder: Path, statement: str) -> list[tuple[Any, ...]]:
    """Read from the SQLite file of a folder."""
    connection = sqlite3.connect(folder / "data" / "mingbai.db")
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def statutes(path: Path, *, laws: int, articles: int) -> Path:
    """Write a file of made-up laws, one article a line."""
    path.write_text(
        "".join(
            json.dumps(
                {
                    "law": f"第{law}号管理条例",
                    "article": f"第{number}条",
                    "kind": "art",
                    "date": "2020-01-01",
                    "text": f"第{law}号事项的第{number}种情形，由所在地的主管部门依照规定办理。",
                },
                ensure_ascii=False,
            )
            + "\n"
            for law in range(1, laws + 1)
            for number in range(1, articles + 1)
        ),
        encoding="utf-8",
    )
    return path


def _ready(server: Running) -> bool:
    try:
        return httpx.get(f"{server.url}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False
