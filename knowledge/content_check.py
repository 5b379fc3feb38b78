"""What is wrong in published questions and guides, and how to mend it."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.catalogue import Document
from knowledge.decision import decide
from knowledge.drafts import Citation, Kind
from knowledge.index import Index
from knowledge.quantities import Quantity, quantities
from knowledge.standing_remarks import remark_on
from knowledge.starter_files import TITLE as STARTER
from knowledge.text_faults import blanks, called_numbers, private_words
from knowledge.validity import Standing, Validity, checked_on, validity

SHORTEST, LONGEST = 60, 250
TOO_ALIKE = 92.0

_READABLE = (Standing.IN_FORCE, Standing.COMING)
_STEP = re.compile(r"^\d{1,2}\. ", re.MULTILINE)


class FaultKind(StrEnum):
    """What is wrong, as staff read it."""

    CITATION = "依据失效"
    CHANGED = "条文有修改"
    UNKNOWN_LAW = "条文未收录"
    HOTLINE = "电话不在表里"
    PERSONAL = "写了姓名或号码"
    NUMBER = "数字无依据"
    ALIKE = "问题重复"
    PHRASE = "问法走错"
    LENGTH = "长短不合适"
    PLACEHOLDER = "没有填完"


_KINDS = {
    Standing.IN_FORCE: FaultKind.CHANGED,
    Standing.NOT_LOADED: FaultKind.UNKNOWN_LAW,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one entry, and how to mend it."""

    kind: FaultKind
    entry: Document
    said: str
    mend: str

    def __str__(self) -> str:
        """Say it in one line."""
        place = f"{self.entry.origin.title} {self.entry.key}"
        return f"{self.kind}｜{place}“{self.entry.title}”：{self.said}。{self.mend}"


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
        for citation in entry.citations:
            found = validity(citation, index, on=on, checked_on=checked_on(entry))
            fault = _citation_fault(entry, citation, found)
            if fault and (fault.kind is not FaultKind.UNKNOWN_LAW or has_laws(index)):
                yield fault


def hotline_faults(index: Index, hotlines: Collection[str], *, on: date) -> Iterator[Fault]:
    """Find numbers to call that the table of hotlines does not have."""
    for entry in _entries(index, on=on, only=Kind.FAQ):
        named = {(entry.fields or {}).get("hotline", ""), *called_numbers(entry.text)} - {""}
        for number in sorted(named - set(hotlines)):
            said = f"电话 {number} 不在热线表里"
            yield Fault(FaultKind.HOTLINE, entry, said, "请核对号码，或者把它加进热线表。")


def personal_faults(index: Index, *, on: date) -> Iterator[Fault]:
    """Find people's names and private numbers, which no answer to everybody needs."""
    for entry in _entries(index, on=on, only=Kind.FAQ):
        found = private_words("\n".join((*_sayings(entry), entry.text)))
        if found:
            mend = "请改成“对方”“邻居”这样的说法，或者删去号码。"
            yield Fault(FaultKind.PERSONAL, entry, f"写着“{found}”", mend)


def number_faults(index: Index, *, on: date) -> Iterator[Fault]:
    """Find quantities that no cited article names; an entry with a note has explained them."""
    for entry in _entries(index, on=on, only=Kind.FAQ):
        checked = checked_on(entry)
        laws = [validity(one, index, on=on, checked_on=checked) for one in entry.citations]
        texts = [law.article.text for law in laws if law.article and law.standing in _READABLE]
        if (entry.fields or {}).get("note") or not texts or len(texts) < len(laws):
            continue
        answer = _STEP.sub("", entry.text)
        missing = quantities(answer, exact=True) - quantities("\n".join(texts))
        if missing:
            said = f"{_listed(missing)}在引用的条文里找不到"
            mend = "请改正数字，补上写有它的条文，或者在备注里写明来历。"
            yield Fault(FaultKind.NUMBER, entry, said, mend)


def likeness_faults(index: Index, *, on: date) -> Iterator[Fault]:
    """Find entries that ask nearly the same, once for every pair."""
    entries = [(entry, text) for entry in _entries(index, on=on) for text in _sayings(entry)]
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
        for text in () if entry.id in stopped else _sayings(entry):
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
        size = len(_STEP.split(entry.text)[0].strip())
        if entry.origin.title == STARTER and not SHORTEST <= size <= LONGEST:
            said = f"回答有 {size} 个字，应在 {SHORTEST} 到 {LONGEST} 个字之间"
            yield Fault(FaultKind.LENGTH, entry, said, "请删去枝节，或者补上要点。")


def placeholder_faults(index: Index, *, on: date) -> Iterator[Fault]:
    """Find guides with blanks that nobody filled in."""
    for entry in _entries(index, on=on, only=Kind.GUIDE):
        unfilled = blanks(entry.text)
        if unfilled:
            said = f"还有没填的地方：{'、'.join(unfilled[:3])}"
            yield Fault(FaultKind.PLACEHOLDER, entry, said, "请填上本地的内容后重新发布。")
        elif unknown := (entry.fields or {}).get("blanks", ""):
            mend = "请在数据文件夹的 town.yaml 里填好，重新启动后生效。"
            yield Fault(FaultKind.PLACEHOLDER, entry, f"本地信息没有填：{unknown}", mend)


def _entries(index: Index, *, on: date, only: Kind | None = None) -> Iterator[Document]:
    kinds = (only,) if only else (Kind.FAQ, Kind.GUIDE)
    return (doc for doc in index.documents if doc.kind in kinds and doc.holds_on(on))


def _sayings(entry: Document) -> tuple[str, ...]:
    return tuple(dict.fromkeys((entry.title, *entry.phrases)))


def _citation_fault(entry: Document, citation: Citation, found: Validity) -> Fault | None:
    remark = remark_on(citation, found)
    if remark is None:
        return None
    kind = _KINDS.get(found.standing, FaultKind.CITATION)
    return Fault(kind, entry, remark.said, remark.mend)


def _listed(found: Collection[Quantity]) -> str:
    return "、".join(
        f"{value:g}{unit}" for value, unit in sorted(found, key=lambda q: (q[1], q[0]))
    )
