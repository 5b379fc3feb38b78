"""How candidates stand among each other, and cheap ways that must give what dear ones give."""

from dataclasses import replace

import numpy as np
import pytest
from builders import law, put

from knowledge.database import open_database
from knowledge.index import Index
from knowledge.ranking import ranker, standing
from knowledge.ranking.forest import Forest
from knowledge.ranking.meaning import ASKING, SAYING, load_meaning
from knowledge.ranking.ranker import load_learned, staged
from knowledge.ranking.shelf import joined
from knowledge.terms import Splitter

GROUPS = np.array([0, 0, 1], np.int32)
VALUES = np.array([3.0, 4.0, 5.0], np.float32)


@pytest.fixture
def shelf(sqlite_url):
    """Two laws of three articles each, laid out."""
    database = open_database(sqlite_url)
    for title in ("甲法", "乙法"):
        put(database, law(title, {number: f"{title}第{number}句话" for number in "123"}))
    index = Index(Splitter(), learned=load_learned())
    index.refresh(database)
    yield index.snapshot.ranker.shelf
    database.close()


def test_the_best_has_the_first_rank_and_what_scores_nothing_the_last():
    ranked = standing.ranks(np.array([0.0, 2.0, 1.0], np.float32))
    assert ranked.tolist() == pytest.approx([standing.UNRANKED, 0.0, np.log(2)])


def test_a_group_has_its_share_its_sum_and_its_best():
    assert standing.share(VALUES, GROUPS).tolist() == [0.5, 0.5, 0.5]
    assert standing.total(VALUES, GROUPS).tolist() == [7, 7, 5]
    assert standing.best_of(VALUES, GROUPS).tolist() == [4, 4, 5]
    assert standing.share(np.zeros(3, np.float32), GROUPS).tolist() == [0, 0, 0]


@pytest.mark.parametrize("size", [0, 5, 50, 1_000])
@pytest.mark.parametrize("missing", [0.0, 0.5, 0.99])
def test_the_best_are_those_that_sorting_everything_would_give(size, missing):
    chance = np.random.default_rng(size)
    scores = np.where(chance.random(size) < missing, 0, chance.normal(size=size) + 1)
    others = np.arange(0, size, 7)
    wanted = [at for at in np.argsort(-scores) if at % 7 and scores[at] > 0][:20]
    found = standing.best(scores.astype(np.float32), others, 20)
    assert found.tolist() == sorted(wanted)


def test_what_scores_alike_is_taken_together():
    scores = np.repeat(np.array([3, 2, 1], np.float32), 40)
    nobody = np.zeros(0, np.int64)
    assert standing.best(scores, nobody, 10).tolist() == list(range(40))


def test_neighbours_in_the_same_law_lend_half_of_their_worth_at_every_step(shelf):
    places = np.argsort(shelf.order)[:6]
    values = np.array([0, 0, 8, 4, 0, 0], np.float32)
    assert standing.beside(values, places, shelf).tolist() == [2, 4, 0, 0, 2, 1]


def test_a_plain_vector_is_compared_as_if_it_had_been_turned():
    meaning, splitter = load_meaning(), Splitter()
    asked = meaning.vector(splitter.ids("邻居家的狗咬人谁赔"))
    said = meaning.plain([splitter.ids("饲养的动物造成他人损害"), splitter.ids("借款利息")], SAYING)
    quick = said @ meaning.compared(asked) / meaning.stretch(said)
    assert quick == pytest.approx(meaning.turned(said, SAYING) @ asked, abs=1e-5)
    nothing = meaning.plain([splitter.ids("")], ASKING)
    assert (nothing @ meaning.compared(asked) / meaning.stretch(nothing)).tolist() == [0]


def test_directions_are_held_against_every_document(shelf, monkeypatch):
    monkeypatch.setattr("knowledge.ranking.shelf.PART", 4)
    directions = np.random.default_rng(0).normal(size=(3, shelf.plain.shape[1])).astype(np.float32)
    assert shelf.along(directions) == pytest.approx(directions @ shelf.plain.T, abs=1e-5)


def test_late_documents_join_the_sections_and_laws_they_belong_to(shelf):
    both = joined(shelf, replace(shelf, keys=(None,) * shelf.size))
    assert both.titles == shelf.titles
    assert both.sections == shelf.sections
    assert both.law.tolist() == shelf.law.tolist() * 2
    assert both.section.tolist() == shelf.section.tolist() * 2


def test_later_trees_settle_the_order_of_the_best_alone(monkeypatch):
    trees = 3
    forest = Forest(
        roots=np.arange(trees, dtype=np.int32) * 3,
        feature=np.array([0, 0, 0, 1, 0, 0, 1, 0, 0], np.int16),
        limit=np.array([0.5, np.inf, np.inf] * trees, np.float32),
        left=np.array([1, 1, 2, 4, 4, 5, 7, 7, 8], np.int32),
        worth=np.array([0, 0, 10, 0, 0, 1, 0, 0, 1], np.float32),
        depth=1,
    )
    rows = np.array([[0, 1], [1, 0], [1, 1], [0, 0]], np.float32)
    monkeypatch.setattr(ranker, "STAGES", ((0, 1, None), (1, None, 2)))
    order, weights = staged(forest, rows)
    assert order.tolist() == [2, 1, 0, 3]
    assert weights.tolist() == [12, 10, 0, 0]
