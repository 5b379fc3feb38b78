"""What a person wrote, read as it was meant."""

from collections.abc import Callable, Mapping
from pathlib import Path

from knowledge.catalogue import Document
from knowledge.index import Index
from knowledge.language import Language
from knowledge.look_alikes import load_look_alikes
from knowledge.pinyin import Pinyin, law_initials, named
from knowledge.read import Read
from knowledge.snapshot import ASKED_BY_PHRASE
from knowledge.spelling import Speller
from knowledge.spoken import written
from knowledge.vocabulary import Cut, Vocabulary, count_words, load_vocabulary
from knowledge.wording import normalise
from knowledge.wordings import Wordings, expand, load_wordings, reheard


class Reader:
    """Reads pinyin, laws' initials, speech, popular words and mistyped characters."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        wordings: Wordings,
        law_names: Mapping[str, str],
        *,
        cut: Cut,
        known: Callable[[str], bool],
    ) -> None:
        language = Language(vocabulary, known)
        self._wordings = wordings
        self._initials = law_initials(law_names)
        self._pinyin = Pinyin(language, (*vocabulary.words, *wordings.words))
        self._speller = Speller(language, cut=cut, look_alikes=load_look_alikes())

    def read(self, text: str) -> Read:
        """Fold, convert, mend and add; a text that is well written comes back as it was."""
        typed = written(normalise(text))
        typed = self._pinyin.convert(named(typed, self._initials, self._pinyin))
        typed = reheard(typed, self._wordings)
        mended, guesses = self._speller.read(typed)
        extra = dict.fromkeys((*expand(typed, self._wordings), *expand(mended, self._wordings)))
        return Read(mended, tuple(extra), guesses)


def open_reader(index: Index, law_names: Mapping[str, str], folder: Path) -> Reader:
    """Make a reader of what is published; what takes long to count is kept in a folder."""
    wordings, splitter = load_wordings(), index.splitter
    documents = list(index.documents)
    path = folder / f"words-{index.stamp}-{len(documents)}.npz"
    vocabulary = load_vocabulary(path)
    if vocabulary is None:
        said = (document.text for document in documents)
        asked = (text for document in documents for text in _asked(document))
        vocabulary = count_words(said, (*asked, *wordings.words, *law_names), cut=splitter.cut)
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("words-*.npz"):
            old.unlink(missing_ok=True)
        vocabulary.save(path)
    return Reader(vocabulary, wordings, law_names, cut=splitter.cut, known=splitter.knows)


def _asked(document: Document) -> tuple[str, ...]:
    return document.wordings if document.kind in ASKED_BY_PHRASE else ()
