"""The starter as a whole: no question twice, every phrasing leads home, and it loads fast."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from math import log

import pytest
from builders import TODAY

from benchmarks import coverage
from bot.doctor import examine_content
from bot.settings import load_settings
from bot.town import Town, open_town, prepare
from knowledge.content_check import FaultKind
from knowledge.drafts import Kind
from knowledge.starter_files import load_faq
from knowledge.terms import Splitter

MOST_OVERLAP = 0.35  # of two entries' questions, by rarity of the terms; the nearest have 0.23
LOAD_SECONDS = 10
LEAST_COVERED = 0.45
FEWEST = 2  # entries that a topic needs

_OF_THE_TOWN = {FaultKind.PLACEHOLDER}  # blanks that only a town can fill in
_NEEDS_LAWS = {FaultKind.UNKNOWN_LAW, FaultKind.NUMBER}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town on its first day: the starter, and no law yet."""
    town = open_town(load_settings(data_dir=tmp_path_factory.mktemp("town") / "data"))
    yield town
    town.close()


@pytest.fixture(scope="module")
def terms() -> dict[str, frozenset[int]]:
    """The terms of each entry's own questions."""
    splitter = Splitter()
    return {
        draft.key: frozenset(splitter.ids(" ".join((draft.title, *draft.phrases))).tolist())
        for draft in load_faq().drafts
    }


def test_the_doctor_finds_nothing_to_mend_but_the_towns_own_blanks(town):
    faults, _findings = examine_content(town)
    own = [fault for fault in faults if fault.kind not in _OF_THE_TOWN | _NEEDS_LAWS]
    assert [str(fault) for fault in own] == []


def test_every_phrasing_of_the_starter_leads_to_its_own_entry(town):
    index = town.knowledge.index
    for entry in index.documents:
        if entry.kind is Kind.FAQ:
            for said in (entry.title, *entry.phrases):
                found = index.phrase(said, on=TODAY)
                assert found is not None, said
                assert found.key == entry.key, said


def test_no_two_entries_ask_the_same_in_other_words(terms):
    spread = Counter(term for own in terms.values() for term in own)
    rarity = {term: log((len(terms) + 1) / (count + 0.5)) for term, count in spread.items()}
    for (one, its), (other, theirs) in combinations(terms.items(), 2):
        common = its & theirs
        if len(common) < 3:
            continue
        shared = sum(rarity[term] for term in common)
        whole = sum(rarity[term] for term in its | theirs)
        assert shared < MOST_OVERLAP * whole, (one, other)


def test_a_negative_phrase_is_no_phrasing_of_the_same_entry():
    for draft in load_faq().drafts:
        assert not set(draft.negatives) & {draft.title, *draft.phrases}, draft.key


def test_every_topic_has_neighbouring_questions():
    topics = Counter(draft.section for draft in load_faq().drafts)
    assert {topic for topic, count in topics.items() if count < FEWEST} == set()


def test_steps_are_short_and_numbered_in_order():
    for draft in load_faq().drafts:
        _answer, *steps = draft.text.splitlines()
        assert [step.partition(". ")[0] for step in steps] == [
            str(number) for number in range(1, len(steps) + 1)
        ]
        assert all(len(step) <= 64 for step in steps), draft.key


def test_no_answer_names_a_private_number(town):
    faults, _findings = examine_content(town)
    assert [str(fault) for fault in faults if fault.kind is FaultKind.PERSONAL] == []
    for draft in load_faq().drafts:
        assert not re.search(r"\d{7,}", draft.text), draft.key


def test_the_whole_starter_loads_in_ten_seconds(tmp_path):
    began = time.process_time()
    prepare(load_settings(data_dir=tmp_path / "data")).close()
    assert time.process_time() - began < LOAD_SECONDS


def test_the_starter_cites_the_articles_that_residents_questions_turn_on(shared):
    path = shared / "data" / "questions" / "lay-questions.jsonl"
    everyday = [
        articles
        for articles in coverage.questions(path)
        if any(coverage.field(*article).startswith(coverage.EVERYDAY) for article in articles)
    ]
    known = coverage.cited()
    met = sum(bool(known.intersection(articles)) for articles in everyday)
    assert met >= LEAST_COVERED * len(everyday)


@pytest.mark.parametrize(
    ("law", "article", "field"),
    [
        ("民法典", "第一千一百二十七条", "Civil Code: succession"),
        ("民法典", "第二百零五条", "Civil Code: property"),
        ("劳动合同法", "第八十二条", "Labour and social security"),
        ("治安管理处罚法", "第五十条", "Security and crime"),
        ("气象法", "第一条", "Other"),
    ],
)
def test_an_article_is_counted_in_its_field_of_law(law, article, field):
    assert coverage.field(law, article) == field


def test_a_question_is_covered_where_one_of_its_articles_is_cited():
    asked = [[("民法典", "第六条"), ("刑法", "第一条")], [("民法典", "第七条")]]
    rows = coverage.table(asked, {("刑法", "第一条")})
    assert "| Civil Code: general | 2 | 1 | 50% |" in rows
    assert "| Security and crime | 1 | 1 | 100% |" in rows
    assert rows.endswith("| All | 2 | 1 | 50% |")
