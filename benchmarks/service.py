"""A server in a process of its own: the real program, or the empty one it is compared with."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.cores import MEASURED, running_on
from benchmarks.corpus import Corpus

PROGRAM, EMPTY = ("-m", "bot", "run", "--port"), ("-m", "benchmarks.empty")
LONGEST_START = 60
TICKS = os.sysconf("SC_CLK_TCK")


class StartError(Exception):
    """A server ended before it answered, or did not answer in time."""


@dataclass(frozen=True)
class Service:
    """A running server that has already answered once."""

    process: subprocess.Popen[bytes]
    port: int
    start_seconds: float

    @property
    def megabytes(self) -> float:
        """The memory it occupies now."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

    @property
    def processor_seconds(self) -> float:
        """The processor time it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def running(what: tuple[str, ...], corpus: Corpus) -> Iterator[Service]:
    """Start a server on the measured core, and stop it afterwards."""
    port = _free_port()
    began = time.perf_counter()
    log = corpus.folder / "log.txt"
    with log.open("ab") as output, running_on(MEASURED):
        process = subprocess.Popen(
            [sys.executable, *what, str(port)],
            cwd=corpus.folder,
            env=corpus.environment,
            stdout=output,
            stderr=output,
        )
    try:
        _wait(process, port)
        yield Service(process, port, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(LONGEST_START)


def ask(port: int, question: str) -> dict[str, Any]:
    """Ask one question over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_START)
    try:
        body = json.dumps({"text": question})
        connection.request("POST", "/api/ask", body, {"content-type": "application/json"})
        reply: dict[str, Any] = json.load(connection.getresponse())
        return reply
    finally:
        connection.close()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + LONGEST_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            ask(port, "彩礼可以要回来吗")
            return
        except OSError:
            time.sleep(0.005)
    raise StartError("the server did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
