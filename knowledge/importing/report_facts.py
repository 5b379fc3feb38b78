"""What stands around a report: web-page chrome, its data block, title, signature and date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from knowledge.numerals import DATE, chinese_dates, to_int

_CHROME = re.compile(
    r"(?:您?(?:现在|当前)?的?(?:所在)?位置|当前位置|首页\s*[>»/＞]|字体|字号|[【\[]?打印|[【\[]?关闭|"
    r"分享|扫一扫|浏览次数|点击|阅读次数|访问量|返回顶部|上一篇|下一篇|责任编辑|编辑[:：]|"
    r"版权所有|【?[大中小]\s+[大中小]|相关(?:链接|文档|附件)|收藏|语音播报)"
)
_LABELS = (
    *(
        "索引号",
        "索引编号",
        "文号",
        "发文字号",
        "文件编号",
        "关键词",
        "主题词",
        "主题分类",
        "信息分类",
    ),
    *(
        "发布机构",
        "发布单位",
        "发文机关",
        "发文单位",
        "公开责任部门",
        "责任部门",
        "信息来源",
        "文章来源",
    ),
    *("公开形式", "公开方式", "公开范围", "公开时限", "是否有效", "有效性", "效力状态", "有效期"),
    *(
        "生成日期",
        "成文日期",
        "发布日期",
        "发布时间",
        "发文日期",
        "公开日期",
        "失效日期",
        "废止日期",
    ),
    *(
        "信息名称",
        "标题",
        "名称",
        "体裁分类",
        "组配分类",
        "服务对象",
        "来源",
        "作者",
        "日期",
        "时间",
    ),
)
_LABEL = re.compile(
    rf"[【\[]?\s*({'|'.join(sorted(_LABELS, key=len, reverse=True))})\s*[】\]]?\s*(?:[:：]\s*(.*))?"
)
_CELLS = re.compile(rf"[\t\n]|\s+(?=[【\[]?(?:{'|'.join(_LABELS)})[】\]]?[:：])")
_NUMBER = ("文号", "发文字号", "文件编号")
_ISSUER = ("发布机构", "发布单位", "发文机关", "发文单位", "公开责任部门", "责任部门")
_DAY = ("生成日期", "成文日期", "发文日期", "发布日期", "发布时间", "公开日期", "日期", "时间")
_TITLE = ("标题", "信息名称", "名称")
_SALUTE = re.compile(r"各位(?:代表|委员|同志|来宾)(?:、各位.{2,6})?[：:！!，,]?")
_PROSE = re.compile(r"[。；！？]|^.{100,}", re.DOTALL)
_LONGEST_VALUE = 80
_LONGEST_NAME = 40
_TAIL = 8
_REVIEWED = re.compile(
    r"(\d{4}|[二〇零一三四五六七八九]{4})年(?:度)?(?:的?工作)?(?:总结|回顾|完成情况)"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d|二[〇零○][〇零一二三四五六七八九○]{2})\s*年")


@dataclass(slots=True)
class Frame:
    """A report's body, and what was found around it."""

    title: str = ""
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    body: list[str] = field(default_factory=list)


def frame_of(paragraphs: Sequence[str], *, start: int) -> Frame:
    """Part a report into its body and its frame; `start` is where the first heading stands."""
    begin = next((at for at, text in enumerate(paragraphs[:start]) if _is_prose(text)), start)
    front, facts = _data_block(paragraphs[:begin])
    last = len(paragraphs) - _TAIL
    body = [
        text.replace("\t", " ")
        for at, text in enumerate(paragraphs[begin:], begin)
        if not (_SALUTE.fullmatch(text) or (at >= last and _is_noise(text)))
    ]
    signed_by, signed_on = _take_signature(body)
    days = _days(facts) or [day for line in front for day in chinese_dates(line)]
    return Frame(
        title=_title(front) or _first(facts, _TITLE),
        number=_first(facts, _NUMBER) or _number_in(front),
        issuer=_first(facts, _ISSUER) or signed_by,
        issued_on=next(iter(days), signed_on),
        body=body,
    )


def year_of(title: str, headings: Sequence[str], text: str) -> str:
    """The year a report tells of: the one it reviews, else the one in its title or opening."""
    reviewed = next((found[1] for line in headings if (found := _REVIEWED.search(line))), "")
    in_title = _YEAR.findall(title)
    opening = _YEAR.match(text.strip())
    year = reviewed or (in_title[-1] if in_title else "") or (opening[1] if opening else "")
    return str(to_int(year)) if year else ""


def _is_prose(text: str) -> bool:
    """Whether a line belongs to the report itself and not to what stands above it."""
    inside = not _LABEL.fullmatch(text) and not _is_noise(text) and "\t" not in text
    return inside and bool(_PROSE.search(text))


def _is_noise(text: str) -> bool:
    short = len(text) < _LONGEST_VALUE and not text.endswith(("。", "；", "！"))
    return bool(_SALUTE.fullmatch(text) or (short and _CHROME.match(text)))


def _data_block(lines: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Take labels and their values out of the lines above the body, however they are set."""
    pieces = (piece for line in lines for piece in _CELLS.split(line))
    cells = [piece.strip() for piece in pieces if not _is_noise(piece.strip())]
    rest, facts = list[str](), dict[str, str]()
    waiting = ""
    for cell in filter(None, cells):
        found = _LABEL.fullmatch(cell)
        if found:
            facts.setdefault(found[1], (found[2] or "").strip())
            waiting = "" if found[2] else found[1]
        elif waiting:
            facts[waiting], waiting = cell, ""
        else:
            rest.append(cell)
    return rest, facts


def _first(facts: dict[str, str], names: Sequence[str]) -> str:
    return next((facts[name] for name in names if facts.get(name)), "")


def _days(facts: dict[str, str]) -> list[date]:
    return [day for name in _DAY for day in chinese_dates(facts.get(name, "").split(" ")[0])]


def _title(front: Sequence[str]) -> str:
    """The first line above the body, with the next where only that one says 报告."""
    lines = [line for line in front if not line.startswith(("—", "-", "（", "("))]
    if not lines:
        return ""
    whole = lines[0] + lines[1] if len(lines) > 1 else lines[0]
    broken = not _names_report(lines[0]) and len(lines) > 1 and _names_report(lines[1])
    title = whole if broken else lines[0]
    return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", title)


def _names_report(line: str) -> bool:
    return bool(re.search(r"报告|总结|情况|要点|计划", line)) and len(line) <= _LONGEST_VALUE


def _number_in(front: Sequence[str]) -> str:
    written = (
        re.search(r"[\u4e00-\u9fff]{1,12}[〔\[［(（]\d{4}[〕\]］)）]\d+号", x) for x in front
    )
    return next((found[0] for found in written if found), "")


def _take_signature(body: list[str]) -> tuple[str, date | None]:
    """Cut the closing date and the name above it off the body."""
    for at in range(len(body) - 1, max(len(body) - 5, 0), -1):
        found = DATE.search(body[at])
        if not found or len(body[at]) > _LONGEST_NAME or re.search(r"[。；]", body[at]):
            continue
        signed_on = next(iter(chinese_dates(body[at])), None)
        same_line = body[at][: found.start()].strip()
        above = body[at - 1].strip()
        is_name = not same_line and len(above) <= _LONGEST_NAME and not _PROSE.search(above)
        del body[at - 1 if is_name else at :]
        return same_line or (above if is_name else ""), signed_on
    return "", None
