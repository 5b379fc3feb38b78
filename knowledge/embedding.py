"""Embedding everything published from a thread of its own, so that nobody waits for it."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import structlog

from knowledge.catalogue import Document
from knowledge.drafts import Kind
from knowledge.errors import EmbedderFailed
from knowledge.index import Index
from knowledge.ranking.adapter import Adapter
from knowledge.ranking.embedder import Embedder, digest, of_length_one, passage_of
from knowledge.ranking.insight import Insight, Sight, lay_out
from knowledge.ranking.laying import asked_by
from knowledge.ranking.patience import Patience
from knowledge.ranking.vector_file import Halves, VectorFile
from knowledge.segment import Floats
from knowledge.snapshot import Snapshot

BATCH = 32
LOOK_SECONDS, REST_SECONDS = 0.5, 30.0

log = structlog.get_logger(__name__)


class Embedding:
    """Keeps an embedder's view of what an index holds, and shows questions to it.

    While anything is not embedded yet, `see` sees nothing and ranking does without.
    """

    def __init__(
        self,
        index: Index,
        embedder: Embedder,
        folder: Path,
        *,
        adapter: Adapter | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._index, self._embedder, self._adapter = index, embedder, adapter
        self._patience = patience or Patience(embedder)
        self._file = VectorFile(folder, embedder.name)
        self._keys: dict[int, tuple[Document, bytes]] = {}
        self._sight: Sight | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="embedding", daemon=True)
        self._laid_out = 0
        self.waiting = 0  # texts that are not embedded yet

    @property
    def version(self) -> int:
        """A number that changes when questions may be seen better than before."""
        return self._laid_out + self._patience.renewed

    def start(self) -> None:
        """Begin to embed, behind everybody's back."""
        self._thread.start()

    def close(self, *, seconds: float = 4.0) -> None:
        """Stop after the batch that is under way; what is embedded is on disk."""
        self._closing.set()
        self._patience.close()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def see(self, text: str, now: Snapshot) -> Insight | None:
        """Show a question to the embedder; nothing if it is not ready or takes too long."""
        sight = self._sight
        if sight is None or sight.documents is not now.documents or now.ranker is None:
            return None
        vector = self._patience.vector(text)
        if vector is None or len(vector) != sight.plain.shape[1]:
            return None
        return sight.look(vector, now.ranker.taught)

    def catch_up(self, *, embed: bool = True) -> bool:
        """Take in what is published, embedding what is new; say whether all of it is there."""
        now = self._index.snapshot
        if now.ranker is None:
            return False
        self._keys, asked = self._keyed(now), _phrasings(now)
        questions = {digest(text, asking=True): text for text in asked}
        wanted = [*questions, *(key for _one, key in self._keys.values())]
        while missing := self._file.missing(wanted):
            self.waiting = len(missing)
            if not (embed and self._embed(questions, missing)):
                return False
        if wanted:
            self._lay_out(now, asked)
        return bool(wanted)

    def _work(self) -> None:
        pause = 0.0
        while not self._closing.wait(pause):
            pause = LOOK_SECONDS
            sight = self._sight
            if sight and sight.documents is self._index.snapshot.documents:
                continue
            try:
                self.catch_up()
            except EmbedderFailed as error:
                log.warning("embedding_waits", reason=str(error), waiting=self.waiting)
                pause = REST_SECONDS
            except OSError as error:
                log.error("embedding_not_kept", reason=error.strerror, waiting=self.waiting)
                pause = REST_SECONDS

    def _keyed(self, now: Snapshot) -> dict[int, tuple[Document, bytes]]:
        """Name the text of every article that is in, by its place."""
        found = {}
        for place, document in enumerate(now.documents):
            if document.kind is Kind.ARTICLE and place not in now.hidden:
                known = self._keys.get(place)
                if known is None or known[0] is not document:
                    known = document, digest(passage_of(document))
                found[place] = known
        return found

    def _embed(self, questions: dict[bytes, str], missing: set[bytes]) -> bool:
        """Embed what is missing, the few phrasings first; say whether it came to an end."""
        log.info("embedding_begins", texts=len(missing))
        articles = {key: one for one, key in self._keys.values() if key in missing}
        passages = {key: passage_of(document) for key, document in articles.items()}
        asked = {key: text for key, text in questions.items() if key in missing}
        done = self._batches(asked, self._embedder.questions) and self._batches(
            passages, self._embedder.passages
        )
        log.info("embedding_done" if done else "embedding_stops", waiting=self.waiting)
        return done

    def _batches(self, texts: dict[bytes, str], embed: Callable[[list[str]], Floats]) -> bool:
        keys = sorted(texts, key=lambda key: len(texts[key]))  # of like length are embedded faster
        for at in range(0, len(keys), BATCH):
            if self._closing.is_set():
                return False
            batch = keys[at : at + BATCH]
            self._file.add(batch, of_length_one(embed([texts[key] for key in batch])))
            self.waiting -= len(batch)
        return True

    def _lay_out(self, now: Snapshot, asked: Sequence[str]) -> None:
        plain: Halves = np.zeros((len(now.documents), self._file.size), np.float16)
        plain[list(self._keys)] = self._file.rows([key for _one, key in self._keys.values()])
        phrases = self._file.rows([digest(text, asking=True) for text in asked])
        self._sight = lay_out(
            now.documents,
            plain,
            phrases.astype(np.float32),
            adapter=self._adapter,
            before=self._sight,
        )
        self._laid_out += 1


def _phrasings(now: Snapshot) -> list[str]:
    """Give the phrasings of entries that cite articles, in the order of the ranker's."""
    places = now.ranker.taught.entries.tolist() if now.ranker else []
    return [text for place in places for text in asked_by(now.documents[place])]
