"""The comparison of ways to search: fair splits, honest intervals, kept results."""

import random
from pathlib import Path

import numpy as np
import pytest

from benchmarks.figures import Figure
from benchmarks.quality import (
    asking,
    bootstrap,
    calibration,
    foreign,
    keeping,
    running,
    splits,
    typos,
)
from benchmarks.quality.material import Article, Material, Question
from benchmarks.quality.methods.fulltext import FullText
from benchmarks.quality.methods.method import Judgement
from benchmarks.quality.methods.words import Words
from benchmarks.quality.roster import Contender
from knowledge.decision import Verdict

QUESTIONS = tuple(Question(n, f"第{n}问", (n % 20,)) for n in range(60))
LAWS = {number: f"法{number % 7}" for number in range(20)}
CONFUSIONS = [{"婚": ["昏"]}, {"离": ["漓"]}]


class Parrot:
    """Ranks what it learnt first, and is as sure as it was told to be."""

    name = "parrot"

    def __init__(self) -> None:
        self.train: set[str] = set()
        self.asked_after_learning = 0

    def fit(self, train):
        self.train = {question.text for question in train}

    def rank(self, question: str) -> list[int]:
        self.asked_after_learning += question in self.train
        return [3, 4]

    def judge(self, question: str) -> Judgement:
        return Judgement(Verdict.ANSWER, 0.75, (3,))


@pytest.fixture
def material(tmp_path: Path, monkeypatch) -> Material:
    articles = tuple(Article(n, f"法{n % 7}第{n}条", LAWS[n], "", "") for n in range(20))
    monkeypatch.setattr(asking, "_confusions", lambda material: CONFUSIONS)
    monkeypatch.setattr(asking, "load_foreign", lambda folder: {"small talk": ["你好", "吃了吗"]})
    return Material(tmp_path, QUESTIONS, articles, "mark")


def test_every_question_is_asked_once_and_never_after_it_was_learnt():
    folds = splits.by_chance(QUESTIONS)
    assert sorted(place for fold in folds for place in fold.test) == list(range(60))
    assert all(not set(fold.train) & set(fold.test) for fold in folds)


def test_the_same_words_twice_stay_on_one_side():
    twice = (*QUESTIONS, *QUESTIONS)
    for fold in splits.by_chance(twice):
        assert {p % 60 for p in fold.train}.isdisjoint({p % 60 for p in fold.test})


def test_laws_asked_about_were_never_seen_in_learning():
    mixed = (*QUESTIONS, Question(99, "两部法", (0, 1)))
    for fold in splits.by_law(mixed, LAWS):
        seen = {LAWS[gold] for place in fold.train for gold in mixed[place].gold}
        asked = {LAWS[gold] for place in fold.test for gold in mixed[place].gold}
        assert asked
        assert seen.isdisjoint(asked)


def test_one_typo_changes_one_telling_character_and_is_always_the_same():
    assert typos.with_typos(["离婚吗"] * 20, CONFUSIONS) == typos.with_typos(
        ["离婚吗"] * 20, CONFUSIONS
    )
    chance = random.Random(1)
    made = {typos.with_typo("离婚的吗", CONFUSIONS, chance) for _ in range(50)}
    assert made == {"漓婚的吗", "离昏的吗"}
    assert typos.with_typo("的吗", CONFUSIONS, chance) == "的吗"


def test_an_interval_holds_the_mean_and_narrows_with_more_questions():
    few, many = (np.tile([0.0, 1.0], count) for count in (10, 1_000))
    wide, narrow = bootstrap.estimate(few), bootstrap.estimate(many)
    assert wide.low < 0.5 == wide.mean < wide.high
    assert narrow.high - narrow.low < (wide.high - wide.low) / 5


def test_a_paired_difference_sees_what_two_intervals_hide():
    theirs = np.tile([0.0, 1.0], 100)
    ours = theirs + 0.01
    assert bootstrap.difference(ours, theirs).differs
    assert not bootstrap.difference(theirs, theirs).differs
    with pytest.raises(ValueError, match="same questions"):
        bootstrap.difference(ours, theirs[:-1])


def test_the_calibration_error_is_the_mean_gap_over_bins():
    confidence = np.array([0.2, 0.2, 0.8, 0.8])
    correct = np.array([False, True, True, True])
    bins = calibration.bins_of(confidence, correct, bins=2)
    assert [(one.confidence, one.correct, one.count) for one in bins] == [
        (pytest.approx(0.2), 0.5, 2),
        (pytest.approx(0.8), 1.0, 2),
    ]
    assert calibration.calibration_error(bins) == pytest.approx((0.3 + 0.2) / 2)
    assert calibration.calibration_error(calibration.bins_of(confidence[:0], correct[:0])) == 0


def test_our_own_foreign_sentences_are_many_and_all_different():
    sentences = [text for texts in foreign.load_own().values() for text in texts]
    assert len(sentences) == len(set(sentences)) >= 300


def test_a_method_that_learns_is_never_asked_what_it_learnt(material):
    parrot = Parrot()
    asking.ask_all(Contender("parrot", lambda _material: parrot, (), learns=True), material)
    assert parrot.asked_after_learning == 0


def test_results_come_back_from_disk_as_they_were(material, tmp_path):
    results = asking.ask_all(Contender("parrot", lambda _material: Parrot(), ()), material)
    path = tmp_path / "parrot-mark-1.npz"
    keeping.keep(results, tmp_path / "parrot-mark-0.npz")
    keeping.keep(results, path)
    back = keeping.kept(path)
    assert [file.name for file in tmp_path.glob("*.npz")] == [path.name]
    assert back.folds.first.tolist() == results.folds.first.tolist()
    assert back.folds.first.tolist() == [{3: 1, 4: 2}.get(n % 20, 0) for n in range(60)]
    assert back.folds.recall(10).mean() == pytest.approx(6 / 60)
    assert back.folds.reciprocal.mean() == pytest.approx((3 * 1 + 3 * 0.5) / 60)
    assert (back.lay.share(Verdict.ANSWER), back.lay.correct.sum()) == (1.0, 3)
    assert list(back.foreign) == ["small talk"]


def test_the_program_is_measured_once_while_nothing_changes(material, tmp_path, monkeypatch):
    measured = iter(([Figure("memory", 500, "MB", 700)],))
    monkeypatch.setattr(running, "SCRATCH", tmp_path)
    monkeypatch.setattr(running, "SOURCES", ())
    monkeypatch.setattr(running, "_measure", lambda _material: next(measured))
    first, again = running.measured(material), running.measured(material)
    assert first == again == [Figure("memory", 500, "MB", 700)]


def test_a_sample_asks_only_so_many(material):
    contender = Contender("parrot", lambda _material: Parrot(), (), sample=10)
    results = asking.ask_all(contender, material)
    assert len(results.folds.asked) == 10
    assert set(results.laws.asked) <= set(results.folds.asked)


@pytest.mark.parametrize("method", [Words, FullText])
def test_methods_on_words_find_the_article_with_the_rarer_word(method, monkeypatch):
    texts = ("集市的时间", "集市不得占道经营", "集市的摊位费", *["集市"] * 120)
    articles = tuple(Article(n + 5, "", "", "", text) for n, text in enumerate(texts))
    ranked = method(Material(Path(), (), articles, "")).rank("占道经营行吗")
    assert ranked == [6]
