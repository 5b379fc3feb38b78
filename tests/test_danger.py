"""Danger is heard in words nobody listed, in no time, and talk about it gets its number."""

import json
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from knowledge.danger import Danger, danger_hint, find_danger
from knowledge.danger_files import load_dangers
from knowledge.ear import FOLDER as LEARNED
from knowledge.ear import load_ear
from knowledge.starter_files import load_hotlines

FOLDER = Path(__file__).parent / "utterances"
UNSEEN = FOLDER / "danger-unseen.yaml"
EVERYDAY = FOLDER / "everyday-danger.yaml"  # not taught, but rules were mended after a look at it
# All others were there when the rules were written or the ear was taught: they only prove that
# nothing broke. Nobody may write a rule or teach the ear by looking at the unseen ones.
TAUGHT = sorted(set(FOLDER.glob("danger-*.yaml")) - {UNSEEN})
LEAST_HEARD = {"explicit": 0.98, "implicit": 0.95}
MOST_FALSE_ALARMS = 0.03
LEAST_TAUGHT, MOST_FALSE_TAUGHT = 0.99, 0.01

Said = list[dict[str, str]]


def _said(path: Path) -> Said:
    read: Said = yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


def _share(dangers: tuple[Danger, ...], said: Said, way: str) -> float:
    texts = [row["text"] for row in said if row["way"] == way]
    assert len(texts) >= 100
    return sum(find_danger(text, dangers) is not None for text in texts) / len(texts)


@pytest.fixture(scope="module")
def dangers() -> tuple[Danger, ...]:
    return load_dangers()


@pytest.fixture(scope="module")
def rules_only(dangers) -> tuple[Danger, ...]:
    speech = replace(dangers[0].speech, ear=None)
    return tuple(replace(danger, speech=speech) for danger in dangers)


@pytest.fixture(scope="module", params=TAUGHT, ids=lambda path: path.stem)
def taught(request) -> Said:
    return _said(request.param)


@pytest.fixture(scope="module")
def unseen() -> Said:
    return _said(UNSEEN)


@pytest.mark.parametrize(("way", "least"), LEAST_HEARD.items())
def test_danger_in_words_of_a_stranger_is_heard_said_plainly_or_not(dangers, unseen, way, least):
    assert _share(dangers, unseen, way) >= least


def test_what_only_sounds_like_danger_is_left_to_the_answers(dangers, unseen):
    assert _share(dangers, unseen, "lookalike") <= MOST_FALSE_ALARMS


def test_a_hard_life_is_no_alarm_and_danger_in_everyday_words_is_one(dangers):
    heard = [
        (row["kind"], find_danger(row["text"], dangers), row["text"]) for row in _said(EVERYDAY)
    ]
    missed = [text for kind, found, text in heard if kind != "none" and not found]
    alarmed = [text for kind, found, text in heard if kind == "none" and found]
    assert len(missed) <= 1, missed
    assert len(alarmed) <= 3, alarmed


def test_what_was_taught_is_known(dangers, taught):
    assert _share(dangers, taught, "explicit") >= LEAST_TAUGHT
    assert _share(dangers, taught, "implicit") >= LEAST_TAUGHT
    assert _share(dangers, taught, "lookalike") <= MOST_FALSE_TAUGHT


def test_most_dangers_are_heard_for_what_they_are(dangers, unseen):
    heard = [(row["kind"], find_danger(row["text"], dangers)) for row in unseen]
    right = [found.id == kind for kind, found in heard if found and kind != "none"]
    assert sum(right) / len(right) >= 0.8


def test_questions_of_law_from_elsewhere_hardly_ever_raise_an_alarm(dangers, shared):
    path = shared / "data" / "questions" / "lay-questions.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in lines]
    alarmed = [text for text in asked if find_danger(text, dangers)]
    assert len(alarmed) <= 0.005 * len(asked), alarmed


def test_no_unseen_utterance_was_taught(unseen):
    known = {row["text"] for path in TAUGHT for row in _said(path)}
    again = [row["text"] for row in unseen if row["text"] in known]
    assert len(again) <= 0.03 * len(unseen), again  # two writers may hit on the same few words


def test_without_the_ear_the_rules_alone_still_hear_what_is_said_plainly(rules_only, unseen):
    assert find_danger("家里着火了", rules_only)
    assert _share(rules_only, unseen, "explicit") >= 0.8
    assert _share(rules_only, unseen, "lookalike") <= 0.1


def test_a_missing_damaged_or_exchanged_ear_counts_as_none(tmp_path):
    assert load_ear(tmp_path) is None
    for name in ("danger.json", "danger.npz"):
        shutil.copy(LEARNED / name, tmp_path)
    assert load_ear(tmp_path) is not None
    learned = tmp_path / "danger.npz"
    learned.write_bytes(learned.read_bytes()[:-100])
    assert load_ear(tmp_path) is None
    (tmp_path / "danger.json").write_text("[]", encoding="utf-8")
    assert load_ear(tmp_path) is None


def test_the_ear_knows_every_danger_and_is_small(dangers):
    ear = load_ear()
    assert ear is not None
    assert set(ear.names) == {danger.id for danger in dangers}
    assert (LEARNED / "danger.npz").stat().st_size < 600_000


def test_no_utterance_takes_long(dangers, unseen):
    for row in unseen[::7]:
        assert _seconds(row["text"], dangers) < 0.05, row["text"]


@pytest.mark.parametrize(
    "text",
    [
        "老公打我他拿刀水火气锁孩子电话转账" * 50,
        "打" * 100_000,
        "他又" * 50_000,
        "着火" * 50_000,
        "我家孩子在河边" * 14_000,
        "{我}+*?(" * 10_000,
        "\u200b" * 100_000,
        "a" * 100_000,
        "。，" * 50_000,
    ],
    ids=lambda text: text[:6].encode("unicode_escape").decode(),
)
def test_hostile_texts_are_heard_in_no_time(dangers, text):
    assert _seconds(text, dangers) < 0.05


def test_danger_at_the_end_of_a_very_long_story_is_heard(dangers):
    found = find_danger("今天天气不错，我们去赶集。" * 5_000 + "家里着火了", dangers)
    assert found is not None
    assert found.id == "fire"


@pytest.mark.parametrize("text", ["", " ", "？", "\ud800", "你好"])
def test_nothing_said_is_no_danger(dangers, text):
    assert find_danger(text, dangers) is None
    assert danger_hint(text, dangers) == ()


def test_without_dangers_nothing_is_found():
    assert find_danger("着火了", ()) is None
    assert danger_hint("着火了", ()) == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("家暴离婚怎么判", "110"),
        ("家暴离婚怎么判", "12338"),
        ("老公经常打我想离婚", "12338"),
        ("被骗的钱能追回吗", "96110"),
        ("去年参与刷单被骗了还能立案吗", "96110"),
        ("自杀意外险赔不赔", "12356"),
        ("火灾责任谁承担", "119"),
        ("校园欺凌学校要担责吗", "12355"),
        ("贩毒判几年", "110"),
    ],
)
def test_a_question_that_touches_danger_is_answered_with_the_number_added(dangers, text, number):
    assert find_danger(text, dangers) is None
    assert number in danger_hint(text, dangers)


@pytest.mark.parametrize(
    "text", ["离婚冷静期多久", "工资拖欠找谁", "打疫苗要带什么", "宅基地怎么批"]
)
def test_other_questions_get_no_number_added(dangers, text):
    assert danger_hint(text, dangers) == ()


def test_each_number_is_hinted_once(dangers):
    hinted = danger_hint("家暴、诈骗、猥亵儿童、绑架和吸毒怎么判", dangers)
    assert len(hinted) == len(set(hinted)) >= 4


def test_hints_are_numbers_of_the_townships_table(dangers):
    known = {line.number for line in load_hotlines()}
    assert {number for danger in dangers for number in danger.hint} <= known


@pytest.mark.parametrize(
    "text",
    ["他搭我", "老公魔我女儿下面", "煤汽漏了", "我想紫砂", "要跳搂", "她割万了", "厨房着伙了"],
)
def test_words_written_as_they_sound_are_understood(dangers, text):
    assert find_danger(text, dangers)


def test_what_was_long_ago_stays_past_until_the_story_comes_to_today(dangers):
    assert find_danger("以前他喝酒打我，我想问离婚的事", dangers) is None
    assert find_danger("以前他喝酒打我，刚才又打我了", dangers)


def test_every_wording_begins_with_its_number_and_has_at_most_four_lines(dangers):
    for danger in dangers:
        first, *others = danger.text.splitlines()
        assert danger.numbers[0] in first, danger.id
        assert len(others) <= 3, danger.id
        assert all(number in danger.text for number in danger.numbers), danger.id


def _seconds(text: str, dangers: tuple[Danger, ...]) -> float:
    """The best of three, in time of our own processor: the machine may be busy."""
    spent = []
    for _ in range(3):
        start = time.process_time()
        find_danger(text, dangers)
        spent.append(time.process_time() - start)
    return min(spent)
