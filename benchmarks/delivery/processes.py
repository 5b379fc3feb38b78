"""Processes beside us: servers of lanes that may be killed, and the faked platforms."""

import contextlib
import json
import os
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.delivery.stage import KEY, TOKEN, Stage

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 20


class FakePlatforms:
    """Telegram and WeCom in a process of their own."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path) -> None:
        assert process.stdout is not None
        self.url = f"http://127.0.0.1:{int(process.stdout.readline())}"
        self._log = log

    def script(self, **rule: Any) -> None:
        """Have calls answered so, see `tests.fakes.script.Rule`."""
        self._ask("script", rule)

    def calls(self) -> list[dict[str, Any]]:
        """Give every call so far."""
        self._ask("counts")
        return [json.loads(line) for line in self._log.read_text("utf-8").splitlines()]

    def accepted(self) -> Counter[str]:
        """Count the messages that each chat has got."""
        return Counter(call["chat"] for call in self.calls() if call["accepted"])

    def _ask(self, name: str, body: object = None) -> None:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(
            urllib.request.Request(f"{self.url}/_fake/{name}", data=data), timeout=30
        ) as answer:
            answer.read()


@contextmanager
def platforms(folder: Path, name: str, *options: str) -> Iterator[FakePlatforms]:
    """Run the faked platforms; their log is kept in the folder under this name."""
    log = folder / f"{name}.jsonl"
    command = [sys.executable, "-m", "tests.fakes.platforms", "--port", "0", "--log", str(log)]
    process = subprocess.Popen(
        [*command, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=_environment()
    )
    try:
        yield FakePlatforms(process, log)
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def serve(stage: Stage, fake: FakePlatforms, *options: str) -> "subprocess.Popen[bytes]":
    """Start a process that delivers; what it has to say is appended to servers.log."""
    with (stage.folder / "servers.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "benchmarks.delivery.server", *options],
            cwd=ROOT,
            stdout=log,
            stderr=log,
            env=_environment()
            | {
                "MINGBAI_DATABASE_URL": stage.url,
                "MINGBAI_DATA_DIR": str(stage.folder),
                "MINGBAI_SECRET_KEY": KEY,
                "MINGBAI_TELEGRAM_TOKEN": TOKEN,
                "MINGBAI_TELEGRAM_API_BASE": fake.url,
                "MINGBAI_WECOM_API_BASE": fake.url,
            },
        )


def end(processes: "list[subprocess.Popen[bytes]]") -> None:
    """Ask servers to stop, and see to it that they do."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
    for process in processes:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MINGBAI_")}
    return kept | {"PYTHONPATH": f"{ROOT}", "PYTHONUTF8": "1"}
