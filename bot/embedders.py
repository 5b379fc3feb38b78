"""The embedder that the settings ask for, and whether it works."""

import time
from pathlib import Path

import structlog

from bot.embeddings import SECONDS, RemoteEmbedder
from bot.settings import Settings
from knowledge.embedding import Embedding
from knowledge.errors import EmbedderFailed
from knowledge.index import Index
from knowledge.ranking.adapter import load_adapter
from knowledge.ranking.embedder import NANO, Embedder, NanoEmbedder

log = structlog.get_logger(__name__)

_TRIED = "老板不给工钱怎么办"
DOCTOR_SECONDS = 5.0


def open_embedder(settings: Settings, *, seconds: float = SECONDS) -> Embedder | None:
    """Make the embedder that is set, if one is; one that is not installed is refused."""
    if not settings.embedder:
        return None
    if settings.embedder == NANO:
        return NanoEmbedder()
    model, key = settings.embedder_model, settings.embedder_key.get_secret_value()
    return RemoteEmbedder(settings.embedder, model=model, key=key, seconds=seconds)


def open_embedding(settings: Settings, index: Index, folder: Path) -> Embedding | None:
    """Let the embedder that is set see an index, by what is embedded already.

    Without one that can be used there is nothing to see by, and the town answers all the same.
    """
    try:
        embedder = open_embedder(settings)
    except EmbedderFailed as error:
        log.error("embedder_missing", reason=str(error))
        return None
    if embedder is None:
        return None
    adapter = load_adapter() if settings.embedder == NANO else None
    embedding = Embedding(index, embedder, folder, adapter=adapter)
    embedding.catch_up(embed=False)
    return embedding


def try_out(settings: Settings) -> tuple[bool, str]:
    """Embed one question; say whether that worked, and a sentence about it."""
    try:
        embedder = open_embedder(settings, seconds=DOCTOR_SECONDS)
        if embedder is None:
            return True, "语义检索没有打开（MINGBAI_EMBEDDER 空着），按词语和自带的词向量检索。"
        embedder.questions([_TRIED])
        began = time.perf_counter()
        size = embedder.questions([_TRIED]).shape[1]
    except EmbedderFailed as error:
        return False, f"语义检索用不了，暂时按词语检索：{error}"
    taken = (time.perf_counter() - began) * 1000
    return True, f"语义检索可以使用：{size} 维，一个问题 {taken:.0f} 毫秒。"
