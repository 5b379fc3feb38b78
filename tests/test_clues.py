"""Clues: everyday questions for articles, each of which leads to an article there is."""

from collections import Counter

import numpy as np
import pytest

from benchmarks.train.clues import cut_clues, read_clues
from benchmarks.train.library import new_splitter
from knowledge.ranking.clues import clues_as_arrays, load_clues, make_clues
from knowledge.ranking.learned import read_learned, write_learned
from knowledge.ranking.meaning import load_meaning


@pytest.fixture(scope="module")
def written():
    return list(read_clues())


def test_every_article_stands_once_and_its_questions_are_questions(written):
    assert len(written) > 5000
    assert not [key for key, times in Counter(key for key, _said in written).items() if times > 1]
    assert all(3 <= len(one) <= 60 for _key, said in written for one in said)
    assert not [key for key, said in written if len(set(said)) < len(said)]


def test_what_ships_was_cut_from_what_is_written(written):
    articles, owners, texts = cut_clues(new_splitter())
    shipped = read_learned("clues")
    made = clues_as_arrays(articles, owners, texts)
    assert shipped is not None
    assert all(np.array_equal(shipped[name], made[name]) for name in made)


def test_clues_are_read_back_as_they_were_written(tmp_path):
    meaning, texts = load_meaning(), [np.array([2, 4, 7], np.uint32), np.array([4], np.uint32)]
    keys = [("民法典", 1077, 0), ("刑法", 133, 1)]
    write_learned("clues", clues_as_arrays(keys, [1, 0], texts), tmp_path)
    read, made = load_clues(meaning, tmp_path), make_clues(keys, [1, 0], texts, meaning)
    assert read is not None
    assert (read.articles, read.owners.tolist()) == (tuple(keys), [1, 0])
    assert np.array_equal(read.asked, made.asked)
    assert np.array_equal(read.words.weights, made.words.weights)
    assert load_clues(meaning, tmp_path / "nowhere") is None
