"""Ranking by what was learned: whole or not at all, and the township's own questions count."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from builders import TODAY, faq, faqs, law, put

from knowledge.database import open_database
from knowledge.decision import Verdict, decide
from knowledge.index import Index
from knowledge.ranking import learned as files
from knowledge.ranking.forest import Forest
from knowledge.ranking.learned import FOLDER, read_learned, write_learned
from knowledge.ranking.meaning import ASKING, SAYING, load_meaning
from knowledge.ranking.ranker import load_learned
from knowledge.terms import Splitter

PLEDGE = law(
    "民法典",
    {
        "394": "债务人或者第三人不转移财产的占有，将该财产抵押给债权人的，债权人有权优先受偿。",
        "1077": "收到离婚登记申请之日起三十日内，任何一方不愿意离婚的，可以撤回离婚登记申请。",
        "1245": "饲养的动物造成他人损害的，动物饲养人或者管理人应当承担侵权责任。",
    },
)  # fmt: skip
BITTEN = faq(
    "大黄把人家咬了咋整", "先送去打针。", "看家的那个咬了娃", law="民法典 第一千二百四十五条"
)


@pytest.fixture
def index(sqlite_url):
    """An index that ranks by what ships with the program."""
    database = open_database(sqlite_url)
    made = Index(Splitter(), learned=load_learned())
    yield lambda *sources: _filled(made, database, sources)
    database.close()


def _filled(index, database, sources):
    for source in sources:
        put(database, source)
    index.refresh(database)
    return index


def _views(index: Index, question: str):
    return index.views(question, now=index.snapshot)


def _ranked(index: Index, question: str) -> list[str]:
    now = index.snapshot
    places, _weights = index.rank(index.views(question, now=now), on=TODAY, now=now)
    return [now.documents[place].key for place in places.tolist()]


def test_what_ships_is_whole():
    assert load_learned() is not None


@pytest.mark.parametrize("name", ["meaning", "lessons", "clues", "forest", "confidence"])
@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_with_a_part_missing_or_damaged_words_alone_decide(tmp_path, monkeypatch, name, harm):
    folder = tmp_path / "learned"
    shutil.copytree(FOLDER, folder)
    path = folder / f"{name}.npz"
    path.unlink() if harm == "missing" else path.write_bytes(path.read_bytes()[:-9] + b"x" * 9)
    monkeypatch.setattr(files, "FOLDER", folder)
    assert load_learned() is None


def test_an_index_without_learned_parts_answers_by_words(sqlite_url):
    database = open_database(sqlite_url)
    index = _filled(Index(Splitter()), database, [PLEDGE])
    assert _views(index, "离婚登记申请多久能撤回") is None
    assert index.search("离婚登记申请多久能撤回", on=TODAY)[0].document.key == "第一千零七十七条"
    database.close()


def test_no_text_of_a_question_ships():
    texts = [
        str(one)
        for path in FOLDER.glob("*.npz")
        for values in (read_learned(path.stem) or {}).values()
        if values.dtype.kind in "US"
        for one in values.ravel()
    ]
    assert texts, "names of laws"
    assert all(len(text) < 60 and "？" not in text and "吗" not in text for text in texts)


def test_articles_are_ranked_by_meaning_as_well_as_by_words(index):
    assert _ranked(index(PLEDGE), "两口子想分开，交了申请后反悔了怎么办")[0] == "第一千零七十七条"


def test_a_phrasing_of_the_township_lifts_the_article_it_cites_at_once(index):
    question = "看家的那个把娃咬了"
    before = _views(index(PLEDGE), question).scores["phrases"]
    assert not before.any()
    after = index(faqs(BITTEN))
    assert _ranked(after, question)[0] == "第一千二百四十五条"


def test_a_clue_points_from_everyday_words_to_the_article_it_was_written_for(index):
    pledges = law("民法典", {"394": "担保物权的取得。", "414": "清偿。", "1077": "登记。"})
    filled = index(pledges)  # the law's own words say nothing of what is asked
    views = _views(filled, "一套房子抵押给好几家，先还谁的钱")
    best = filled.snapshot.documents[int(views.scores["clues"].argmax())]
    assert best.key == "第四百一十四条"


def test_an_entry_is_preferred_to_the_bare_article_it_cites(index):
    made = decide("看家的那个咬了我家娃咋整", index(PLEDGE, faqs(BITTEN)), on=TODAY)
    assert made.verdict in (Verdict.ANSWER, Verdict.CHOICES)
    assert made.matches[0].document.title == BITTEN.title


def test_what_is_far_from_law_is_not_answered_by_an_article(index):
    ready = index(PLEDGE)
    for text in ("红烧肉要炖多久才烂", "明天早上会下雨吗", "用什么语言写网页好"):
        assert decide(text, ready, on=TODAY).verdict is Verdict.UNKNOWN, text


def test_a_published_phrase_wins_among_ten_thousand(sqlite_url):
    database = open_database(sqlite_url)
    many = [faq(f"编号{_name(number)}的事怎么办理", "去窗口问。") for number in range(10_000)]
    own = faq("村里老井归谁管", "归村集体管。", "水井坏了找哪个修")
    index = _filled(Index(Splitter(), learned=load_learned()), database, [faqs(*many, own)])
    for asked in (
        "村里老井归谁管", "村里老井，归谁管？", "村里老井归谁管！！", "水井坏了找哪個修",
        "村里老并归谁管", "水井坏了找那个修", " 村里 老井 归谁管",
    ):  # fmt: skip
        made = decide(asked, index, on=TODAY)
        assert made.matches[0].document.title == own.title, asked
    database.close()


def _name(number: int) -> str:
    return "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in f"{number:04}")


def test_a_forest_adds_up_the_leaves_it_reaches():
    small = Forest(
        roots=np.array([0, 3], np.int32),
        feature=np.array([0, 0, 0, 1, 0, 0], np.int16),
        limit=np.array([0.5, np.inf, np.inf, 2, np.inf, np.inf], np.float32),
        left=np.array([1, 1, 2, 4, 4, 5], np.int32),
        worth=np.array([0, 1, 10, 0, 100, 1000], np.float32),
        depth=1,
    )
    rows = np.array([[0.5, 2.0], [0.6, 2.0], [0.6, 3.0]], np.float32)
    assert small.weigh(rows).tolist() == [101, 110, 1010]
    assert small.weigh(rows, trees=slice(1)).tolist() == [1, 10, 10]


def test_texts_of_unknown_terms_mean_nothing_and_others_have_length_one():
    meaning, ids = load_meaning(), Splitter().ids
    rows = meaning.plain([ids("离婚"), ids("\u3405\u3406\u3407"), ids("")], ASKING)
    assert np.linalg.norm(rows, axis=1).round(3).tolist() == [1, 0, 0]
    assert meaning.plain([], SAYING).shape == (0, meaning.size)


def test_what_is_written_is_read_back_and_nothing_else_is(tmp_path: Path):
    write_learned("some", {"numbers": np.arange(3)}, tmp_path)
    assert read_learned("some", tmp_path)["numbers"].tolist() == [0, 1, 2]
    assert read_learned("other", tmp_path) is None
