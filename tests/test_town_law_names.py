"""A town says what people there call a law; a name never means two laws, and never a mere word."""

import pytest
from builders import NOW
from sqlmodel import col, select

from bot.people import Role, add_staff
from bot.town_law_names import add_law_name, drop_law_name, own_law_names, read_own_names
from bot.town_tables import current_edition
from knowledge.audit import AuditRow
from knowledge.drafts import Draft, Kind, Parsed, SourceFacts
from knowledge.editions import take_in
from knowledge.errors import BadInput, NotAllowed, NotFound

ACT = {"by": "管大姐", "now": NOW}
LABOUR = "中华人民共和国劳动合同法"


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session
        session.rollback()


def take(session, kind, title, *drafts):
    take_in(session, Parsed(SourceFacts(title, kind), drafts), by="小王", now=NOW, publish=True)


@pytest.mark.parametrize("law", ["劳动合同法", LABOUR, "《劳动合同法》", " 劳动合同法 "])
def test_a_law_gets_one_more_name_however_it_is_spelt(session, law):
    add_law_name(session, "《打工人法》", law, **ACT)
    assert dict(read_own_names(session)) == {"打工人法": LABOUR}
    assert current_edition(session) == 1


def test_a_law_that_was_imported_can_be_named_too(session):
    take(session, "law", "高台县烟花条例", Draft(Kind.ARTICLE, "第一条", "第一条", "城区禁放。"))
    add_law_name(session, "鞭炮条例", "高台县烟花条例", **ACT)
    assert dict(read_own_names(session)) == {"鞭炮条例": "高台县烟花条例"}


def test_a_law_nobody_knows_is_refused_with_what_is_spelt_like_it(session):
    with pytest.raises(NotFound, match="这里没有《劳动合用法》。您要找的是不是《劳动合同法》"):
        add_law_name(session, "打工人法", "劳动合用法", **ACT)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("劳", "2 到 20 个字"),
        ("法" * 21, "2 到 20 个字"),
        ("LDF", "只写汉字"),
        ("打工法1", "只写汉字"),
    ],
)
def test_a_name_is_a_short_chinese_word(session, name, said):
    with pytest.raises(BadInput, match=said):
        add_law_name(session, name, LABOUR, **ACT)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("消法", "已经指《消费者权益保护法》，一个叫法只能指一部法律"),
        ("劳动仲裁法", "已经指《劳动争议调解仲裁法》"),
        ("婚姻法", "已经不再施行的法律《婚姻法》的名字"),
        ("劳动合同法", "不用再加"),
    ],
)
def test_a_name_that_means_a_law_already_is_refused(session, name, said):
    with pytest.raises(NotAllowed, match=said):
        add_law_name(session, name, LABOUR, **ACT)


def test_our_own_name_is_not_given_to_a_second_law(session):
    add_law_name(session, "打工人法", LABOUR, **ACT)
    with pytest.raises(NotAllowed, match="“打工人法”已经指《劳动合同法》"):
        add_law_name(session, "打工人法", "民法典", **ACT)


def test_a_word_that_many_questions_hold_is_no_name(session):
    asked = ("工资拖欠怎么办", "工资条有什么用", "试用期工资多少", "加班工资怎么算")
    take(session, "faq", "问答", *(Draft(Kind.FAQ, said, said, "答案。") for said in asked))
    with pytest.raises(NotAllowed, match="“工资”在许多问题里是普通的词"):
        add_law_name(session, "工资", LABOUR, **ACT)
    add_law_name(session, "工资条", LABOUR, **ACT)


def test_a_name_goes_again_and_both_are_on_record(session):
    add_law_name(session, "打工人法", LABOUR, **ACT)
    drop_law_name(session, "打工人法", **ACT)
    assert not own_law_names(session)
    with pytest.raises(NotFound, match="可能已经被别人删掉"):
        drop_law_name(session, "打工人法", **ACT)
    rows = session.exec(select(AuditRow).order_by(col(AuditRow.number))).all()
    assert [(row.action, row.subject) for row in rows] == [
        ("add", "law-name:打工人法"),
        ("remove", "law-name:打工人法"),
    ]


def test_only_an_administrator_may(session):
    add_staff(session, "钱签发", role=Role.PUBLISHER, by="终端", now=NOW)
    with pytest.raises(NotAllowed, match="这一步要由管理员来办"):
        add_law_name(session, "打工人法", LABOUR, by="钱签发", now=NOW)
