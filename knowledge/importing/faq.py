"""Lists of questions and answers: .xlsx, .csv and .jsonl to FAQ drafts."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from knowledge.drafts import Draft, Kind, Parsed, Rejected, SourceFacts
from knowledge.errors import BadInput
from knowledge.importing.citations import parse_citations
from knowledge.importing.columns import find_columns
from knowledge.importing.sheets import Row, read_table
from knowledge.numerals import DATE, date_of

MAX_QUESTION = 200
MAX_ANSWER = 4000
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "question": ("问题", "标准问", "标准问题", "标准问法", "提问"),
    "phrases": ("相似问", "相似问题", "相似问法", "similar"),
    "negatives": ("反例", "反例问", "不匹配"),
    "answer": ("答案", "回答", "答复", "标准答案"),
    "citations": ("依据", "法律依据", "法条依据", "引用", "citation"),
    "topic": ("主题", "分类", "类别", "category"),
    "valid_from": ("有效期自", "有效期起", "生效日期"),
    "valid_until": ("有效期至", "有效期", "有效期止", "失效日期"),
    "hotline": ("热线", "热线电话", "咨询电话", "phone"),
    "checked_on": ("核对日期", "核实日期", "核对时间"),
    "note": ("核对说明",),
    "list": ("所在清单",),
    "code": ("条目代码",),
}

FIELDS = ("topic", "hotline", "checked_on", "note")
_EDITION = "｜"
_ALWAYS = ("长期", "长期有效", "永久", "永久有效", "无", "-", "—")
_SHOWN = 500


def parse_faq(path: Path) -> list[Parsed]:
    """Read a list of questions; rows that cannot stand are handed back with their reasons.

    Rows that we exported go back to the list and entry that they came from.
    """
    table = read_table(path)
    names = _names(table.headers, path)
    if not table.rows and not table.rejected:
        raise BadInput(f"“{path.name}”只有表头，没有内容，请填好后再导入。")
    lists, rejected = dict[SourceFacts, dict[str, Draft]](), list(table.rejected)
    for row in table.rows:
        try:
            draft, source = _draft(row, names), _source(row, names, path)
            drafts = lists.setdefault(source, {})
            if draft.key in drafts:
                raise ValueError(f"与第{drafts[draft.key].line}行的问题重复")
        except ValueError as error:
            rejected.append(Rejected(row[0], str(error), _shown(row[1])))
        else:
            drafts[draft.key] = draft
    lists = lists or {_file(path): {}}
    left = [tuple(sorted(rejected, key=lambda r: r.line)), *[()] * len(lists)]
    return [
        Parsed(source, tuple(drafts.values()), turned_away)
        for (source, drafts), turned_away in zip(lists.items(), left, strict=False)
    ]


def list_name(title: str, edition: str) -> str:
    """Write down which list a question belongs to, as `parse_faq` reads it back."""
    return f"{title}{_EDITION}{edition}" if edition else title


def question_key(question: str) -> str:
    """A question without spaces, punctuation, width or case: what makes two the same."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", question).lower())


def _names(headers: Sequence[str], path: Path) -> dict[str, str]:
    """Which header of this file stands for which of our columns."""
    names = find_columns(headers, COLUMNS)
    missing = [COLUMNS[column][0] for column in ("question", "answer") if column not in names]
    if missing:
        raise BadInput(
            f"“{path.name}”缺少“{'”“'.join(missing)}”列。找到的列：{'、'.join(headers) or '无'}；"
            "应有的列：问题、答案（必填），相似问、反例、依据、主题、有效期至（可不填）。"
        )
    return names


def _source(row: Row, names: Mapping[str, str], path: Path) -> SourceFacts:
    title, _, edition = row[1].get(names.get("list", ""), "").partition(_EDITION)
    return SourceFacts(title.strip(), "faq", edition.strip()) if title.strip() else _file(path)


def _file(path: Path) -> SourceFacts:
    return SourceFacts(title=path.stem, kind="faq")


def _draft(row: Row, names: Mapping[str, str]) -> Draft:
    line, values = row
    cells = {column: values.get(header, "").strip() for column, header in names.items()}
    question, answer = cells["question"], cells["answer"]
    _check_texts(question, answer)
    return Draft(
        kind=Kind.FAQ,
        key=cells.get("code") or question_key(question),
        title=question,
        text=answer,
        section=cells.get("topic", ""),
        line=line,
        phrases=_phrases(cells, "phrases", but=question),
        negatives=_phrases(cells, "negatives"),
        citations=parse_citations(cells.get("citations", "")),
        fields={name: cells[name] for name in FIELDS if cells.get(name)},
        valid_from=_day(cells.get("valid_from", "")),
        valid_until=_after(_day(cells.get("valid_until", ""))),
    )


def _check_texts(question: str, answer: str) -> None:
    if not question_key(question):
        raise ValueError("没有写问题")
    if not answer:
        raise ValueError("没有写答案")
    if len(question) > MAX_QUESTION:
        raise ValueError(f"问题有{len(question)}字，超过{MAX_QUESTION}字的上限")
    if len(answer) > MAX_ANSWER:
        raise ValueError(f"答案有{len(answer)}字，超过{MAX_ANSWER}字的上限")


def _phrases(cells: Mapping[str, str], column: str, *, but: str = "") -> tuple[str, ...]:
    """Phrases of a row; in one that we exported each line is one, whatever signs it holds."""
    text = cells.get(column, "")
    if cells.get("code"):
        return tuple(dict.fromkeys(filter(None, map(str.strip, text.split("\n")))))
    return _listed(text, but=but)


def _listed(text: str, *, but: str = "") -> tuple[str, ...]:
    """Phrases one a line or parted by ；, each once, without the question itself."""
    seen = {question_key(but): ""}
    for phrase in re.split(r"[\n；;]", text):
        seen.setdefault(question_key(phrase), phrase.strip())
    return tuple(filter(None, seen.values()))


def _day(text: str) -> date | None:
    if not text or text in _ALWAYS:
        return None
    plain = re.sub(r"[T\s]\d{1,2}:\d{2}.*$", "", unicodedata.normalize("NFKC", text)).strip()
    plain = re.sub(r"^(\d{4})(\d{2})(\d{2})$", r"\1-\2-\3", plain)
    found = DATE.fullmatch(plain)
    day = date_of(found) if found else None
    if day is None:
        raise ValueError(f"日期“{text[:20]}”看不懂，请写成2026-12-31这样")
    return day


def _after(last: date | None) -> date | None:
    return last + timedelta(days=1) if last else None  # people name the last day it holds


def _shown(values: Mapping[str, str]) -> str:
    return " | ".join(f"{name}：{value}" for name, value in values.items() if value)[:_SHOWN]
