"""The starter notices are ready to send: for every day, season and warning, and all checked."""

import re
import shutil
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
import test_starter
from rapidfuzz import fuzz

from knowledge.errors import BadInput
from knowledge.quantities import quantities
from knowledge.starter_files import FOLDER, load_hotlines, load_law_names
from knowledge.starter_notices import (
    Category,
    StarterNotice,
    load_notices,
    load_occasions,
    signed,
)

CHECKED_ON = date(2026, 11, 23)
TITLES_TOO_ALIKE, TEXTS_TOO_ALIKE = 85, 70
WARNINGS = (
    "暴雨蓝", "暴雨黄", "暴雨橙", "暴雨红", "台风", "雷电", "大风", "高温", "寒潮", "暴雪", "大雾",
    "冰雹", "道路结冰", "霾", "沙尘暴", "山洪", "地质灾害", "森林火险", "干旱",
)  # fmt: skip
SEVERAL = {
    "治理欠薪冬季行动": 3, "民法典宣传月": 3, "安全生产月": 3, "防范非法集资宣传月": 2,
    "全国科普月": 2, "消防宣传月": 3,
}  # fmt: skip
MATTERS = {
    "劳动工资", "合同", "婚姻家庭", "反家庭暴力", "老人权益", "未成年人", "宅基地与土地",
    "借贷债务", "消费维权", "个人信息", "社区矫正", "村务", "邻里纠纷", "防骗反诈",
}  # fmt: skip
LONG_NUMBER = re.compile(r"(?<![\d.])\d{5,}|1[3-9]\d{9}|\d{3,4}-\d{7,8}")
INVENTED = re.compile(r"张三|李四|王五|小[明红刚丽]|[张王李赵刘陈]某|某某")


@pytest.fixture(scope="module")
def notices() -> tuple[StarterNotice, ...]:
    return load_notices()


@pytest.fixture(scope="module")
def laws(shared: Path) -> dict[str, dict[str, str]]:
    return test_starter._laws(shared / "data" / "laws")


def test_a_town_starts_with_enough_notices_of_every_kind(notices):
    assert len(notices) >= 105
    assert {notice.category for notice in notices} == set(Category)
    assert set().union(*(notice.topics for notice in notices)) >= MATTERS
    assert sum(notice.category is Category.FRAUD for notice in notices) >= 15


def test_every_occasion_has_a_notice_and_months_have_several(notices):
    counts = Counter(notice.when for notice in notices)
    assert set(counts) == load_occasions()
    assert all(counts[name] >= least for name, least in SEVERAL.items())
    assert all(any(one in name for name in counts) for one in WARNINGS)


def test_every_entry_of_the_calendar_of_facts_is_covered(notices, shared):
    path = shared / "FACTS.md"
    if not path.is_file():
        pytest.skip("the facts of the field are not here")
    table = path.read_text(encoding="utf-8").split("## Publicity calendar")[1].split("\n## ")[0]
    rows = [line.split("|")[2] for line in table.splitlines() if line.startswith("|")][2:]
    names = [name.strip() for row in rows for name in re.split("[·;]", row)]
    whens = " ".join(_plain(notice.when) for notice in notices)
    assert len(names) >= 26
    for name in names:
        assert _plain(name) in whens or name == "推普周", name
    assert "国家通用语言文字推广普及宣传周" in whens


def _plain(name: str) -> str:
    """A name without the words by which lists differ."""
    return re.sub("和|宣传(?=咨询)", "", name)


def test_texts_fit_a_chat_and_speak_plainly(notices):
    for notice in notices:
        assert len(notice.title) <= 16, notice.key
        assert len(notice.card) <= 12, notice.key
        assert len(notice.short) <= 120, notice.key
        assert len(notice.long) <= 500, notice.key
        assert 3 <= len(notice.long.splitlines()) <= 7, notice.key
        assert 10 <= len(notice.long.splitlines()[0]) <= 45, notice.key
        said = notice.title + notice.card + notice.short + notice.long
        assert not re.search(r"你|！|!|本法|前款|之规定|应予|[{}]", said), notice.key
        assert not INVENTED.search(said), notice.key
        assert notice.checked_on == CHECKED_ON


def test_the_first_line_asks_someone_to_do_something(notices):
    asks = re.compile(r"请|可以|要|先|别|一律|是|应当")
    for notice in notices:
        assert asks.search(notice.long.splitlines()[0]), notice.key


def test_hotlines_come_last_and_are_in_the_table(notices):
    known = {hotline.number for hotline in load_hotlines()}
    for notice in notices:
        assert set(notice.hotlines) <= known, notice.key
        assert re.search(r"\d{3,5}。$", notice.short), notice.key
        *body, last = notice.long.splitlines()
        assert all(number in last for number in notice.hotlines), notice.key
        numbers = set(LONG_NUMBER.findall(notice.short + notice.long))
        assert numbers <= known, notice.key
        assert not any(re.search(r"打\d", line) for line in body), notice.key


def test_no_two_notices_say_the_same(notices):
    for one, other in combinations(notices, 2):
        assert fuzz.ratio(one.title, other.title) < TITLES_TOO_ALIKE, (one.key, other.key)
        assert fuzz.ratio(one.short, other.short) < TEXTS_TOO_ALIKE, (one.key, other.key)
        assert fuzz.ratio(one.long, other.long) < TEXTS_TOO_ALIKE, (one.key, other.key)


def test_every_citation_is_an_article_of_a_law_in_force(notices, laws):
    past = {old.name for old in load_law_names().replaced if old.since <= CHECKED_ON}
    for notice in notices:
        for cited in notice.citations:
            assert cited.article in laws[cited.law], (notice.key, cited)
            assert cited.law not in past, (notice.key, cited)


def test_every_number_stands_in_a_cited_article_or_a_note_says_where(notices, laws):
    for notice in notices:
        text = "".join(laws[cited.law][cited.article] for cited in notice.citations)
        said = quantities(f"{notice.short}\n{notice.long}", exact=True)
        assert notice.note or said <= quantities(text), (notice.key, said - quantities(text))


def test_no_notice_copies_a_law(notices, laws):
    for notice in notices:
        text = "".join(laws[cited.law][cited.article] for cited in notice.citations)
        sentences = re.split(r"[。；\n]", f"{notice.short}\n{notice.long}")
        assert not [said for said in sentences if len(said) >= 20 and said in text], notice.key


def test_a_notice_is_signed_with_the_town_and_the_day(notices):
    notice = replace(notices[0], signature="{town}司法所 {date}")
    text = signed(notice.short, notice, town="明白镇", on=date(2026, 12, 4))
    assert text == f"{notice.short}\n明白镇司法所 2026年12月4日"
    assert {one.signature for one in notices} == {"{town} {date}"}


def test_notices_load_quickly():
    start = time.process_time()
    load_notices()
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("    when: 治理欠薪冬季行动", "    when: 欠薪", "没有“欠薪”这个时机"),
        ("    category: law", "    category: laws", "内容不合要求"),
        (
            "    card: 工钱凭据留好",
            "    card: 工钱凭据从现在起都要一样一样留好",
            "太长（最多12个字）",
        ),
        ('    hotlines: ["12333", "12348"]', '    hotlines: ["12350"]', "要有热线号码"),
        ("    title: 年底讨薪先留好凭据", "    title: 请{town}的乡亲留好凭据", "只能写在落款里"),
        ('signature: "{town} {date}"', 'signature: "{name} {date}"', "落款里只能用"),
        ("    topics:", "    subjects:", "多出了不认识的一项|缺少这一项"),
        ("id: wage-winter-iou", "id: wage-winter-keep-proof", "已经在前面写过了"),
    ],
)
def test_a_bad_file_names_the_file_the_line_and_the_reason(tmp_path, old, new, reason):
    folder = tmp_path / "starter"
    shutil.copytree(FOLDER, folder)
    path = folder / "notices-calendar.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=reason) as caught:
        load_notices(folder)
    assert re.search(r"^notices-calendar\.yaml 第 \d+ 行", str(caught.value))


def test_a_folder_without_notices_is_said_plainly(tmp_path):
    for name in ("calendar.yaml", "occasions.yaml"):
        shutil.copy(FOLDER / name, tmp_path / name)
    with pytest.raises(BadInput, match=r"没有 notices-\*\.yaml"):
        load_notices(tmp_path)
