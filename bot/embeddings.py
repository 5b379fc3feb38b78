"""Embeddings from any address that speaks as OpenAI's does."""

import json
import time
from collections.abc import Callable, Sequence
from http.client import HTTPException
from typing import Any, NoReturn
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import numpy as np

from knowledge.errors import EmbedderFailed
from knowledge.ranking.embedder import LONGEST, of_length_one
from knowledge.segment import Floats

SECONDS = 20.0  # for one batch; a question is waited for much shorter
BATCH = 64
PAUSES = (0.5, 2.0, 6.0)  # before a batch is tried again
MOST_BYTES = 64 << 20
_AGAIN = frozenset((408, 409, 425, 429, 500, 502, 503, 504))


class _StayThere(HTTPRedirectHandler):
    """The key must not follow a redirect to another host."""

    def redirect_request(self, *_: Any) -> None:
        return None


class RemoteEmbedder:
    """Asks `POST {address}/embeddings`; the key goes into one header and nowhere else."""

    def __init__(
        self,
        address: str,
        *,
        model: str,
        key: str = "",
        seconds: float = SECONDS,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._address = address.rstrip("/").removesuffix("/embeddings") + "/embeddings"
        self._model, self._key, self._seconds, self._wait = model, key, seconds, wait
        self._opener = build_opener(_StayThere)
        self._size = 0

    @property
    def name(self) -> str:
        """The address and the model: another of either gives other vectors."""
        return f"{self._address} {self._model}"

    def questions(self, texts: Sequence[str]) -> Floats:
        """Embed what is asked; a question is not asked twice, for nobody waits that long."""
        return self._batch(texts)

    def passages(self, texts: Sequence[str]) -> Floats:
        """Embed what may answer, trying again where that may help."""
        parts = [self._patiently(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)]
        return np.concatenate(parts)

    def _patiently(self, texts: Sequence[str]) -> Floats:
        for pause in PAUSES:
            try:
                return self._batch(texts)
            except _TryAgain:
                self._wait(pause)
        return self._batch(texts)

    def _batch(self, texts: Sequence[str]) -> Floats:
        said = [text[:LONGEST].encode("utf-8", "replace").decode() for text in texts]
        body = json.dumps({"model": self._model, "input": said, "encoding_format": "float"})
        rows = _rows(self._post(body.encode()), len(texts))
        if self._size not in (0, rows.shape[1]):
            raise EmbedderFailed("嵌入服务给的向量长短不一，请检查 MINGBAI_EMBEDDER_MODEL。")
        self._size = rows.shape[1]
        return of_length_one(rows)

    def _post(self, body: bytes) -> Any:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = Request(self._address, body, headers)  # noqa: S310  (settings allow http alone)
        try:
            with self._opener.open(request, timeout=self._seconds) as response:
                content = response.read(MOST_BYTES + 1)
        except HTTPError as error:
            with error:
                _refused(error.code)
        except (URLError, HTTPException, OSError) as error:
            raise _TryAgain("嵌入服务连不上，请检查 MINGBAI_EMBEDDER 和网络。") from error
        if len(content) > MOST_BYTES:
            raise EmbedderFailed("嵌入服务的答复大得不正常，请检查 MINGBAI_EMBEDDER。")
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise _wrong_shape() from error


class _TryAgain(EmbedderFailed):
    """It may work the next time."""


def _refused(code: int) -> NoReturn:
    if code in (401, 403):
        raise EmbedderFailed("嵌入服务不认密钥，请检查 MINGBAI_EMBEDDER_KEY。")
    if code in _AGAIN:
        raise _TryAgain(f"嵌入服务出错（{code}），请稍后再试，或者检查 MINGBAI_EMBEDDER。")
    raise EmbedderFailed(
        f"嵌入服务不接受请求（{code}），请检查 MINGBAI_EMBEDDER 和 MINGBAI_EMBEDDER_MODEL。"
    )


def _rows(answer: Any, count: int) -> Floats:
    """Take the vectors out of an answer, in the order of the texts."""
    try:
        placed = {int(one["index"]): one["embedding"] for one in answer["data"]}
        rows = np.array([placed[at] for at in range(count)], dtype=np.float32)
    except (TypeError, KeyError, ValueError, IndexError, OverflowError) as error:
        raise _wrong_shape() from error
    if rows.ndim != 2 or not rows.shape[1] or not np.isfinite(rows).all():
        raise _wrong_shape()
    return rows


def _wrong_shape() -> EmbedderFailed:
    return EmbedderFailed("嵌入服务的答复不是 OpenAI 的格式，请检查 MINGBAI_EMBEDDER。")
