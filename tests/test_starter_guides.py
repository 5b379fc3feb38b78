"""The starter guides: complete, checked against the law, and never with a hole in them."""

import gzip
import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import test_starter
from rapidfuzz import fuzz, process

from bot.doctor import examine_content
from bot.messages import Incoming
from bot.settings import Settings
from bot.town import open_town
from knowledge.drafts import Draft, Kind
from knowledge.errors import BadInput
from knowledge.guide_shapes import GuideFile
from knowledge.starter_files import load_faq, load_hotlines
from knowledge.starter_guides import (
    FOLDER,
    OFFICES,
    TITLE,
    TOWN,
    guide_source,
    load_guides,
    open_places,
)
from knowledge.strict_yaml import read
from knowledge.town_file import UNFILLED, Places, load_offices, read_town

CHECKED_ON = date(2026, 11, 23)
TOPICS = {
    "婚姻户籍", "社保医保", "救助残疾", "土地住房", "经营办证", "法律服务", "证件补办", "举报反映",
    "上学国防身后事",
}  # fmt: skip
PARTS = ("who", "materials", "steps", "where", "time_limit", "fee", "result")
TOO_ALIKE = 85
OFFICE = "派出所:\n  地址: 人民路12号\n  时间: 工作日 9:00-17:00\n  电话: 0900-1234567\n"


@pytest.fixture(scope="module")
def drafts() -> tuple[Draft, ...]:
    return load_guides(Places({})).drafts


@pytest.fixture(scope="module")
def notes() -> dict[str, str]:
    files = [read(path, GuideFile)[0] for path in FOLDER.glob("guides-*.yaml")]
    return {entry.id: entry.note for file in files for entry in file.entries}


@pytest.fixture(scope="module")
def laws(shared: Path, drafts: tuple[Draft, ...]) -> dict[str, dict[str, str]]:
    """Every cited law: from the laws in force, or else from the regulations."""
    found = dict(test_starter._laws(shared / "data" / "laws"))
    wanted = {cited.law for draft in drafts for cited in draft.citations} - set(found)
    path = shared / "data" / "statutes" / "statutes.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if row["law"] in wanted:
                found.setdefault(row["law"], {})[row["article"]] = row["text"]
    return found


@pytest.fixture
def town_of(tmp_path: Path):
    """Open a town whose own file says this, and close it afterwards."""
    opened = []

    def open_(said: str | None = None):
        if said is not None:
            (tmp_path / TOWN).write_text(said, encoding="utf-8")
        opened.append(open_town(Settings(data_dir=tmp_path, _env_file=None)))
        return opened[-1]

    yield open_
    for town in opened:
        town.close()


def test_a_town_starts_with_a_guide_for_every_common_matter(drafts):
    assert len(drafts) >= 52
    assert {draft.section for draft in drafts} == TOPICS
    assert {draft.kind for draft in drafts} == {Kind.GUIDE}
    keys = [draft.key for draft in drafts]
    assert len(keys) == len(set(keys))


def test_every_guide_says_who_what_how_where_how_long_and_how_much(drafts):
    for draft in drafts:
        assert all(draft.fields[part].strip() for part in PARTS), draft.key
        assert draft.text.startswith(f"{draft.title}\n谁可以办："), draft.key
        assert re.search(r"^1\. .+\n2\. ", draft.text, re.MULTILINE), draft.key
        assert len(draft.text) <= 420, draft.key
        assert date.fromisoformat(draft.fields["checked_on"]) == CHECKED_ON


def test_guides_speak_plainly(drafts):
    for draft in drafts:
        assert not re.search(r"[你！!]|本法|前款|应予|。。|；；", draft.text), draft.key
        assert all(6 <= len(phrase) <= 40 for phrase in draft.phrases), draft.key


def test_no_brace_ever_reaches_a_resident(drafts):
    for draft in drafts:
        assert not re.search(r"[{}]", draft.text + "".join(draft.fields.values())), draft.key
        assert UNFILLED in draft.fields["where"], draft.key


def test_no_two_entries_are_asked_in_the_same_words(drafts):
    sayings = {
        said: draft.key
        for draft in (*load_faq().drafts, *drafts)
        for said in (draft.title, *draft.phrases)
    }
    texts = list(sayings)
    for draft in drafts:
        for said in (draft.title, *draft.phrases):
            near = process.extract(said, texts, scorer=fuzz.ratio, score_cutoff=TOO_ALIKE, limit=9)
            assert {sayings[other] for other, *_ in near} == {draft.key}, (said, near)


def test_every_number_to_call_is_in_the_table(drafts):
    known = {hotline.number for hotline in load_hotlines()}
    for draft in drafts:
        named = set(re.findall(r"(?<!\d)(?:1[12]\d|1[02]\d{3}|96110)(?!\d|元|天|%)", draft.text))
        assert {draft.fields["hotline"], *named} <= known, draft.key


def test_every_citation_is_an_article_of_a_law_in_force(drafts, laws):
    past = test_starter.load_law_names().replaced
    gone = {old.name for old in past if old.since <= CHECKED_ON}
    for draft in drafts:
        assert draft.citations, draft.key
        for cited in draft.citations:
            assert cited.article in laws[cited.law], (draft.key, cited)
            assert cited.law not in gone, (draft.key, cited)


def test_every_number_in_a_guide_stands_in_a_cited_article_or_is_explained(drafts, laws, notes):
    for draft in drafts:
        text = "".join(laws[cited.law][cited.article] for cited in draft.citations)
        said = re.sub(r"^\d\. ", "", draft.text, flags=re.MULTILINE)
        missing = test_starter._written_with_digits(said) - test_starter._numbers(text)
        assert not missing or notes[draft.key], (draft.key, missing)


def test_the_first_start_writes_an_empty_file_with_a_comment_on_every_office(tmp_path):
    places = open_places(tmp_path)
    written = (tmp_path / TOWN).read_text(encoding="utf-8")
    for office, meaning in load_offices(FOLDER / OFFICES).items():
        assert f'# {meaning}\n{office}:\n  地址: ""\n  时间: ""\n  电话: ""\n' in written
    assert places.blanks("{派出所}{婚姻登记处电话}") == (
        "派出所地址", "派出所时间", "派出所电话", "婚姻登记处电话",
    )  # fmt: skip
    assert open_places(tmp_path).mark() == places.mark() == Places({}).mark()


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, f"地址、办公时间、电话{UNFILLED}"),
        ({"地址": "人民路12号"}, f"地址：人民路12号；办公时间、电话{UNFILLED}"),
        (
            {"地址": "人民路12号", "时间": "周一到周五", "电话": "110"},
            "地址：人民路12号；办公时间：周一到周五；电话：110",
        ),
    ],
)
def test_what_is_known_of_an_office_is_said_and_the_rest_referred(known, said):
    assert Places({"派出所": known}).fill("到{派出所}") == f"到{said}"


def test_one_detail_can_stand_alone():
    places = Places({"派出所": {"电话": "0900-1234567"}})
    assert places.fill("先打{派出所电话}") == "先打0900-1234567"
    assert places.fill("到{派出所地址}") == f"到{UNFILLED}"


def test_guides_answer_from_the_first_start_with_their_source(town_of):
    reply = town_of().ask(Incoming("web", "one", "去登记结婚准备哪些证件"))
    assert reply.text.startswith("结婚登记\n")
    assert UNFILLED in reply.text
    assert any(cited.article == "第一千零四十九条" for cited in reply.citations)
    assert TITLE in reply.citations[0].title + reply.citations[0].source


def test_a_change_in_the_towns_file_shows_after_the_next_start(town_of):
    question = Incoming("web", "one", "户口要从村里迁走")
    assert UNFILLED in town_of().ask(question).text
    told = town_of(OFFICE).ask(question).text
    assert "地址：人民路12号；办公时间：工作日 9:00-17:00；电话：0900-1234567" in told
    assert UNFILLED not in told
    assert UNFILLED in town_of("派出所:\n  地址: ''\n").ask(question).text


def test_starting_again_with_nothing_changed_takes_nothing_in(town_of):
    before = town_of().knowledge.index.stamp
    assert town_of().knowledge.index.stamp == before


def test_the_doctor_lists_what_nobody_filled_in(town_of):
    town = town_of(OFFICE)
    faults, _findings = examine_content(town)
    unfilled = {fault.entry.key: str(fault) for fault in faults if "town.yaml" in str(fault)}
    assert "婚姻登记处地址、婚姻登记处时间、婚姻登记处电话" in unfilled["guide-marriage"]
    assert "guide-hukou-out" not in unfilled


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("派出所:\n  地址: 一号\n税务所:\n  电话: '1'\n", "第 3 行：办事指南里没有“税务所”"),
        ("派出所:\n  传真: '1'\n", "第 2 行，.*多出了不认识的一项"),
        ("派出所:\n  电话: 81234567\n", "第 2 行，.*请写在引号里"),
        ("派出所:\n  时间: 9:00\n", "第 2 行，.*请写在引号里"),
        ("派出所:\n  地址: '{地址}'\n", "第 2 行，.*写法不对"),
        ("派出所: [\n", "格式不对"),
        ("", "是空的"),
    ],
)
def test_a_mistake_in_the_towns_file_is_named_with_its_line(tmp_path, said, reason):
    path = tmp_path / TOWN
    path.write_text(said, encoding="utf-8")
    with pytest.raises(BadInput, match=rf"town\.yaml.*{reason}"):
        read_town(path, load_offices(FOLDER / OFFICES))


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("guides-hukou.yaml", "    cost:", "    price:", "缺少这一项|多出了不认识的一项"),
        ("guides-hukou.yaml", "local: [婚姻登记处]", "local: [派出所]", "正好写出"),
        ("guides-hukou.yaml", "id: guide-divorce", "id: guide-marriage", "已经在前面写过了"),
        ("guides-land.yaml", "id: guide-farm-subsidy", "id: guide-marriage", "已经在前面写过了"),
        (OFFICES, "  派出所: ", "  警务站: ", r"没有“派出所”"),
    ],
)
def test_a_bad_guide_is_named_with_file_line_and_reason(tmp_path, name, old, new, reason):
    folder = tmp_path / "starter"
    shutil.copytree(FOLDER, folder)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=rf"guides-\w+\.yaml 第 \d+ 行.*(?:{reason})"):
        load_guides(Places({}), folder)


def test_the_source_changes_with_the_guides_and_with_the_town(tmp_path):
    folder = tmp_path / "starter"
    shutil.copytree(FOLDER, folder)
    plain = guide_source(Places({}), folder)
    filled = guide_source(Places({"派出所": {"电话": "1"}}), folder)
    path = folder / "guides-hukou.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    touched = guide_source(Places({}), folder)
    assert plain.title == TITLE
    assert len({plain.checksum, filled.checksum, touched.checksum}) == 3


def test_a_detail_left_without_quotes_or_taken_out_is_empty(tmp_path):
    path = tmp_path / TOWN
    path.write_text("派出所:\n  地址:\n  电话: 0900-1234567\n", encoding="utf-8")
    places = read_town(path, load_offices(FOLDER / OFFICES))
    assert places.blanks("{派出所}") == ("派出所地址", "派出所时间")
