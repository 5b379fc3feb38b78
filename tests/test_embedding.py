"""What is published is embedded behind everybody's back, once, and nobody waits for it."""

import threading
import time

import numpy as np
import pytest
from builders import TODAY, faq, faqs, law, put
from embedding_fakes import SIZE, FakeEmbedder, serving

from bot.messages import Incoming, ReplyKind
from bot.settings import Settings
from bot.town import open_town
from knowledge.database import open_database
from knowledge.decision import decide
from knowledge.embedding import Embedding
from knowledge.index import Index
from knowledge.ranking.patience import AT_ONCE, IN_A_ROW, REST, Patience
from knowledge.ranking.ranker import load_learned
from knowledge.ranking.vector_file import KEY, VectorFile
from knowledge.terms import Splitter

DOGS = law(
    "民法典",
    {
        "1245": "饲养的动物造成他人损害的，动物饲养人或者管理人应当承担侵权责任。",
        "1246": "违反管理规定，未对动物采取安全措施造成他人损害的，应当承担侵权责任。",
    },
)
BITTEN = faq("狗咬了人怎么办", "先送去打针。", "看家的咬了娃", law="民法典 第一千二百四十五条")
SOONER = "饲养的动物跑了怎么办"


@pytest.fixture
def database(sqlite_url):
    database = open_database(sqlite_url)
    put(database, DOGS, faqs(BITTEN))
    yield database
    database.close()


@pytest.fixture
def index(database):
    index = Index(Splitter(), learned=load_learned())
    index.refresh(database)
    return index


@pytest.fixture
def embedder():
    return FakeEmbedder()


@pytest.fixture
def embed(index, tmp_path):
    """Make an embedding of the index that is closed afterwards."""
    made = []

    def make(embedder, **more) -> Embedding:
        made.append(Embedding(index, embedder, tmp_path / "index", **more))
        index.embedding = made[-1]
        return made[-1]

    yield make
    for one in made:
        one.close()


def insight(index: Index, question: str = SOONER):
    return index.views(question, now=index.snapshot).insight


def wait_until(met) -> None:
    end = time.monotonic() + 10
    while not met():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_articles_and_phrasings_are_embedded_each_on_its_side(embed, embedder):
    assert embed(embedder).catch_up()
    assert sorted(text.split("\n")[0] for text in embedder.said) == ["民法典", "民法典"]
    assert set(embedder.asked) == {"狗咬了人怎么办", "看家的咬了娃"}


def test_a_question_is_seen_once_everything_is_embedded(embed, embedder, index):
    embedding = embed(embedder)
    assert insight(index) is None
    embedding.catch_up()
    seen = insight(index)
    place = index.snapshot.articles["民法典", 1245, 0][0]
    assert seen.plain(np.array([place]))[0] > 0.3


def test_answers_go_on_by_words_while_a_thread_embeds(embed, embedder, index):
    embedder.open.clear()
    embedding = embed(embedder)
    embedding.start()
    wait_until(lambda: embedding.waiting == 2)
    assert insight(index) is None
    assert decide("狗咬了人怎么办", index, on=TODAY).matches[0].document.title == BITTEN.title
    embedder.open.set()
    wait_until(lambda: insight(index) is not None)
    assert embedding.waiting == 0


def test_after_a_restart_nothing_is_embedded_again(embed, embedder, index):
    embed(embedder).catch_up()
    again = FakeEmbedder()
    assert embed(again).catch_up(embed=False)
    assert (again.asked, again.said) == ([], [])
    assert insight(index) is not None


def test_only_a_changed_text_is_embedded_anew(embed, embedder, index, database):
    embedding = embed(embedder)
    embedding.catch_up()
    embedder.said.clear()
    changed = {"1245": "饲养的动物造成他人损害的，动物饲养人应当承担侵权责任。"}
    put(database, law("民法典", changed | {"1246": DOGS.drafts[1].text}))
    index.refresh(database)
    assert insight(index) is None, "not yet embedded"
    embedding.catch_up()
    assert embedder.said == [f"民法典\n{changed['1245']}"]
    assert insight(index) is not None


def test_an_interrupted_run_goes_on_where_it_was(embed, embedder, index, monkeypatch):
    monkeypatch.setattr("knowledge.embedding.BATCH", 1)
    embedding, done = embed(embedder), []
    passages = embedder.passages

    def then_close(texts):
        done.append(texts)
        embedding._closing.set()
        return passages(texts)

    embedder.passages = then_close
    assert not embedding.catch_up()
    assert len(done) == 1
    later = FakeEmbedder()
    assert embed(later).catch_up()
    assert len(later.said) == 1


def test_another_embedder_shares_nothing(embed, embedder):
    embed(embedder).catch_up()
    other = FakeEmbedder("other", size=8)
    assert embed(other).catch_up()
    assert len(other.said) == 2


def test_a_failing_embedder_is_asked_again_later_and_costs_nobody_an_answer(
    embed, embedder, index, monkeypatch
):
    monkeypatch.setattr("knowledge.embedding.REST_SECONDS", 0.02)
    embedder.fail = True
    embed(embedder).start()
    assert decide("狗咬了人怎么办", index, on=TODAY).matches
    embedder.fail = False
    wait_until(lambda: insight(index) is not None)


def test_a_disk_that_is_full_costs_nobody_an_answer(embed, embedder, index, tmp_path):
    (tmp_path / "index").write_text("in the way", encoding="utf-8")
    embedding = embed(embedder)
    embedding.start()
    wait_until(lambda: embedding.waiting == 4)
    assert insight(index) is None


def test_without_learned_parts_nothing_is_embedded(database, embedder, tmp_path):
    index = Index(Splitter())
    index.refresh(database)
    embedding = Embedding(index, embedder, tmp_path)
    assert not embedding.catch_up()
    assert embedder.said == []
    embedding.close()


# The vectors on disk.


def keys(*names: str) -> list[bytes]:
    return [name.encode().ljust(KEY) for name in names]


def test_vectors_are_read_back_as_they_were_kept(tmp_path):
    rows = np.eye(3, dtype=np.float32)
    VectorFile(tmp_path, "a").add(keys("x", "y", "z\0"), rows)
    kept = VectorFile(tmp_path, "a")
    np.testing.assert_array_equal(kept.rows(keys("z\0", "x")), rows[[2, 0]])
    assert kept.missing(keys("x", "w")) == set(keys("w"))


def test_a_torn_record_is_dropped_and_the_next_is_whole(tmp_path):
    rows = np.eye(3, dtype=np.float32)
    VectorFile(tmp_path, "a").add(keys("x", "y", "z"), rows)
    (path,) = tmp_path.glob("vectors-*.bin")
    path.write_bytes(path.read_bytes()[:-5])
    torn = VectorFile(tmp_path, "a")
    assert torn.missing(keys("x", "y", "z")) == set(keys("z"))
    torn.add(keys("z"), rows[2:])
    np.testing.assert_array_equal(VectorFile(tmp_path, "a").rows(keys("x", "y", "z")), rows)


@pytest.mark.parametrize("content", [b"", b"x", b"something else altogether" * 9])
def test_a_strange_file_counts_as_none(tmp_path, content):
    VectorFile(tmp_path, "a").add(keys("x"), np.ones((1, 3), np.float32))
    (path,) = tmp_path.glob("vectors-*.bin")
    path.write_bytes(content)
    file = VectorFile(tmp_path, "a")
    assert file.missing(keys("x")) == set(keys("x"))
    file.add(keys("x"), np.ones((1, 3), np.float32))
    assert VectorFile(tmp_path, "a").missing(keys("x")) == set()


def test_vectors_of_another_size_drop_what_was(tmp_path):
    file = VectorFile(tmp_path, "a")
    file.add(keys("x"), np.ones((1, 3), np.float32))
    file.add(keys("y"), np.ones((1, 4), np.float32))
    assert file.missing(keys("x", "y")) == set(keys("x"))


# The vector of a question.


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def patience(embedder, clock):
    patience = Patience(embedder, seconds=0.1, clock=clock)
    yield patience
    patience.close()


def test_a_question_is_embedded_once(patience, embedder):
    first, second = patience.vector("狗咬人"), patience.vector("狗咬人")
    assert first is second
    assert embedder.asked == ["狗咬人"]


def test_a_slow_embedder_is_not_waited_for_and_its_answer_serves_the_next(patience, embedder):
    embedder.slow, began = 0.4, time.perf_counter()
    assert patience.vector("狗咬人") is None
    assert time.perf_counter() - began < 0.35
    wait_until(lambda: patience.vector("狗咬人") is not None)
    assert embedder.asked == ["狗咬人"]


def test_after_failures_in_a_row_nobody_waits_for_a_while(patience, embedder, clock):
    embedder.fail = True
    for number in range(IN_A_ROW):
        assert patience.vector(f"问{number}") is None
    embedder.asked.clear()
    assert patience.vector("又问") is None
    assert embedder.asked == []
    embedder.fail, clock.now = False, REST + 1
    assert patience.vector("又问") is not None


def test_many_people_asking_a_stuck_embedder_do_not_pile_up(patience, embedder):
    embedder.slow = 0.5
    threads = [
        threading.Thread(target=patience.vector, args=(f"问{number}",)) for number in range(40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(embedder.asked) <= AT_ONCE * 2


def test_an_answer_given_without_the_embedder_is_not_the_last_word(patience, embedder):
    patience.vector("头一个")
    assert patience.renewed == 0
    embedder.slow = 0.2
    assert patience.vector("慢的") is None
    wait_until(lambda: patience.renewed == 1)
    embedder.slow = 0.0
    patience.vector("快的")
    assert patience.renewed == 1


def test_no_text_of_a_question_is_remembered(patience):
    patience.vector("我家住在东街三号")
    assert "东街" not in repr(vars(patience))


# The whole town.


def test_a_town_embeds_through_an_address_and_answers_throughout(tmp_path):
    with serving() as service:
        settings = Settings(
            data_dir=tmp_path, embedder=service.address, embedder_model="m", _env_file=None
        )
        town = open_town(settings)
        index, before = town.knowledge.index, town.knowledge.index.embedding.version
        town.start()
        asked = Incoming("web", "1", "老板拖欠工资怎么办", "1")
        assert town.ask(asked).kind is ReplyKind.ANSWER
        wait_until(lambda: insight(index, "工地欠钱") is not None)
        assert index.embedding.version > before, "replies remembered from before are not repeated"
        assert town.ask(asked).kind is ReplyKind.ANSWER
        town.close()
    assert len(insight(index, "工地欠钱").vector) == SIZE


def test_danger_and_the_very_words_of_an_entry_never_wait(index, embed, embedder):
    embed(embedder).catch_up()
    embedder.asked.clear()
    made = decide("狗咬了人怎么办", index, on=TODAY)
    assert made.confidence == pytest.approx(0.99)
    assert embedder.asked == []
