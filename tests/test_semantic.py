"""What an embedder adds to ranking: whole or not at all, beside what was there before."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from builders import TODAY, faq, faqs, law, put
from embedding_fakes import SIZE, FakeEmbedder

from knowledge.database import open_database
from knowledge.embedding import Embedding
from knowledge.errors import EmbedderFailed
from knowledge.index import Index
from knowledge.ranking import learned as files
from knowledge.ranking.adapter import CONFIDENCE, FOREST, LEARNED, Adapter, load_adapter
from knowledge.ranking.embedder import NanoEmbedder
from knowledge.ranking.features import describe
from knowledge.ranking.forest import Forest
from knowledge.ranking.learned import FOLDER, read_learned
from knowledge.ranking.meaning import SAYING
from knowledge.ranking.ranker import load_learned
from knowledge.terms import Splitter

LAWS = law(
    "民法典",
    {
        "577": "当事人一方不履行合同义务的，应当承担违约责任。",
        "1077": "收到离婚登记申请之日起三十日内，任何一方可以撤回离婚登记申请。",
        "1245": "饲养的动物造成他人损害的，动物饲养人或者管理人应当承担侵权责任。",
    },
)
BITTEN = faq("狗咬了人怎么办", "先送去打针。", "看家的咬了娃", law="民法典 第一千二百四十五条")
ASKED = "动物饲养人要赔吗"


def adapter_of(forest: Forest | None = None) -> Adapter:
    """An adapter that turns nothing."""
    lessons = load_learned().lessons
    count = (len(lessons.asked), SIZE)
    return Adapter(
        np.stack([np.eye(SIZE, dtype=np.float32)] * 2),
        np.zeros(count, np.float32),
        np.zeros(count, np.float32),
        forest,
    )


@pytest.fixture
def index(sqlite_url):
    database = open_database(sqlite_url)
    put(database, LAWS, faqs(BITTEN))
    made = Index(Splitter(), learned=load_learned())
    made.refresh(database)
    yield made
    database.close()


@pytest.fixture
def seen_by(index, tmp_path):
    """Let an embedder with such an adapter see the index."""
    made = []

    def see(adapter, embedder=None) -> Index:
        made.append(Embedding(index, embedder or FakeEmbedder(), tmp_path, adapter=adapter))
        made[-1].catch_up()
        index.embedding = made[-1]
        return index

    yield see
    for one in made:
        one.close()


def ranked(index: Index, question: str = ASKED) -> list[str]:
    now = index.snapshot
    places, _weights = index.rank(index.views(question, now=now), on=TODAY, now=now)
    return [now.documents[place].key for place in places.tolist()]


def described(ranker, views, places):
    """What a row says before the embedder has its say."""
    return describe(views, ranker.shelf, places, ranker.taught)


def test_rows_grow_at_their_end_only(index, seen_by):
    ranker, views = index.snapshot.ranker, index.views(ASKED, now=index.snapshot)
    places, _rows = ranker.candidates(views)
    before = described(ranker, views, places)
    more, after = ranker.candidates(seen_by(adapter_of()).views(ASKED, now=index.snapshot))
    width = before.shape[1]
    assert set(places) <= set(more)
    assert after.shape[1] > width
    if len(places) == len(more):
        np.testing.assert_array_equal(after[:, :width], before)


def test_the_embedder_s_own_trees_weigh_its_rows(index, seen_by):
    ranker, views = index.snapshot.ranker, index.views(ASKED, now=index.snapshot)
    width = described(ranker, views, ranker.candidates(views)[0]).shape[1]
    by_turned = Forest(
        roots=np.array([0], np.int32),
        feature=np.array([width, 0, 0], np.int16),  # the first number after the others
        limit=np.array([0.3, np.inf, np.inf], np.float32),
        left=np.array([1, 1, 2], np.int32),
        worth=np.array([0, 0, 1], np.float32),
        depth=1,
    )
    seen = seen_by(adapter_of(by_turned))
    views = seen.views(ASKED, now=seen.snapshot)
    _places, weights = seen.rank(views, on=TODAY, now=seen.snapshot)
    assert set(weights.tolist()) <= {0.0, 1.0}
    assert weights[0] == 1


def test_phrasings_of_entries_lift_the_articles_they_cite(seen_by):
    seen = seen_by(adapter_of())
    insight = seen.views("看家的咬了娃", now=seen.snapshot).insight
    place = seen.snapshot.articles["民法典", 1245, 0][0]
    assert insight.scores["phrases"][place] == pytest.approx(1, abs=0.01)


def test_an_embedder_that_nothing_was_learned_of_is_mixed_in_by_rank(seen_by):
    seen = seen_by(None)
    views = seen.views(ASKED, now=seen.snapshot)
    places, _weights = seen.rank(replace(views, insight=None), on=TODAY, now=seen.snapshot)
    mixed, _weights = seen.rank(views, on=TODAY, now=seen.snapshot)
    assert set(mixed.tolist()) == set(places.tolist())
    assert ranked(seen)[0] == "第一千二百四十五条"


def test_turned_rows_have_length_one_and_zeros_stay_zeros():
    adapter = replace(adapter_of(), turns=np.full((2, SIZE, 3), 0.5, np.float32))
    rows = np.stack((np.zeros(SIZE), np.eye(SIZE)[0])).astype(np.float32)
    turned = adapter.turned(rows, SAYING)
    assert not turned[0].any()
    assert np.linalg.norm(turned[1]) == pytest.approx(1)


def test_what_was_learned_of_the_package_is_whole():
    assert load_adapter() is not None


@pytest.mark.parametrize("name", [LEARNED, FOREST, CONFIDENCE])
def test_with_a_part_missing_nothing_was_learned(tmp_path, monkeypatch, name):
    folder = tmp_path / "learned"
    shutil.copytree(FOLDER, folder)
    (folder / f"{name}.npz").unlink()
    monkeypatch.setattr(files, "FOLDER", folder)
    assert load_adapter() is None


def test_the_trees_were_grown_for_rows_as_wide_as_they_are(seen_by):
    seen = seen_by(adapter_of())
    views = seen.views(ASKED, now=seen.snapshot)
    _places, rows = seen.snapshot.ranker.candidates(views)
    (columns,) = read_learned(LEARNED)["columns"]
    assert rows.shape[1] == columns, "first: python -m benchmarks.train.semantic"


def test_the_adapter_knows_the_same_questions_as_the_lessons():
    lessons, adapter = read_learned("lessons"), load_adapter()
    assert len(adapter.asked) == len(adapter.answered) == len(lessons["asked"])


@pytest.fixture(scope="module")
def package() -> NanoEmbedder:
    try:
        return NanoEmbedder()
    except EmbedderFailed as error:
        pytest.skip(str(error))


def test_the_package_gives_rows_of_length_one_and_takes_any_text(package):
    rows = package.questions(["狗咬人谁赔", "", "坏\ud800字\0", "长" * 9_000])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)


def test_the_package_sees_what_words_do_not(package):
    asked = package.questions(["被别人家的狗咬了谁负责"])[0]
    said = package.passages([draft.text for draft in LAWS.drafts])
    assert int(np.argmax(said @ asked)) == 2


def test_with_the_package_ranking_is_learned_anew(seen_by, package):
    seen = seen_by(load_adapter(), package)
    assert ranked(seen, "隔壁养的畜生把我家娃伤了")[0] == "第一千二百四十五条"
    assert seen.views(ASKED, now=seen.snapshot).insight.sight.adapter is not None
