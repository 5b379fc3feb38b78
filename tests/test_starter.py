"""The starter knowledge keeps its word: every answer checked, every file read strictly."""

import gzip
import json
import re
import shutil
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from knowledge.drafts import Draft, Kind
from knowledge.errors import BadInput
from knowledge.law_names import LawNames, folded
from knowledge.numerals import NUMBER, to_int
from knowledge.starter_files import (
    FOLDER,
    faq_source,
    load_dangers,
    load_faq,
    load_hotlines,
    load_law_names,
)
from knowledge.starter_shapes import FaqFile, LawNamesFile
from knowledge.strict_yaml import read

CHECKED_ON = date(2026, 11, 23)
TOPICS = {
    "婚姻家庭", "遗嘱继承", "劳动工资", "借贷债务", "邻里纠纷", "消费维权", "交通出行", "防骗反诈",
    "租房买房与物业", "宅基地与土地", "村里事务", "老人权益", "社会救助", "未成年人", "反家庭暴力",
    "治安与刑事", "办事与民告官", "打官司与调解", "生产生活安全", "权益与国家安全",
    "合同", "物权", "经营",
}  # fmt: skip
TOO_ALIKE = 88

_ARTICLE = re.compile(
    r"^(?:\*\*)?(第[零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)(?:\*\*)?[　 ]"
)
_CLOSES = re.compile("废止|施行|实施")
_PERCENT = re.compile(rf"百分之({NUMBER})|(\d+(?:\.\d+)?)%")
_QUANTITY = re.compile(rf"({NUMBER}) ?(元|日|天|小时|个月|周岁|岁|年|倍|公里|株|次|人|个)")
_SAME_UNIT = {"天": "日", "岁": "周岁"}


@cache
def _laws(folder: Path) -> dict[str, dict[str, str]]:
    """Every article of every law that stands in the folder today, by full title."""
    laws: dict[str, dict[str, str]] = {}
    for path in sorted(folder.rglob("*.md")):
        if "versions" not in path.parts:
            front = (path.parent / "README.md").read_text(encoding="utf-8")
            title = re.search(r"^# (.+)$", front, re.MULTILINE)
            _add_articles(path.read_text(encoding="utf-8"), laws.setdefault(title[1].strip(), {}))
    return laws


def _add_articles(text: str, articles: dict[str, str]) -> None:
    current = ""
    for line in text.splitlines():
        found = _ARTICLE.match(line)
        if found and found[1] not in articles:
            current = found[1]
            articles[current] = line
        elif line.startswith("#"):
            current = ""
        elif current:
            articles[current] += line


def _numbers(text: str) -> set[tuple[float, str]]:
    """Every quantity in a text as number and unit, however it is written."""
    text = text.replace("半个月", "")
    percents = {(float(to_int(a) if a else b), "%") for a, b in _PERCENT.findall(text)}
    rest = _PERCENT.sub("", re.sub(r"(\d+)万元", lambda found: f"{found[1]}0000元", text))
    quantities = {
        (float(to_int(number)), _SAME_UNIT.get(unit, unit))
        for number, unit in _QUANTITY.findall(rest)
        if number not in {"千", "百", "万"}
    }
    return percents | quantities


def _written_with_digits(text: str) -> set[tuple[float, str]]:
    """The quantities an answer writes in digits: these are the ones it vouches for."""
    return _numbers(re.sub(r"[零一二两三四五六七八九十百千万](?!元)", "·", text))


@pytest.fixture(scope="module")
def drafts() -> tuple[Draft, ...]:
    return load_faq().drafts


@pytest.fixture(scope="module")
def notes() -> dict[str, str]:
    files = [read(path, FaqFile)[0] for path in FOLDER.glob("faq-*.yaml")]
    return {entry.id: entry.note for file in files for entry in file.entries}


@pytest.fixture(scope="module")
def laws(shared: Path) -> dict[str, dict[str, str]]:
    return _laws(shared / "data" / "laws")


def test_a_town_starts_with_enough_questions_on_every_topic(drafts):
    assert load_faq().source == faq_source()
    assert len(drafts) >= 600
    assert {draft.section for draft in drafts} == TOPICS
    assert {draft.kind for draft in drafts} == {Kind.FAQ}
    assert all(3 <= len(draft.phrases) <= 6 for draft in drafts)


def test_a_draft_carries_the_answer_then_numbered_steps(drafts):
    draft = next(draft for draft in drafts if draft.key == "divorce-by-agreement")
    answer, first, *_ = draft.text.splitlines()
    assert answer.startswith("双方都同意")
    assert first.startswith("1. ")
    assert draft.fields == {"hotline": "12345", "checked_on": "2026-11-23", "topic": "婚姻家庭"}


def test_answers_fit_one_screen_and_speak_plainly(drafts):
    for draft in drafts:
        answer = draft.text.splitlines()[0]
        assert 60 <= len(answer) <= 250, draft.key
        assert not re.search(r"你|！|!|本法|前款|之规定|应予", draft.text), draft.key
        assert date.fromisoformat(draft.fields["checked_on"]) == CHECKED_ON


def test_no_two_entries_say_the_same(drafts):
    keys = [draft.key for draft in drafts]
    assert len(keys) == len(set(keys))
    sayings = [(said, draft.key) for draft in drafts for said in (draft.title, *draft.phrases)]
    assert len({said for said, _ in sayings}) == len(sayings)
    for (one, key), (other, other_key) in combinations(sayings, 2):
        assert key == other_key or fuzz.ratio(one, other) < TOO_ALIKE, (one, other)


def test_every_hotline_is_in_the_table(drafts):
    known = {hotline.number for hotline in load_hotlines()}
    for draft in drafts:
        named = set(re.findall(r"(?<!\d)(?:1[12]\d|1[02]\d{3}|96110)(?!\d|元|天|%)", draft.text))
        assert {draft.fields["hotline"], *named} <= known, draft.key
    assert {number for danger in load_dangers() for number in danger.numbers} <= known


def test_every_citation_is_an_article_of_a_law_in_force(drafts, laws):
    past = {old.name for old in load_law_names().replaced if old.since <= CHECKED_ON}
    for draft in drafts:
        for cited in draft.citations:
            assert cited.article in laws[cited.law], (draft.key, cited)
            assert cited.law not in past, (draft.key, cited)


def test_every_number_in_an_answer_stands_in_a_cited_article(drafts, laws, notes):
    for draft in drafts:
        text = "".join(laws[cited.law][cited.article] for cited in draft.citations)
        missing = _written_with_digits(draft.text) - _numbers(text)
        assert not missing or notes[draft.key], (draft.key, missing)


def test_no_answer_copies_a_law(drafts, laws):
    for draft in drafts:
        text = "".join(laws[cited.law][cited.article] for cited in draft.citations)
        sentences = [part for part in re.split(r"[。；\n]", draft.text) if len(part) >= 24]
        assert not [part for part in sentences if part in text], draft.key


def test_popular_names_lead_to_titles_of_laws(laws):
    names = load_law_names()
    assert len(names.aliases) >= 80
    assert set(names.aliases.values()) <= set(laws)
    assert names.aliases["治安处罚法"] == "中华人民共和国治安管理处罚法"
    for full in names.aliases.values():
        assert names.aliases[full.removeprefix("中华人民共和国")] == full


def test_no_name_means_two_laws(laws):
    names = load_law_names()
    past = [name for old in names.replaced for name in (old.name, *old.aliases)]
    assert len(past) == len(set(past))
    assert not set(past) & set(names.aliases)
    titles = {title.removeprefix("中华人民共和国"): title for title in laws}
    assert all(titles.get(alias, full) == full for alias, full in names.aliases.items())


def test_laws_of_the_past_lead_to_laws_of_today(laws):
    names = load_law_names()
    past = {old.name for old in names.replaced}
    lists = LawNames(names.aliases, names.replaced)
    for old in names.replaced:
        today = lists.successors(old, on=CHECKED_ON)
        national = {name for name in today if name.startswith("中华人民共和国")}
        assert not set(today) & past
        assert all(name in laws or name.endswith(("条例", "细则")) for name in national), old.name


@pytest.mark.parametrize(
    ("title", "article", "since"),
    [
        ("民法典", "第一千二百六十条", date(2021, 1, 1)),
        ("生态环境法典", "第一千二百四十二条", date(2026, 8, 15)),
    ],
)
def test_what_a_code_repealed_is_known_to_be_past(laws, title, article, since):
    repealed = set(re.findall(r"《(.+?)》", laws[f"中华人民共和国{title}"][article]))
    known = {old.name for old in load_law_names().replaced if old.since == since}
    assert repealed <= known


def test_every_law_of_the_past_was_repealed_in_writing_on_that_day(laws, shared):
    closing = _closing_texts(laws, shared)
    entries = read(FOLDER / "law-names.yaml", LawNamesFile)[0].replaced
    for old in entries:
        day = f"{old.since.year}年{old.since.month}月{old.since.day}日"
        by = [text for text in closing if folded(old.name) in text]
        written = any(day in text or "公布之日起" in text for text in by)
        assert written or old.basis, old.name


def _closing_texts(laws: dict[str, dict[str, str]], shared: Path) -> list[str]:
    """What each law and rule says of its own beginning and of others' end, one text a law."""
    closing = {
        title: "".join(filter(_CLOSES.search, said.values())) for title, said in laws.items()
    }
    path = shared / "data" / "statutes" / "statutes.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if _CLOSES.search(row["text"]):
                closing[row["law"]] = closing.get(row["law"], "") + row["text"]
    return [folded(text) for text in closing.values() if "废止" in text]


def _load_all(folder: Path) -> None:
    for load in (load_faq, load_law_names, load_hotlines, load_dangers):
        load(folder)


def _spoil(tmp_path: Path, name: str, old: str, new: str) -> Path:
    folder = tmp_path / "starter"
    shutil.copytree(FOLDER, folder)
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("faq-family.yaml", "    hotline:", "    phone:", "多出了不认识的一项|缺少这一项"),
        ("faq-family.yaml", "article: 第一千零七十七条", "article: 1077", "应当是文字"),
        ("faq-family.yaml", "law: 中华人民共和国民法典", "law: 《民法典》", "写法不对"),
        ("faq-family.yaml", "id: divorce-lawsuit", "id: divorce-again", "已经在前面写过了"),
        ("faq-family.yaml", "  - id: divorce-again", "  - id: [", "格式不对"),
        ("faq-family.yaml", "checked_on: 2026-11-23", "checked_on: 昨天", "应当是日期"),
        ("faq-minors.yaml", "id: school-bullying", "id: bride-price", "已经在前面写过了"),
        ("faq-minors.yaml", "topic: 未成年人", "topic: 未成年人\ntopic: 孩子", "写了两次"),
        ("law-names.yaml", "[刑法]", "[刑法, 民法典]", "已经在前面写过了"),
        ("hotlines.yaml", '"119"', '"110"', "已经在前面写过了"),
        ("danger.yaml", "'^.{0,2}(溺水|落水)(了|啦)|^溺水$'", "'(溺水'", "正则表达式"),
        ("danger.yaml", "拨打 119，说清", "说清", "第一行要有电话号码"),
    ],
)
def test_a_bad_file_names_the_file_the_line_and_the_reason(tmp_path, name, old, new, reason):
    folder = _spoil(tmp_path, name, old, new)
    with pytest.raises(BadInput, match=reason) as caught:
        _load_all(folder)
    assert re.search(rf"^{re.escape(name)} 第 \d+ 行", str(caught.value))


def test_a_bad_answer_is_named_by_its_own_line(tmp_path):
    folder = _spoil(
        tmp_path, "faq-family.yaml", "    answer: 离婚冷静期是30天", "    answer: 短\n    x: 是30天"
    )
    path = folder / "faq-family.yaml"
    line = path.read_text(encoding="utf-8").splitlines().index("    answer: 短") + 1
    with pytest.raises(BadInput, match=f"第 {line} 行，entries 第 1 条 answer：太短（至少60个字）"):
        load_faq(folder)


def test_a_missing_or_empty_file_is_said_plainly(tmp_path):
    with pytest.raises(BadInput, match=r"没有 faq-\*\.yaml"):
        load_faq(tmp_path)
    with pytest.raises(BadInput, match=r"找不到文件 hotlines\.yaml"):
        load_hotlines(tmp_path)
    (tmp_path / "danger.yaml").write_text("", encoding="utf-8")
    with pytest.raises(BadInput, match=r"danger\.yaml 是空的"):
        load_dangers(tmp_path)
