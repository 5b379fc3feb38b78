"""Knowledge in the console: found, written, tried out, reviewed and withdrawn."""

import pytest
from builders import faq, faqs, law
from console_town import ConsoleTown, Visitor
from sqlmodel import select

from bot.people import Role
from jobs.records.gaps import Gap, GapState
from knowledge.editions import take_in
from knowledge.entry_standing import stand
from knowledge.entry_tables import EntryState
from knowledge.tables import Entry, Revision

LAMP = faq("路灯坏了找谁修理", "请打村委会电话。", "路灯不亮", key="lamp", law="民法典 第一条")
CODE = law("中华人民共和国路灯法", {"1": "路灯由镇里修。", "12": "坏了三日内修好。"})
FORM = {
    "kind": "faq",
    "title": "村口垃圾没人收找谁",
    "text": "拨打镇环卫所电话，或者告诉网格员。",
    "phrases": "垃圾堆成山\n没人收垃圾",
    "negatives": "收废品",
    "citations": "《中华人民共和国路灯法》第12条",
    "topic": "环境卫生",
    "hotline": "12345",
    "last_day": "2027-12-31",
    "remark": "新写",
}


def put(console: ConsoleTown, *sources, publish=True, by="别的人"):
    with console.database.writing() as session:
        for source in sources:
            take_in(session, source, by=by, now=console.now, publish=publish)
    console.town.knowledge.index.refresh(console.database)


def number_of(console: ConsoleTown, key: str) -> int:
    with console.database.reading() as session:
        return session.exec(select(Entry.id).where(Entry.key == key)).one() or 0


def state_of(console: ConsoleTown, number: int) -> EntryState:
    with console.database.reading() as session:
        return stand(session, number, steps_needed=3).state


def written(visitor: Visitor, **changes) -> tuple[int, str]:
    """Write a new entry by the form; give its number and the page that follows."""
    page = visitor.post("/entries/new", FORM | changes)
    assert page.status_code == 200, page.text
    return int(page.url.path.rsplit("/", 1)[1]), page.text


@pytest.fixture
def people(console):
    return {role: console.visitor(role) for role in Role if role is not Role.WORKER}


def test_from_a_blank_page_to_an_answer_by_three_people(console, people):
    number, page = written(people[Role.DRAFTER], then="submit")
    assert "已经存好并送审" in page
    seen = people[Role.REVIEWER].get("/entries/review").text
    assert "有 1 条等您审核" in seen
    assert "拨打镇环卫所电话" in seen
    for role in (Role.REVIEWER, Role.ADMINISTRATOR):
        page = people[role].post(f"/entries/{number}/pass", {"queue": "yes"}).text
        assert "这一步已经通过" in page
    assert console.town.knowledge.index.phrase(FORM["title"], on=console.town.today()) is None
    page = people[Role.PUBLISHER].post(f"/entries/{number}/pass").text
    assert "已经发布" in page
    console.town.knowledge.index.refresh(console.database)
    found = console.town.knowledge.index.phrase("垃圾堆成山", on=console.town.today())
    assert found is not None
    assert found.id == number
    page = people[Role.DRAFTER].get(f"/entries/{number}").text
    assert "正在回答居民" in page
    assert "坏了三日内修好" not in page  # the law is not in
    assert "沈审核审核通过" in page


def test_a_reviewer_may_not_take_the_last_step_nor_the_writer_any(console, people):
    number, _ = written(people[Role.PUBLISHER], then="submit")
    refused = people[Role.PUBLISHER].post(f"/entries/{number}/pass")
    assert (refused.status_code, "起草或改稿的人" in refused.text) == (403, True)
    people[Role.REVIEWER].post(f"/entries/{number}/pass")
    people[Role.ADMINISTRATOR].post(f"/entries/{number}/pass")
    refused = people[Role.REVIEWER].post(f"/entries/{number}/pass")
    assert refused.status_code == 403
    assert state_of(console, number) is EntryState.REVIEW


def test_what_cannot_be_kept_comes_back_as_it_was_typed(people):
    page = people[Role.DRAFTER].post("/entries/new", FORM | {"text": " "})
    assert page.status_code == 422
    assert "请写上答案" in page.text
    assert "垃圾堆成山" in page.text
    page = people[Role.DRAFTER].post("/entries/new", FORM | {"citations": "《路灯法》第百十条"})
    assert "不是条文号" in page.text


def test_sent_back_with_a_remark_that_the_writer_reads_first(console, people):
    number, _ = written(people[Role.DRAFTER], then="submit")
    refused = people[Role.REVIEWER].post(f"/entries/{number}/back", {"remark": ""})
    assert refused.status_code == 422
    people[Role.REVIEWER].post(f"/entries/{number}/back", {"remark": "写明上班时间"})
    page = people[Role.DRAFTER].get(f"/entries/{number}").text
    assert "沈审核退回了这一稿：“写明上班时间”" in page
    assert "沈审核退回时说" in people[Role.DRAFTER].get(f"/entries/{number}/edit").text


def test_editing_shows_what_changes_while_the_published_goes_on(console, people):
    put(console, faqs(LAMP))
    number = number_of(console, "lamp")
    page = (
        people[Role.DRAFTER]
        .post(
            f"/entries/{number}/edit",
            FORM | {"title": LAMP.title, "text": "请打镇里电话。", "base": "1"},
        )
        .text
    )
    assert "居民现在看到的还是第 1 稿" in page
    assert "<del>村委会</del><ins>镇里</ins>" in page
    found = console.town.knowledge.index.phrase(LAMP.title, on=console.town.today())
    assert found is not None
    assert found.text == "请打村委会电话。"


def test_two_people_who_save_see_each_other_and_lose_nothing(console, people):
    put(console, faqs(LAMP))
    number = number_of(console, "lamp")
    mine = FORM | {"title": LAMP.title, "base": "1"}
    people[Role.REVIEWER].post(f"/entries/{number}/edit", mine | {"text": "请找供电所。"})
    page = people[Role.DRAFTER].post(f"/entries/{number}/edit", mine | {"text": "请找镇里。"})
    assert page.status_code == 403
    assert "沈审核已经另存了一稿" in page.text
    assert "请找镇里。</textarea>" in page.text
    assert "供电所" in page.text
    assert 'name="base" value="2"' in page.text
    page = people[Role.DRAFTER].post(
        f"/entries/{number}/edit", mine | {"text": "请找镇里。", "base": "2"}
    )
    assert page.status_code == 200
    assert "第 3 稿" in page.text


def test_a_draft_is_asked_as_if_it_were_published_and_nothing_is_kept(console, people):
    put(console, faqs(LAMP))
    number = number_of(console, "lamp")
    tried = FORM | {
        "title": LAMP.title,
        "text": "请打镇里电话。",
        "phrases": "村道没有灯太暗了",
    }
    asked = tried | {"question": "村道没有灯太暗了"}
    told = (
        people[Role.DRAFTER]
        .post(f"/entries/{number}/try", asked, headers={"accept": "application/json"})
        .json()
    )
    assert (told["good"], told["text"]) == (True, "请打镇里电话。")
    page = people[Role.DRAFTER].post("/entries/new/try", FORM | {"question": "垃圾堆成山"}).text
    assert "会用这一条回答" in page
    assert "没人收垃圾" in page
    told = (
        people[Role.DRAFTER]
        .post(
            "/entries/new/try",
            FORM | {"question": "明天天气怎么样"},
            headers={"accept": "application/json"},
        )
        .json()
    )
    assert told["good"] is False
    with console.database.reading() as session:
        entry = session.get_one(Entry, number)
        assert (entry.latest, entry.published) == (1, 1)
        title = Revision.title == FORM["title"]
        assert session.exec(select(Revision).where(title)).all() == []


def test_typing_offers_laws_articles_and_entries_that_ask_the_same(console, people):
    put(console, CODE, faqs(LAMP))
    visitor = people[Role.DRAFTER]
    assert visitor.get("/entries/laws?typed=路灯").json()[0]["name"] == "路灯法"
    (first, second) = visitor.get("/entries/articles?law=路灯法&typed=1").json()
    assert (first["name"], first["text"], first["good"]) == ("第一条", "路灯由镇里修。", True)
    assert second["name"] == "第十二条"
    (like,) = visitor.get("/entries/like?said=路灯坏了找谁修理？").json()
    assert (like["title"], like["same"]) == (LAMP.title, True)
    number = number_of(console, "lamp")
    assert visitor.get(f"/entries/like?said=路灯坏了找谁修理&without={number}").json() == []


def test_an_article_names_who_cites_it_and_is_not_rewritten(console, people):
    put(console, CODE, faqs(faq("路灯几天修好", "三天。", law="路灯法 第十二条")))
    with console.database.reading() as session:
        wanted = select(Entry.id).where(Entry.key == "第十二条", Entry.kind == "article")
        number = session.exec(wanted.order_by(Entry.id.desc())).first()
    page = people[Role.DRAFTER].get(f"/entries/{number}")
    assert "路灯几天修好" in page.text
    assert f"/entries/{number}/edit" not in page.text
    assert people[Role.DRAFTER].get(f"/entries/{number}/edit").status_code == 403


def test_withdrawn_with_a_reason_and_back_only_by_review(console, people):
    put(console, faqs(LAMP))
    number = number_of(console, "lamp")
    assert people[Role.DRAFTER].post(f"/entries/{number}/withdraw").status_code == 403
    page = people[Role.REVIEWER].post(f"/entries/{number}/withdraw", {"reason": "电话换了"}).text
    assert "已经撤下，不回答居民（原因：电话换了）" in page
    console.town.knowledge.index.refresh(console.database)
    assert console.town.knowledge.index.phrase(LAMP.title, on=console.town.today()) is None
    page = people[Role.DRAFTER].post(f"/entries/{number}/submit").text
    assert "已经送审" in page


def test_an_old_wording_is_compared_and_brought_back(console, people):
    put(console, faqs(LAMP))
    number = number_of(console, "lamp")
    edit = FORM | {"title": LAMP.title, "text": "请打镇里电话。", "base": "1"}
    people[Role.DRAFTER].post(f"/entries/{number}/edit", edit)
    page = people[Role.DRAFTER].get(f"/entries/{number}/changes?to=2").text
    assert "<ins>镇里</ins>" in page
    page = (
        people[Role.DRAFTER].post(f"/entries/{number}/restore", {"number": "1", "base": "2"}).text
    )
    assert "第 1 稿已经恢复成新的草稿" in page
    assert "恢复第 1 稿" in page


def test_a_gap_becomes_an_entry_and_is_closed_by_it(console, people):
    with console.database.writing() as session:
        gap = Gap(
            key="k", question="化粪池满了找谁抽", first_at=console.now, last_at=console.now, count=4
        )
        session.add(gap)
        session.flush()
        number = gap.id or 0
    page = people[Role.DRAFTER].get(f"/entries/new?gap={number}").text
    assert "居民问过 4 次" in page
    assert 'value="化粪池满了找谁抽"' in page
    entry, _ = written(people[Role.DRAFTER], gap=str(number), title="化粪池满了找谁抽")
    with console.database.reading() as session:
        closed = session.get_one(Gap, number)
        assert (closed.state, closed.entry_id) == (GapState.ANSWERED, entry)
        assert closed.closed_by == "起小草"


def test_a_whole_import_is_handed_in_and_passed_at_once(console, people):
    more = [faq(f"第{n}个村的水管坏了找谁", f"找第{n}村的水管员。") for n in range(60)]
    put(console, faqs(*more, title="水管清单"), publish=False)
    drafter, reviewer = people[Role.DRAFTER], people[Role.REVIEWER]
    page = drafter.get("/entries/drafts").text
    assert "“水管清单”有 60 条草稿" in page
    with console.database.reading() as session:
        source = session.exec(
            select(Entry.source_id).where(Entry.key == "第1个村的水管坏了找谁")
        ).one()
    sent = {"all": "yes", "count": "60", "source": str(source)}
    assert "已经送审 60 条" in drafter.post("/entries/drafts/submit", sent).text
    assert "“水管清单”，60 条等您审核" in reviewer.get("/entries/review").text
    passed = {"all": "yes", "count": "59"}
    assert reviewer.post(f"/entries/review/{source}/pass", passed).status_code == 403
    page = reviewer.post(f"/entries/review/{source}/pass", {"all": "yes", "count": "60"}).text
    assert "办好 60 条" in page
    people[Role.ADMINISTRATOR].post(f"/entries/review/{source}/pass", {"all": "yes", "count": "60"})
    page = people[Role.PUBLISHER].get(f"/entries/review/{source}").text
    assert "通过就发布" in page
    with console.database.reading() as session:
        some = list(session.exec(select(Entry.id).where(Entry.source_id == source).limit(3)))
    page = (
        people[Role.PUBLISHER]
        .post(f"/entries/review/{source}/pass", {"entry": [str(one) for one in some]})
        .text
    )
    assert "其中 3 条已经发布" in page


def test_what_nobody_wants_of_the_corrections_is_put_aside(console, people):
    put(console, faqs(LAMP))
    put(console, faqs(faq(LAMP.title, "请打县里电话。", key="lamp")), publish=False)
    number = number_of(console, "lamp")
    assert people[Role.DRAFTER].post(f"/entries/{number}/decline").status_code == 403
    page = people[Role.REVIEWER].post(f"/entries/{number}/decline", {"reason": "电话没变"}).text
    assert "第 2 稿不采用（原因：电话没变）" in page
    assert "仍按第 1 稿回答居民" in page
    assert LAMP.title not in people[Role.DRAFTER].get("/entries/drafts").text


HOSTILE = "</textarea><script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'"


def test_what_people_type_is_shown_as_text_everywhere(console, people):
    typed = FORM | dict.fromkeys(("title", "text", "phrases", "note", "remark"), HOSTILE)
    typed |= {"topic": HOSTILE[:30], "negatives": f"不是{HOSTILE}", "citations": "《<b>法》"}
    number, page = written(people[Role.DRAFTER], **typed)
    again = typed | {"text": HOSTILE + HOSTILE, "base": "1", "then": "submit"}
    people[Role.DRAFTER].post(f"/entries/{number}/edit", again)
    back = people[Role.REVIEWER].post(f"/entries/{number}/back", {"remark": HOSTILE}).text
    conflict = people[Role.DRAFTER].post(f"/entries/{number}/edit", typed).text
    tried = people[Role.DRAFTER].post("/entries/new/try", typed | {"question": HOSTILE}).text
    addresses = ("", "/edit", "/changes")
    shown = [people[Role.DRAFTER].get(f"/entries/{number}{one}").text for one in addresses]
    lists = ("/faq/list", "/entries/drafts", f"/faq/list?q={HOSTILE}&topic={HOSTILE}&state=draft")
    shown += [people[Role.DRAFTER].get(one).text for one in lists]
    for text in (page, back, conflict, tried, *shown):
        assert "<script>window" not in text
        assert "<img src=x" not in text


@pytest.mark.parametrize("path", ["", "/edit", "/changes"])
def test_what_is_not_there_is_not_there(people, path):
    for number in ("999999", "99999999999999999999"):
        assert people[Role.PUBLISHER].get(f"/entries/{number}{path}").status_code == 404
    assert people[Role.PUBLISHER].post("/entries/99999999999/pass").status_code == 404
    assert people[Role.PUBLISHER].get("/entries/review/99999999999").status_code == 404
