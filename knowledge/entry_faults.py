"""What is wrong with one question or guide, and how to mend it."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from knowledge.catalogue import Document
from knowledge.drafts import Citation
from knowledge.importing.citations import cited_in
from knowledge.law_names import short_name
from knowledge.quantities import Quantity, quantities
from knowledge.standing_remarks import remark_on
from knowledge.text_faults import blanks, called_numbers, private_words
from knowledge.validity import Shelf, Standing, Validity, checked_on, validity

_READABLE = (Standing.IN_FORCE, Standing.COMING)
STEP = re.compile(r"^\d{1,2}\. ", re.MULTILINE)


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


def faults_of(entry: Document, shelf: Shelf, hotlines: Collection[str], *, on: date) -> list[Fault]:
    """Look at one wording by itself, gravest first."""
    found = (
        *citation_faults_of(entry, shelf, on=on),
        *mention_faults_of(entry, shelf, on=on),
        *blank_faults_of(entry),
        *hotline_faults_of(entry, hotlines),
        *personal_faults_of(entry),
        *number_faults_of(entry, shelf, on=on),
    )
    order = list(FaultKind)
    return sorted(_once_for_a_law(found), key=lambda fault: order.index(fault.kind))


def citation_faults_of(entry: Document, shelf: Shelf, *, on: date) -> Iterator[Fault]:
    """Find citations of what does not hold, is not here, or reads otherwise by now."""
    for citation in entry.citations:
        yield from _citation_faults(entry, citation, shelf, on=on)


def mention_faults_of(entry: Document, shelf: Shelf, *, on: date) -> Iterator[Fault]:
    """Find the same of laws that are named in its sentences and not cited."""
    cited = {(short_name(one.law), one.article) for one in entry.citations}
    for citation in cited_in(f"{entry.title}\n{entry.text}"):
        if (short_name(citation.law), citation.article) not in cited and citation.article:
            yield from _citation_faults(entry, citation, shelf, on=on)


def hotline_faults_of(entry: Document, hotlines: Collection[str]) -> Iterator[Fault]:
    """Find numbers to call that the table of hotlines does not have."""
    named = {(entry.fields or {}).get("hotline", ""), *called_numbers(entry.text)} - {""}
    for number in sorted(named - set(hotlines)):
        said = f"电话 {number} 不在热线表里"
        yield Fault(FaultKind.HOTLINE, entry, said, "请核对号码，或者把它加进热线表。")


def personal_faults_of(entry: Document) -> Iterator[Fault]:
    """Find people's names and private numbers, which no answer to everybody needs."""
    found = private_words("\n".join((*sayings(entry), entry.text)))
    if found:
        mend = "请改成“对方”“邻居”这样的说法，或者删去号码。"
        yield Fault(FaultKind.PERSONAL, entry, f"写着“{found}”", mend)


def number_faults_of(entry: Document, shelf: Shelf, *, on: date) -> Iterator[Fault]:
    """Find quantities that no cited article names; an entry with a note has explained them."""
    checked = checked_on(entry)
    laws = [validity(one, shelf, on=on, checked_on=checked) for one in entry.citations]
    texts = [law.article.text for law in laws if law.article and law.standing in _READABLE]
    if (entry.fields or {}).get("note") or not texts or len(texts) < len(laws):
        return
    answer = STEP.sub("", entry.text)
    missing = quantities(answer, exact=True) - quantities("\n".join(texts))
    if missing:
        said = f"{_listed(missing)}在引用的条文里找不到"
        mend = "请改正数字，补上写有它的条文，或者在备注里写明来历。"
        yield Fault(FaultKind.NUMBER, entry, said, mend)


def blank_faults_of(entry: Document) -> Iterator[Fault]:
    """Find blanks that nobody filled in."""
    unfilled = blanks(entry.text)
    if unfilled:
        said = f"还有没填的地方：{'、'.join(unfilled[:3])}"
        yield Fault(FaultKind.PLACEHOLDER, entry, said, "请填上本地的内容后重新发布。")
    elif unknown := (entry.fields or {}).get("blanks", ""):
        mend = "请在数据文件夹的 town.yaml 里填好，重新启动后生效。"
        yield Fault(FaultKind.PLACEHOLDER, entry, f"本地信息没有填：{unknown}", mend)


def sayings(entry: Document) -> tuple[str, ...]:
    """Give every question that staff wrote for an entry, each once."""
    return tuple(dict.fromkeys((entry.title, *entry.phrases)))


def _once_for_a_law(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Say of a law that is not here only once that it is not, however many articles are cited."""
    told = set[str]()
    for fault in faults:
        if fault.kind is not FaultKind.UNKNOWN_LAW:
            yield fault
            continue
        law = fault.said.partition("》")[0] + "》"
        if law not in told:
            yield replace(fault, said=f"{law}的条文没有收录，无法核对")
        told.add(law)


def _citation_faults(
    entry: Document, citation: Citation, shelf: Shelf, *, on: date
) -> Iterator[Fault]:
    found = validity(citation, shelf, on=on, checked_on=checked_on(entry))
    fault = _citation_fault(entry, citation, found)
    if fault and (fault.kind is not FaultKind.UNKNOWN_LAW or shelf.laws):
        yield fault


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
