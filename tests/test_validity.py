"""Every citation shows whether its article holds today, and nothing gone is the answer."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from builders import TODAY, ask, faq, faqs, law, put

from bot.channels.terminal import show
from bot.conversation import Knowledge
from bot.messages import ReplyKind
from knowledge.decision import Verdict, decide
from knowledge.drafts import Citation
from knowledge.editions import take_in
from knowledge.importing.law_effect import AMENDMENTS
from knowledge.index import Index
from knowledge.law_names import LawNames, Replaced, folded
from knowledge.starter_files import load_law_names
from knowledge.terms import Splitter
from knowledge.validity import Standing, validity

CODE, MARRIAGE, NOISE = "中华人民共和国民法典", "中华人民共和国婚姻法", "环境噪声污染防治法"
NAMES = LawNames(
    {"治安处罚法": "中华人民共和国治安管理处罚法"},
    [
        Replaced(MARRIAGE, ("婚姻法",), (CODE,), date(2021, 1, 1)),
        Replaced("农业税条例", (), (), date(2006, 1, 1)),
        Replaced(NOISE, (), ("噪声污染防治法",), date(2022, 6, 5)),
        Replaced("噪声污染防治法", (), ("生态环境法典",), date(2026, 8, 15)),
        Replaced("最高人民法院关于适用《婚姻法》若干问题的解释（一）", (), (), date(2021, 1, 1)),
    ],
    {"中华人民共和国治安管理处罚法": date(2026, 1, 1)},
)
OLD_MARRIAGE = law(MARRIAGE, {"32": "男女一方要求离婚的，可以调解。"}, since=date(2001, 4, 28))
COOLING = "自收到离婚登记申请之日起三十日内，可以撤回申请。"
CIVIL = law(CODE, {"1": "为了保护权益。", "1077": COOLING}, since=date(2021, 1, 1))
OLD_ORDER = law(
    "治安管理处罚法", {"1": "为了秩序。", "43": "殴打他人的，处拘留。"}, since=date(2013, 1, 1)
)
NEW_ORDER = law(
    "中华人民共和国治安管理处罚法",
    {"1": "为了秩序。", "51": "殴打他人的，处拘留。"},
    since=date(2026, 1, 1),
)
COMING = law("商标法", {"1": "为了加强商标管理。"}, since=date(2027, 1, 1))
ENTRY = faq("离婚要调解吗", "可以先调解。", "离婚前要不要调解", law=f"{MARRIAGE} 第三十二条")


@pytest.fixture
def index(database):
    def build(*sources, stopping=True):
        put(database, *sources)
        made = Index(Splitter(), names=NAMES, stopping=stopping)
        made.refresh(database)
        return made

    return build


def told(index, question, on=TODAY):
    return ask(Knowledge(index, NAMES), question, on=on)


def standing(index, law, article, **rest):
    return validity(Citation(law, article), index, on=rest.pop("on", TODAY), **rest)


@pytest.mark.parametrize(
    ("cited", "article", "state", "warning"),
    [
        (CODE, "第一千零七十七条", "2021年1月1日起施行，现行有效", False),
        (MARRIAGE, "第三十二条", "2021年1月1日起已被《民法典》代替", True),
        ("《婚姻法》", "第三十二条", "2021年1月1日起已被《民法典》代替", True),
        ("农业税条例", "第一条", "已于2006年1月1日废止", True),
        (
            "最高人民法院关于适用〈婚姻法〉若干问题的解释(一)",
            "第一条",
            "已于2021年1月1日废止",
            True,
        ),
        (NOISE, "第二条", "2022年6月5日起已被《噪声污染防治法》代替，现在看《生态环境法典》", True),
        ("商标法", "第一条", "2027年1月1日起才施行，现在还没有生效", True),
        (CODE, "第二千条", "现行文本里没有这一条，工作人员正在核对", True),
        ("月球法", "第一条", "条文未收录", False),
    ],
)
def test_a_citation_says_how_its_article_stands(index, cited, article, state, warning):
    entry = replace(ENTRY, citations=(Citation(cited, article),))
    here = index(CIVIL, OLD_MARRIAGE, COMING, faqs(entry), stopping=False)
    (shown,) = told(here, "离婚要调解吗").citations
    assert (shown.state, shown.warning) == (state, warning)
    assert (shown.in_force is None) == ("施行" not in state)


def test_an_article_that_will_change_on_a_known_day_says_so(index):
    here = index(replace(OLD_ORDER, source=replace(OLD_ORDER.source, in_force_until=None)), faqs())
    reply = told(here, "治安管理处罚法第43条", on=date(2025, 12, 1))
    assert reply.citations[0].state.endswith("现行有效；2026年1月1日起有变化")


def test_of_two_texts_under_one_name_the_one_in_force_is_cited(index):
    here = index(OLD_ORDER, NEW_ORDER)
    assert standing(here, "治安处罚法", "第五十一条").standing is Standing.IN_FORCE
    dropped = standing(here, "治安管理处罚法", "第四十三条")
    assert (dropped.standing, dropped.since) == (Standing.DROPPED, date(2026, 1, 1))
    assert standing(here, "治安管理处罚法", "第四十三条", on=date(2025, 12, 31)).since == date(
        2013, 1, 1
    )


def test_an_old_text_alone_is_not_taken_for_the_law_of_today(index):
    here = index(OLD_ORDER)
    assert standing(here, "治安管理处罚法", "第四十三条").standing is Standing.REVISED
    reply = told(here, "治安管理处罚法第43条")
    assert reply.text.startswith("注意：已经修订，新文本自2026年1月1日起施行")
    assert reply.citations[0].warning
    assert "这里还没有收录" in told(here, "治安管理处罚法").text
    assert "这里还没有收录" in told(here, "治安管理处罚法第99条").text


def test_an_entry_checked_since_means_the_new_text_though_only_the_old_is_here(index):
    cited = replace(ENTRY, citations=(Citation("治安管理处罚法", "第四十三条"),))
    here = index(OLD_ORDER, faqs(replace(cited, fields={"checked_on": "2026-01-01"})))
    (shown,) = told(here, "离婚要调解吗").citations
    assert (shown.state, shown.excerpt) == ("条文未收录", "")
    earlier = replace(cited, fields={"checked_on": "2025-12-31"})
    assert told(index(faqs(earlier)), "离婚要调解吗").kind is ReplyKind.UNKNOWN


def test_a_law_known_to_have_ended_is_never_found_by_its_words(index):
    here = index(OLD_MARRIAGE, OLD_ORDER, CIVIL)
    for question in ("男女一方要求离婚的可以调解吗", "殴打他人的处拘留吗"):
        found = [match.document.origin.title for match in here.search(question, on=TODAY)]
        assert set(found) <= {CODE}
    assert here.search("男女一方要求离婚", on=date(2020, 12, 31))
    assert here.article("婚姻法", 32, on=TODAY) is None


def test_a_new_text_under_an_ended_name_is_left_alone(index):
    again = law(MARRIAGE, {"32": "新的规定。"}, since=date(2026, 5, 1))
    assert standing(index(again), "婚姻法", "第三十二条").standing is Standing.IN_FORCE


def test_an_entry_that_rests_on_a_law_gone_stops_answering_and_being_offered(index):
    here = index(CIVIL, faqs(ENTRY, faq("偷东西会怎么处罚", "看数额。")))
    assert here.resting_on_gone(on=TODAY)
    assert decide("离婚要调解吗", here, on=TODAY).verdict is Verdict.UNKNOWN
    assert told(here, "离婚要调解吗").kind is ReplyKind.UNKNOWN
    assert told(here, "离婚前要不要调解").kind is ReplyKind.UNKNOWN
    assert told(here, "离婚要调解吗", on=date(2020, 12, 31)).text.startswith("可以先调解")


def test_where_the_township_wishes_it_answers_with_a_warning(index):
    here = index(CIVIL, faqs(ENTRY), stopping=False)
    reply = told(here, "离婚要调解吗")
    assert reply.text == "注意：依据的法律已有变化，工作人员正在核对。\n可以先调解。"
    assert "注意" not in told(here, "离婚要调解吗", on=date(2020, 12, 31)).text


def test_a_reviewed_revision_answers_again(database, index):
    here = index(CIVIL, faqs(ENTRY))
    mended = replace(ENTRY, citations=(Citation(CODE, "第一千零七十七条"),))
    put(database, faqs(mended))
    here.refresh(database)
    assert told(here, "离婚要调解吗").citations[0].state.endswith("现行有效")


def test_a_later_revision_that_keeps_the_old_citation_answers_with_its_mark(database, index):
    here = index(CIVIL, faqs(ENTRY))
    with database.writing() as session:
        kept = replace(ENTRY, text="婚姻法时代要先调解。")
        late = datetime(2026, 11, 24, tzinfo=UTC)
        take_in(session, faqs(kept), by="老李", now=late, publish=True)
    here.refresh(database)
    reply = told(here, "离婚要调解吗")
    assert reply.text == "婚姻法时代要先调解。"
    assert reply.citations[0].warning


def test_a_law_that_comes_in_while_running_stops_what_rests_on_the_old_text(database, index):
    cited = replace(ENTRY, citations=(Citation("工会法", "第四十三条"),))
    old = replace(OLD_ORDER, source=replace(OLD_ORDER.source, title="工会法"))
    here = index(old, faqs(cited))
    assert told(here, "离婚要调解吗").text == "可以先调解。"
    new = replace(NEW_ORDER, source=replace(NEW_ORDER.source, title="中华人民共和国工会法"))
    put(database, new)
    here.refresh(database)
    assert told(here, "离婚要调解吗").kind is ReplyKind.UNKNOWN


def test_an_article_rewritten_since_the_entry_was_checked_is_cited_and_flagged(index):
    old = law(
        CODE, {"1": "旧。", "1077": "六十日内可以撤回。"}, since=date(2020, 1, 1), edition="旧"
    )
    entry = replace(
        ENTRY,
        citations=(Citation(CODE, "第一千零七十七条"), Citation(CODE, "第一条")),
        fields={"checked_on": "2020-06-01"},
    )
    same = replace(CIVIL, drafts=(replace(CIVIL.drafts[0], text="旧。"), CIVIL.drafts[1]))
    here = index(old, same, faqs(entry))
    changed, unchanged = told(here, "离婚要调解吗").citations
    assert changed.state == "2021年1月1日起施行，现行有效；条文有新修改，工作人员正在核对这条回答"
    assert unchanged.state == "2021年1月1日起施行，现行有效"
    assert not changed.warning


def test_the_terminal_shows_the_mark(index):
    from rich.console import Console

    console = Console(record=True, width=200)
    show(told(index(CIVIL, faqs(ENTRY), stopping=False), "离婚要调解吗"), console)
    assert "依据 《婚姻法》第三十二条（2021年1月1日起已被《民法典》代替）" in console.export_text()


@pytest.mark.parametrize(
    ("typed", "notice"),
    [
        ("合同法解释二第24条", "自2021年1月1日起，由《民法典》代替"),
        ("农业税条例第3条", "《农业税条例》已经不再适用：自2006年1月1日起废止"),
        ("个体工商户条例", "自2022年11月1日起，由《促进个体工商户发展条例》代替"),
        ("婚姻法解释（三）第7条", "由《最高人民法院关于适用〈民法典〉婚姻家庭编的解释（一）》代替"),
    ],
)
def test_rules_that_ended_with_a_law_are_known_too(index, typed, notice):
    names = load_law_names()
    known = LawNames(names.aliases, names.replaced, names.revised)
    assert notice in ask(Knowledge(index(CIVIL), known), typed).text


def test_what_is_listed_as_gone_is_spelt_once_and_leads_to_law_of_today():
    names = load_law_names()
    known = LawNames(names.aliases, names.replaced, names.revised)
    past = {folded(old.name) for old in names.replaced}
    assert len(past) == len(names.replaced)
    for old in names.replaced:
        today = known.successors(old, on=TODAY)
        assert not {folded(name) for name in today} & past
        assert bool(today) == bool(old.replaced_by)


def test_every_revised_text_begins_on_the_day_that_is_listed(shared):
    from knowledge.importing.law import parse_law

    names = load_law_names()
    known = LawNames({}, [], names.revised)
    begun = {}
    for parsed in parse_law(shared / "data" / "laws"):
        known_from = known.revised(parsed.source.title)
        begun.setdefault(known_from and parsed.source.title, set()).add(
            (parsed.source.in_force_from, known_from)
        )
    begun.pop(None)
    assert len(begun) >= 16
    assert all(any(day == since for day, since in days) for days in begun.values())


def test_every_amendment_with_a_day_of_its_own_stands_in_the_head_of_its_law(shared):
    heads = {}
    for path in (shared / "data" / "laws").rglob("README.md"):
        text = path.read_text(encoding="utf-8")
        title = re.search(r"^# (?:中华人民共和国)?(.+)$", text, re.MULTILINE)
        heads[title[1].strip()] = text
    unseen = {("刑法", date(2023, 12, 29))}  # newer than the text beside us
    for law_name, amended, effect in map(str.split, AMENDMENTS.strip().splitlines()):
        day = date.fromisoformat(amended)
        assert day < date.fromisoformat(effect)
        if (law_name, day) not in unseen:
            assert f"{day.year}年{day.month}月{day.day}日" in heads[law_name], law_name
