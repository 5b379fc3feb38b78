"""The servers that are compared, and the fake Telegram between a crowd and them."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.cores import MEASURED, running_on
from benchmarks.delivery.processes import FakePlatforms

TOKEN = "700001:benchmark-token"
LONGEST_START, LONGEST_STOP = 90.0, 30.0


@dataclass(frozen=True)
class Server:
    """What is measured: its name, its module, and its process."""

    name: str
    module: str


OURS = Server("mingbai", "benchmarks.telegram.server")
ECHO = Server("python-telegram-bot's echo", "benchmarks.telegram.echo")


@contextmanager
def running(server: Server, fake: FakePlatforms, folder: Path) -> Iterator[int]:
    """Run a server on its core until the end of the block; gives its process number."""
    port = _free_port()
    with (folder / "servers.log").open("ab") as log, running_on(MEASURED):
        process = subprocess.Popen(
            [sys.executable, "-m", server.module, str(port)],
            cwd=folder,
            env=_environment(fake.url, folder, port),
            stdout=log,
            stderr=log,
        )
    try:
        _until_hooked(fake, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(LONGEST_STOP)


def order(url: str, name: str, body: object, *, method: str = "POST") -> dict[str, Any]:
    """Tell the fake something, and give what it answers."""
    data = json.dumps(body).encode()
    request = urllib.request.Request(f"{url}/_fake/{name}", data=data, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        told: dict[str, Any] = json.load(answer)
        return told


def _until_hooked(fake: FakePlatforms, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + LONGEST_START
    while not order(fake.url, "webhook", {"token": TOKEN})["url"]:
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("the server did not start")
        time.sleep(0.1)


def _environment(url: str, folder: Path, port: int) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MINGBAI_")}
    return kept | {
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": "1",
        "MINGBAI_DATA_DIR": str(folder / "data"),
        "MINGBAI_SECRET_KEY": "benchmark" * 4,
        "MINGBAI_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "MINGBAI_TELEGRAM_TOKEN": TOKEN,
        "MINGBAI_TELEGRAM_MODE": "webhook",
        "MINGBAI_TELEGRAM_API_BASE": url,
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
