"""What people say at the door finds what the law calls it, and mistyped words what was meant."""

import shutil
from pathlib import Path

import pytest
from builders import TODAY, faq, faqs, law, put

from bot.settings import Settings
from bot.town import Town, open_town
from knowledge.database import open_database
from knowledge.decision import decide
from knowledge.index import Index
from knowledge.ranking.ranker import load_learned
from knowledge.read import Read
from knowledge.terms import Splitter

SAID = {
    "工地不给工钱，老板跑了咋整": "老板拖欠工资怎么办",
    "包工头卷款跑路了，工钱找谁要": "老板拖欠工资怎么办",
    "厂里压着血汗钱不发": "老板拖欠工资怎么办",
    "后爹不给娃抚养非": "离婚后抚养费给多少、给到几岁",
    "彩礼给了人不嫁了能要回来不": "彩礼能要回来吗",
    "房东不退押金咋办": "租房押金房东不退怎么办",
    "网上买了假货商家不认账": "买到假货怎么赔",
    "借出去的钱没打欠条，要不回来": "没有借条，借出去的钱能要回来吗",
    "征地给的钱太少了": "征地补偿怎么算，不满意怎么办",
    "喝了酒骑电动车算不算酒驾": "喝了酒骑电动车会处罚吗",
    "打工没签合同老板不要我了": "没签劳动合同怎么办",
    "楼上漏水把我家墙泡了": "楼上漏水到我家，不肯修怎么办",
    "被骗了钱咋报案": "被骗报案",
}
PAY = law("劳动法", {"50": "工资应当以货币形式按月支付给劳动者本人。", "51": "婚丧假期间照付。"})


@pytest.fixture(scope="module")
def town(tmp_path_factory, sqlite_template: Path):
    """A town that knows the starter knowledge and nothing else."""
    folder = tmp_path_factory.mktemp("town")
    shutil.copy(sqlite_template, folder / "mingbai.db")
    town = open_town(Settings(data_dir=folder, _env_file=None))
    yield town
    town.close()


@pytest.mark.parametrize("question", SAID)
def test_an_everyday_question_leads_to_its_entry_first(town: Town, question: str):
    found = decide(question, town.knowledge.index, on=TODAY).matches
    assert found[0].document.title == SAID[question]


class Mentor:
    """Reads every text as it is, and adds the same words."""

    def __init__(self, *extra: str, guesses: tuple[str, ...] = ()) -> None:
        self.extra, self.guesses = extra, guesses

    def read(self, text: str) -> Read:
        return Read(text, self.extra, self.guesses)


@pytest.fixture
def index(sqlite_url):
    database = open_database(sqlite_url)
    put(database, PAY, faqs(faq("养狗要办证吗", "要办。")))
    made = Index(Splitter(), learned=load_learned())
    made.refresh(database)
    yield made
    database.close()


def test_words_beside_a_question_find_what_its_own_do_not(index: Index):
    assert index.search("血汗钱", on=TODAY) == []
    found = index.search("血汗钱", on=TODAY, beside=("工资",))
    assert [match.document.key for match in found] == ["第五十条"]


def test_words_beside_a_question_cover_nothing_of_it(index: Index):
    assert index.search("血汗钱", on=TODAY, beside=("工资",))[0].coverage == 0


def test_words_beside_a_question_count_for_less_than_its_own(index: Index):
    def score(text: str, *beside: str) -> float:
        return index.search(text, on=TODAY, beside=beside)[0].score

    assert 0 < score("血汗钱", "工资") < score("工资")
    assert score("工资", "工资") == score("工资")


@pytest.mark.parametrize("mentor", [Mentor("工资"), Mentor(guesses=("工资",))])
def test_popular_words_and_guesses_reach_every_view(index: Index, mentor: Mentor):
    place = index.snapshot.articles["劳动法", 50, 0][0]
    plain = index.views("血汗钱", now=index.snapshot)
    read = mentor.read("血汗钱")
    wide = index.views(read.text, now=index.snapshot, beside=read.beside)
    for name in ("lexical", "words", "turned", "plain"):
        assert wide.scores[name][place] > plain.scores[name][place], name
