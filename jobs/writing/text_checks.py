"""What can be seen wrong in a notice's own words, without looking anywhere else but the law."""

import ipaddress
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from jobs.records.masking import mask
from jobs.writing.notice_facts import NoticeFacts
from jobs.writing.rendering import VARIABLES
from knowledge.importing.citations import cited_in as cited_in
from knowledge.standing_remarks import remark_on
from knowledge.text_faults import blanks, called_numbers
from knowledge.validity import Shelf, Standing, validity

TITLE, SHORT, TEXT = 16, 120, 500  # characters that people read without effort

_LINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]*")
_VARIABLE = re.compile(r"[{｛]([^{}｛｝\n]*)[}｝]")
_LABEL = re.compile(r"〔[^〔〕]+〕")


class FindingKind(StrEnum):
    """What is to be looked at, as staff read it."""

    BLANK = "没有填完"
    VARIABLE = "变量不认识"
    LINK = "网址不对"
    AUDIENCE = "发送范围"
    TIMING = "发送时间"
    LIMIT = "超过渠道上限"
    CITATION = "依据失效"
    UNKNOWN_LAW = "条文未收录"
    HOTLINE = "电话不在表里"
    PERSONAL = "写了个人号码"
    ALIKE = "近日发过相似的"
    LENGTH = "偏长"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at and how to mend it; with a `grave` one a notice goes nowhere."""

    kind: FindingKind
    said: str
    mend: str
    grave: bool = False

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.kind}：{self.said}。{self.mend}"


def blank_findings(facts: NoticeFacts) -> Iterator[Finding]:
    """Find what somebody was to fill in, and variables that nobody fills."""
    said = "\n".join((facts.title, facts.text, facts.short))
    for name in dict.fromkeys(_VARIABLE.findall(said)):
        if name not in VARIABLES:
            mend = "能用的只有 {town}（镇名）、{grid}（网格）、{date}（日期）。"
            yield Finding(FindingKind.VARIABLE, f"不认识“{{{name}}}”", mend, grave=True)
    unfilled = blanks(_VARIABLE.sub("", _LINK.sub("", said)))
    if unfilled:
        found = "、".join(unfilled[:3])
        yield Finding(FindingKind.BLANK, f"还有没填的地方：{found}", "请填好再送审。", grave=True)


def link_findings(facts: NoticeFacts) -> Iterator[Finding]:
    """Find links that lead nowhere people should go."""
    written = [facts.link] if facts.link else []
    for link in dict.fromkeys((*written, *_LINK.findall(f"{facts.text}\n{facts.short}"))):
        if fault := _link_fault(link):
            mend = "请写 https:// 开头、带域名的完整网址。"
            yield Finding(FindingKind.LINK, f"“{link}”{fault}", mend, grave=True)


def citation_findings(facts: NoticeFacts, shelf: Shelf, *, on: date) -> Iterator[Finding]:
    """Find articles and laws that do not hold on a day."""
    for citation in cited_in(f"{facts.title}\n{facts.text}\n{facts.short}"):
        found = validity(citation, shelf, on=on)
        remark = remark_on(citation, found)
        unknown = found.standing is Standing.NOT_LOADED
        if remark is None or (unknown and not (citation.article and shelf.laws)):
            continue
        kind = FindingKind.UNKNOWN_LAW if unknown else FindingKind.CITATION
        mend = "请人工核对。" if unknown else "请对照现行法律改好。"
        yield Finding(kind, remark.said, mend)


def hotline_findings(facts: NoticeFacts, hotlines: Collection[str]) -> Iterator[Finding]:
    """Find numbers to call that the table of hotlines does not have."""
    said = _LINK.sub("", f"{facts.title}\n{facts.text}\n{facts.short}")
    for number in sorted(called_numbers(said) - set(hotlines)):
        mend = "请核对号码，或者把它加进热线表。"
        yield Finding(FindingKind.HOTLINE, f"电话 {number} 不在热线表里", mend)


def personal_findings(facts: NoticeFacts) -> Iterator[Finding]:
    """Find people's own numbers."""
    said = _LINK.sub("", f"{facts.title}\n{facts.text}\n{facts.short}")
    before = _LABEL.findall(said)
    labels = dict.fromkeys(label for label in _LABEL.findall(mask(said)) if label not in before)
    if labels:
        names = "、".join(label.strip("〔〕") for label in labels)
        mend = "不是必须公开的请删去；办公电话请确认可以公开。"
        yield Finding(FindingKind.PERSONAL, f"写着{names}", mend)


def length_findings(facts: NoticeFacts) -> Iterator[Finding]:
    """Find what is longer than people read in a chat."""
    for name, text, most in (
        ("标题", facts.title, TITLE),
        ("短文", facts.short, SHORT),
        ("正文", facts.text, TEXT),
    ):
        if len(text) > most:
            said = f"{name}有 {len(text)} 个字，{most} 个字以内好读"
            yield Finding(FindingKind.LENGTH, said, "请看看能不能删短。")


def _link_fault(link: str) -> str:
    try:
        parts = urlsplit(link)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "不是完整的网址"
    if parts.scheme.lower() not in ("http", "https") or not host or re.search(r"\s", link):
        return "不是完整的网址"
    if parts.username is not None:
        return "里夹着用户名"
    if _is_address(host):
        return "指向一个数字地址，别人无法辨认"
    if host == "localhost" or host.endswith((".localhost", ".local")) or "." not in host:
        return "只在本机或内部网络里打得开"
    return ""


def _is_address(host: str) -> bool:
    """Whether a host is a number in any of the ways browsers read one."""
    if re.fullmatch(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+))*\.?", host):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
