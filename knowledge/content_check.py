"""What is wrong in published questions and guides, and how to mend it."""

from collections.abc import Callable, Collection, Iterator
from datetime import date

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.catalogue import Document
from knowledge.decision import decide
from knowledge.drafts import ASKED, Kind
from knowledge.entry_faults import (
    STEP,
    blank_faults_of,
    citation_faults_of,
    hotline_faults_of,
    number_faults_of,
    personal_faults_of,
    sayings,
)
from knowledge.entry_faults import Fault as Fault
from knowledge.entry_faults import FaultKind as FaultKind
from knowledge.index import Index
from knowledge.starter_files import TITLE as STARTER

SHORTEST, LONGEST = 60, 250
TOO_ALIKE = 92.0


def check_content(index: Index, hotlines: Collection[str], *, on: date) -> list[Fault]:
    """Look at everything published, gravest first."""
    checks: tuple[Callable[[], Iterator[Fault]], ...] = (
        lambda: citation_faults(index, on=on),
        lambda: placeholder_faults(index, on=on),
        lambda: hotline_faults(index, hotlines, on=on),
        lambda: personal_faults(index, on=on),
        lambda: number_faults(index, on=on),
        lambda: likeness_faults(index, on=on),
        lambda: phrase_faults(index, on=on),
        lambda: length_faults(index, on=on),
    )
    found = [fault for check in checks for fault in check()]
    order = list(FaultKind)
    return sorted(found, key=lambda fault: order.index(fault.kind))


def has_laws(index: Index) -> bool:
    """Say whether there is any law to check citations against."""
    return bool(index.laws)


def citation_faults(index: Index, *, on: date) -> Iterator[Fault]:
    """Find entries that cite what does not hold, is not here, or reads otherwise by now."""
    for entry in _entries(index, on=on):
        yield from citation_faults_of(entry, index, on=on)


def hotline_faults(index: Index, hotlines: Collection[str], *, on: date) -> Iterator[Fault]:
    """Find numbers to call that the table of hotlines does not have."""
    for entry in _entries(index, on=on, only=Kind.FAQ):
        yield from hotline_faults_of(entry, hotlines)


def personal_faults(index: Index, *, on: date) -> Iterator[Fault]:
    """Find people's names and private numbers, which no answer to everybody needs."""
    for entry in _entries(index, on=on, only=Kind.FAQ):
        yield from personal_faults_of(entry)


def number_faults(index: Index, *, on: date) -> Iterator[Fault]:
    """Find quantities that no cited article names."""
    for entry in _entries(index, on=on, only=Kind.FAQ):
        yield from number_faults_of(entry, index, on=on)


def likeness_faults(index: Index, *, on: date) -> Iterator[Fault]:
    """Find entries that ask nearly the same, once for every pair."""
    entries = [(entry, text) for entry in _entries(index, on=on) for text in sayings(entry)]
    texts = [text for _entry, text in entries]
    alike = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=TOO_ALIKE, dtype=np.uint8)
    told = set[tuple[int, int]]()
    for one, other in np.argwhere(np.triu(alike, 1)).tolist():
        (entry, text), (near, near_text) = entries[one], entries[other]
        if entry.id != near.id and (entry.id, near.id) not in told:
            told.add((entry.id, near.id))
            said = f"“{text}”和 {near.key}“{near_text}”几乎一样"
            yield Fault(FaultKind.ALIKE, entry, said, "请合并两条，或者改写其中一个问法。")


def phrase_faults(index: Index, *, on: date) -> Iterator[Fault]:
    """Find phrasings that do not lead to the entry they stand in."""
    stopped = index.resting_on_gone(on=on) if index.stopping else frozenset()
    for entry in _entries(index, on=on):
        for text in () if entry.id in stopped else sayings(entry):
            own = index.phrase(text, on=on)
            led = own or next(
                (match.document for match in decide(text, index, on=on).matches), None
            )
            if led is None or led.id != entry.id:
                where = f"走到了“{led.title}”" if led else "没有找到回答"
                said = f"问法“{text}”{where}"
                yield Fault(FaultKind.PHRASE, entry, said, "请改写这个问法，或者从一条里删去。")


def length_faults(index: Index, *, on: date) -> Iterator[Fault]:
    """Find starter answers that do not fit one screen, or say too little."""
    for entry in _entries(index, on=on, only=Kind.FAQ):
        size = len(STEP.split(entry.text)[0].strip())
        if entry.origin.title == STARTER and not SHORTEST <= size <= LONGEST:
            said = f"回答有 {size} 个字，应在 {SHORTEST} 到 {LONGEST} 个字之间"
            yield Fault(FaultKind.LENGTH, entry, said, "请删去枝节，或者补上要点。")


def placeholder_faults(index: Index, *, on: date) -> Iterator[Fault]:
    """Find guides with blanks that nobody filled in."""
    for entry in _entries(index, on=on, only=Kind.GUIDE):
        yield from blank_faults_of(entry)


def _entries(index: Index, *, on: date, only: Kind | None = None) -> Iterator[Document]:
    kinds = (only,) if only else ASKED
    return (doc for doc in index.documents if doc.kind in kinds and doc.holds_on(on))
