"""The eval command: questions with their articles, measured on a small town."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from builders import TODAY, faq, faqs, index_of, law
from file_makers import put
from programs import imported, mingbai

from bot.evaluating import ended, evaluate, laws_missing, rank_articles, read_cases
from knowledge.errors import BadInput

MARKET = law("中华人民共和国集市管理条例", {"1": "逢五逢十开市。", "2": "不得占道经营。"})
FILE = "# 集市管理条例\n\n**第一条**　逢五逢十开市。\n\n**第二条**　不得占道经营。\n"
CASES = (
    {"question": "集市逢五开市吗", "gold_names": ["中华人民共和国集市管理条例第一条"]},
    {"question": "占道经营可以吗", "gold_names": ["集市管理条例第二条", "没有导入的办法第三条"]},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def written(folder: Path, *lines: object) -> Path:
    text = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return put(folder, "cases.jsonl", "\n".join(text) + "\n")


def test_an_entry_counts_as_the_articles_it_cites(database):
    asked = faq("集市逢几", "逢五逢十。", law="集市管理条例 第一条")
    index = index_of(database, faqs(asked, faq("农家书屋几点开门", "九点。")))
    assert rank_articles("集市逢几", index, on=TODAY) == ["集市管理条例第一条"]


def test_an_article_found_twice_under_two_names_stands_once(database, folder):
    asked = faq("集市逢五开市吗", "逢五逢十。", law="集市管理条例 第一条")
    index = index_of(database, MARKET, faqs(asked))
    (outcome,) = evaluate(read_cases(written(folder, CASES[0])), index, on=TODAY)
    assert len(set(outcome.found)) == len(outcome.found)
    assert outcome.rating.places == (1,)


def test_another_ranking_can_be_measured_in_its_place(database, folder):
    def last_first(question: str, index: object, *, on: date, limit: int = 100) -> list[str]:
        return ["集市管理条例第二条", "集市管理条例第一条"]

    index = index_of(database, MARKET)
    cases = read_cases(written(folder, *CASES))
    outcomes = evaluate(cases, index, on=TODAY, ranking=last_first)
    assert [one.rating.places for one in outcomes] == [(2,), (1,)]


def test_articles_of_laws_that_are_not_loaded_are_misses_and_named(database, folder):
    index = index_of(database, MARKET)
    outcomes = evaluate(read_cases(written(folder, *CASES)), index, on=TODAY)
    assert laws_missing(outcomes, index) == {"没有导入的办法": 1}
    assert outcomes[1].rating.recall(100) == 0.5


def test_articles_that_no_longer_hold_are_counted(database, folder):
    old = law("集市管理条例", {"1": "逢三逢八开市。", "2": "不得占道。"}, since=date(2000, 1, 1))
    new = law("集市管理条例", {"1": "逢五逢十开市。"}, since=date(2020, 1, 1))
    index = index_of(database, old, new)
    outcomes = evaluate(read_cases(written(folder, *CASES)), index, on=TODAY)
    assert ended(outcomes, index, on=TODAY) == 1


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        {"gold_names": ["民法典第一条"]},
        {"question": " ", "gold_names": ["民法典第一条"]},
        {"question": "问"},
        {"question": "问", "gold_names": []},
        {"question": "问", "gold_names": [1]},
        {"question": "问", "gold_names": "民法典第一条"},
    ],
)
def test_a_bad_line_is_one_sentence_with_its_number(folder, line):
    with pytest.raises(BadInput, match=r"^第 3 行.*，请改成 .*gold_names.*的样子。$"):
        read_cases(written(folder, CASES[0], "", line))


def test_the_command_prints_every_measure_and_nothing_it_was_not_asked_for(folder):
    imported(folder, put(folder, "集市管理条例.md", FILE), "--publish")
    done = mingbai(folder, "eval", written(folder, *CASES))
    assert (done.returncode, done.stderr) == (0, "")
    depths = [f"recall@{k} " for k in (1, 3, 5, 10, 20, 100)]
    for name in (*depths, "mrr@10", "success@1", "success@3", "success@5", "p50", "p99"):
        assert name in done.stdout
    assert "有 1 个问题的条文所在的法律还没有导入" in done.stdout
    assert "按法律" not in done.stdout


def test_json_laws_errors_and_limit(folder):
    imported(folder, put(folder, "集市管理条例.md", FILE), "--publish")
    path, wrong = written(folder, *CASES, {**CASES[0], "question": "书屋"}), folder / "wrong.csv"
    done = mingbai(folder, "eval", path, "--json", "--by-law", "--errors", wrong)
    report = json.loads(done.stdout)
    assert (report["questions"], report["recall@3"]) == (3, pytest.approx(0.5))
    assert [row["law"] for row in report["by_law"]] == ["集市管理条例", "没有导入的办法"]
    with wrong.open(encoding="utf-8-sig", newline="") as file:
        first, *_others, last = [row[0] for row in csv.reader(file)]
    assert (first, last) == ("问题", "书屋")
    few = json.loads(mingbai(folder, "eval", path, "--json", "--limit", "2").stdout)
    assert few["questions"] == 2


def test_the_command_refuses_in_one_sentence(folder):
    for path in (written(folder, CASES[0], "{"), folder / "missing.jsonl", put(folder, "e", "")):
        done = mingbai(folder, "eval", path)
        assert (done.returncode, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1
