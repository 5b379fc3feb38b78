"""Figures out of reports: how many, how much, in which year."""

import re
from datetime import date

from knowledge.catalogue import Document
from knowledge.drafts import Kind
from knowledge.index import Index
from knowledge.match import Match
from knowledge.verdicts import Decision, Verdict

SURE_FIGURE = 0.4  # of what is counted, by one sentence

_ASKS_FIGURE = re.compile(
    r"(?:百分之|(?:总数|数量|总量)是?)?(?:多少|几(?=[钱元块万天年月岁个件条场次名人份起项家户亩篇]))"
    r"(?:(?P<unit>[钱元块天年月岁人名])|[个件条场次份起项家户亩篇])?|百分之几|(?<=[率额量数])是"
)
_ALSO_ASKS = re.compile(r"总共|一共|合计|共计|全年|年内|[去今前]年|(?P<year>20\d\d)年?度?")
_FIGURE = re.compile(r"(?:\d[余多百千万亿]*|[百千万]余)(?:%|(?!年|月|日|号)[\u4e00-\u9fff])")
_UNITS = {
    "钱": "元",
    "块": "元",
    "天": "[天日]",
    "月": "个月",
    "岁": "周?岁",
    "人": "[人名]",
    "名": "[人名]",
}
_PLACE = re.compile(r".+?[省市县区镇乡]|.+")


def figure_asked(question: str, index: Index, *, on: date) -> Decision | None:
    """Give the sentence of a report that holds the figure asked for, if one does."""
    asks = _ASKS_FIGURE.search(question)
    if not asks:
        return None
    years = {found["year"] for found in _ALSO_ASKS.finditer(question) if found["year"]}
    about = _ALSO_ASKS.sub(" ", _ASKS_FIGURE.sub(" ", question))
    matches = [
        match
        for match in index.search(about, on=on, limit=12, only=Kind.PASSAGE)
        if match.document.origin.kind == "report" and years <= {_year(match.document)}
    ]
    found = [(*_counted(index, match, about, asks["unit"]), match) for match in matches]
    found.sort(key=lambda one: (one[0], _year(one[2].document)), reverse=True)
    if not found or found[0][0] < SURE_FIGURE:
        return None
    share, sentence, best = found[0]
    return Decision(Verdict.ANSWER, min(0.95, 0.4 + share / 2), (best,), sentence)


def _year(document: Document) -> str:
    return (document.fields or {}).get("year", "")


def _counted(index: Index, match: Match, about: str, unit: str | None) -> tuple[float, str]:
    """Give the sentence that says most of what is counted, and how much of it."""
    for place in _PLACE.findall(match.document.origin.issuer):
        about = about.replace(place, " ")
    sentences = index.sentences(match.document.text, about)
    wanted = rf"\d[余多万亿]*{_UNITS.get(unit, unit)}" if unit else _FIGURE
    holding = [place for place, (_share, text) in enumerate(sentences) if re.search(wanted, text)]
    best = max(holding, key=lambda place: sentences[place][0], default=None)
    if best is None:
        return 0.0, ""
    share, text = sentences[best]
    before = sentences[best - 1][1] if best and text.startswith("其中") else ""
    following = sentences[best + 1][1] if best + 1 < len(sentences) else ""
    return share, before + text + (following if following.startswith("其中") else "")
