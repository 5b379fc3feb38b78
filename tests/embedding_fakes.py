"""Embedders that need no model: one in the process, and one behind a real address."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from knowledge.errors import EmbedderFailed
from knowledge.ranking.embedder import of_length_one

SIZE = 32


def direction(text: str, size: int = SIZE) -> np.ndarray:
    """Let texts that share characters point alike."""
    row = np.zeros(size, np.float32)
    for letter in text:
        seed = int.from_bytes(hashlib.sha256(letter.encode()).digest()[:4], "little")
        row += np.random.default_rng(seed).standard_normal(size).astype(np.float32)
    return row


class FakeEmbedder:
    """Remembers what it was asked; `fail` and `slow` make it misbehave."""

    def __init__(self, name: str = "fake", size: int = SIZE) -> None:
        self.name, self.size = name, size
        self.asked: list[str] = []
        self.said: list[str] = []
        self.fail = False
        self.slow = 0.0
        self.open = threading.Event()
        self.open.set()

    def questions(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        return self._rows(texts)

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        assert self.open.wait(20)
        self.said += texts
        return self._rows(texts)

    def _rows(self, texts: Sequence[str]) -> np.ndarray:
        time.sleep(self.slow)
        if self.fail:
            raise EmbedderFailed("嵌入服务连不上。")
        return of_length_one(np.stack([direction(text, self.size) for text in texts]))


Answer = Callable[[dict[str, Any]], tuple[int, Any]]


def well(request: dict[str, Any]) -> tuple[int, Any]:
    """Answer as OpenAI does, last text first: the index counts, not the order."""
    rows = [
        {"object": "embedding", "index": at, "embedding": direction(text).tolist()}
        for at, text in enumerate(request["input"])
    ]
    return 200, {"object": "list", "data": rows[::-1], "model": request["model"]}


class FakeService:
    """An address with `/v1/embeddings`; `answers` are given in turn, the last one for ever."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: list[Answer] = [well]
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.paths: list[str] = []

    def answer(self, request: dict[str, Any]) -> tuple[int, Any]:
        self.requests.append(request)
        return (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])(request)


@contextmanager
def serving() -> Iterator[FakeService]:
    """Serve on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            service.keys.append(self.headers["Authorization"])
            service.paths.append(self.path)
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            code, body = service.answer(request)
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            try:
                self.send_response(code)
                if code in (301, 302, 307, 308):
                    self.send_header("Location", service.address + "/elsewhere")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                return  # nobody waited for a slow answer

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service = FakeService(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
