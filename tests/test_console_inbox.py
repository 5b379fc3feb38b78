"""The inbox: what residents asked without a good answer, and what staff do about it."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from askers import DRONE, LAMP, record, turn
from console_browser import check_accessible
from console_town import NOON, ConsoleTown
from sqlmodel import select

from bot.people import Role
from bot.secret_key import open_vault
from jobs.records.alerts import Alert, raise_alert
from jobs.records.exchanges import Turn, record_feedback
from jobs.records.gaps import Gap, GapState
from jobs.records.handovers import Handover, hand_over
from jobs.records.verdicts import About, CheckedAnswer, Grade
from knowledge.labels import Label
from knowledge.tables import Entry, Phrase, Revision

HOUR = timedelta(hours=1)
WALL = "邻居家的院墙倒了压坏我的菜谁赔"
SCRIPT = "<script>alert(1)</script>"


def entry_of(console: ConsoleTown, place: int = 0) -> tuple[int, str]:
    """One of the starter's questions, by its number and title."""
    with console.database.reading() as session:
        rows = session.exec(
            select(Entry.id, Revision.title)
            .join(Revision, Revision.entry_id == Entry.id)
            .where(Entry.kind == "faq", Revision.number == Entry.published)
            .order_by(Entry.id)
        ).all()
    number, title = rows[place]
    return number or 0, title


def ask(console: ConsoleTown, *turns: Turn | str) -> None:
    record(console.database, *turns)


def answered(
    exchange: str, question: str, entry: int, *, confidence: float = 0.78, hours: int = 1
) -> Turn:
    """An answer of some hours ago."""
    at = NOON - hours * HOUR
    return Turn(exchange, "web", f"web:{exchange}", question, "answer", confidence, at, entry)


def found(console: ConsoleTown, table: type) -> Sequence:
    with console.database.reading() as session:
        return session.exec(select(table)).all()


def lead(page: str) -> str:
    """The first sentence of a page."""
    said = re.search(r'<p class="lead-line">(.*?)</p>', page, re.DOTALL)
    assert said
    return re.sub(r"<[^>]+>|\s", "", said[1])


def test_an_empty_inbox_says_where_to_go_on(console: ConsoleTown) -> None:
    drafter = console.visitor(Role.DRAFTER)
    for path, words in (
        ("/inbox", "没有等着补答案的问题"),
        ("/inbox/feedback", "没有等着看的意见"),
        ("/inbox/unsure", "没有等着看的回答"),
        ("/inbox/sample", "还没有可以抽查的回答"),
        ("/inbox/handovers", "没有居民转来的问题"),
        ("/inbox/alerts", "没有等着看的警报"),
    ):
        page = drafter.get(path)
        assert (page.status_code, words in lead(page.text)) == (200, True), path


def test_questions_are_listed_by_how_often_they_came_or_when_last(console: ConsoleTown) -> None:
    ask(console, LAMP, f"我是13812345678，{LAMP}？", turn(DRONE, at=NOON), f"{SCRIPT}怎么办理呢")
    page = console.visitor(Role.DRAFTER).get("/inbox").text
    assert page.index(LAMP) < page.index(DRONE)
    assert "2026年11月25日 12:00" in page
    assert "13812345678" not in page
    assert SCRIPT not in page.replace("&lt;", "")
    newest = console.visitor(Role.DRAFTER).get("/inbox?order=last").text
    assert newest.index(DRONE) < newest.index(LAMP)


def test_a_wording_goes_into_a_draft_of_an_entry_that_answers_it(console: ConsoleTown) -> None:
    ask(console, LAMP)
    number, title = entry_of(console)
    drafter = console.visitor(Role.DRAFTER)
    page = drafter.get("/inbox/gaps/1").text
    assert "/console/entries/new?gap=1" in page
    assert "略过要由审核人来办" in page
    assert "请先选一条已有的问答或指南" in drafter.post("/inbox/gaps/1/wording").text
    done = drafter.post("/inbox/gaps/1/wording", {"entry": number})
    assert f"问法已加到“{title}”的草稿里" in done.text
    (gap,) = found(console, Gap)
    assert (gap.state, gap.entry_id, gap.closed_by) == (GapState.ANSWERED, number, "起小草")
    assert LAMP in [phrase.text for phrase in found(console, Phrase)]
    with console.database.reading() as session:
        entry = session.get_one(Entry, number)
        assert entry.published != entry.latest
    again = drafter.post("/inbox/gaps/1/wording", {"entry": number})
    assert (again.status_code, "已经由起小草补上了答案" in again.text) == (403, True)


def test_what_is_put_aside_needs_a_reviewer_and_a_reason_and_comes_back(
    console: ConsoleTown,
) -> None:
    ask(console, LAMP)
    assert console.visitor(Role.DRAFTER).post("/inbox/gaps/1/dismiss").status_code == 403
    reviewer = console.visitor(Role.REVIEWER)
    assert "请写上不处理的原因" in reviewer.post("/inbox/gaps/1/dismiss").text
    done = reviewer.post("/inbox/gaps/1/dismiss", {"reason": "和本镇无关"})
    assert "已略过这个问题" in done.text
    assert LAMP in reviewer.get("/inbox?state=dismissed").text
    assert "原因：和本镇无关" in lead(reviewer.get("/inbox/gaps/1").text)
    reviewer.post("/inbox/gaps/1/reopen")
    assert found(console, Gap)[0].state == GapState.OPEN


def test_entries_are_found_by_typing_with_a_script_and_without(console: ConsoleTown) -> None:
    ask(console, LAMP)
    _, title = entry_of(console)
    drafter = console.visitor(Role.DRAFTER)
    told = drafter.get("/inbox/entries", params={"typed": title}).json()
    assert told[0]["title"] == title
    assert set(told[0]) == {"id", "kind", "title", "text", "published"}
    assert drafter.get("/inbox/entries", params={"typed": " "}).json() == []
    assert title in drafter.get("/inbox/gaps/1", params={"typed": title}).text


def test_what_a_resident_called_useless_shows_what_was_answered(console: ConsoleTown) -> None:
    number, title = entry_of(console)
    ask(console, answered("a", f"13812345678 {WALL}", number))
    with console.database.writing() as session:
        record_feedback(session, "a", useful=False, comment=f"答非所问{SCRIPT}")
    drafter = console.visitor(Role.DRAFTER)
    page = drafter.get("/inbox/feedback").text
    assert "〔手机号〕" in page
    assert "答非所问&lt;script&gt;" in page
    one = drafter.get("/inbox/answers/a?about=feedback").text
    assert title in one
    assert "由审核人来判断" in one
    done = drafter.post("/inbox/answers/a/nothing", {"about": "feedback"})
    assert "已移出清单" in done.text
    (verdict,) = found(console, CheckedAnswer)
    assert (verdict.about, verdict.grade) == (About.FEEDBACK, Grade.SETTLED)
    assert "没有等着看的意见" in drafter.get("/inbox/feedback").text


def test_a_poor_answer_leads_to_a_new_question_or_another_wording(console: ConsoleTown) -> None:
    number, _ = entry_of(console)
    other, title = entry_of(console, 1)
    ask(console, answered("a", WALL, number), answered("b", DRONE, number))
    drafter = console.visitor(Role.DRAFTER)
    assert "78%" in drafter.get("/inbox/unsure").text
    went = drafter.post("/inbox/answers/a/faq", {"about": "unsure"}, follow_redirects=False)
    assert went.headers["location"].endswith("/console/entries/new?gap=1")
    done = drafter.post("/inbox/answers/b/wording", {"about": "unsure", "entry": other})
    assert f"问法已加到“{title}”的草稿里" in done.text
    assert [(gap.question, gap.state) for gap in found(console, Gap)] == [
        (WALL, GapState.OPEN),
        (DRONE, GapState.ANSWERED),
    ]
    assert "没有等着看的回答" in drafter.get("/inbox/unsure").text


def test_a_judgement_teaches_the_search_and_needs_a_reviewer(console: ConsoleTown) -> None:
    number, _ = entry_of(console)
    other, _ = entry_of(console, 1)
    ask(console, answered("a", WALL, number))
    chosen = {"about": "unsure", "grade": "wrong", "entry": other}
    assert console.visitor(Role.DRAFTER).post("/inbox/answers/a/judge", chosen).status_code == 403
    reviewer = console.visitor(Role.REVIEWER)
    assert "请先选" in reviewer.post("/inbox/answers/a/judge", {"about": "unsure"}).text
    assert "已记下：答错了" in reviewer.post("/inbox/answers/a/judge", chosen).text
    assert {(one.entry_id, one.good, one.by) for one in found(console, Label)} == {
        (number, False, "沈审核"),
        (other, True, "沈审核"),
    }


def test_a_lot_is_checked_one_after_the_other(console: ConsoleTown) -> None:
    number, title = entry_of(console)
    turns = [answered(f"x{at}", f"第{at}个问题怎么办", number, hours=at) for at in range(1, 31)]
    ask(console, *turns, answered("old", WALL, number, hours=24 * 60))
    reviewer = console.visitor(Role.REVIEWER)
    page = reviewer.get("/inbox/sample").text
    assert "还有10条没看" in lead(page)
    assert title in page
    first = re.findall(r"/inbox/sample/(\w+)", page)
    done = reviewer.post(f"/inbox/sample/{first[0]}", {"back": "/inbox/sample?days=30"})
    assert "还有9条没看" in lead(done.text)
    assert "答得对 1 条" in done.text
    assert re.findall(r"/inbox/sample/(\w+)", reviewer.get("/inbox/sample?turn=2").text) != first
    back = {"back": "//elsewhere.example/inbox/sample"}
    away = reviewer.post(f"/inbox/sample/{first[1]}", back, follow_redirects=False)
    assert away.headers["location"].endswith("/console/inbox/sample")


def test_a_question_that_was_handed_over_shows_how_to_reach_the_person(
    console: ConsoleTown,
) -> None:
    drafter = console.visitor(Role.DRAFTER)
    vault = open_vault(console.town.settings)
    with console.database.writing() as session:
        hand_over(
            session,
            "e1",
            question=f"低保怎么申请{SCRIPT}",
            channel="web",
            conversation="web:1",
            contact=vault.encrypt("13812345678"),
            now=NOON,
        )
    page = drafter.get("/inbox/handovers").text
    assert "13812345678" in page
    assert SCRIPT not in page
    assert "已办完" in drafter.post("/inbox/handovers/1/done").text
    (row,) = found(console, Handover)
    assert (row.done_by, row.contact) == ("起小草", "")
    assert "起小草" in drafter.get("/inbox/handovers?all=yes").text
    assert drafter.post("/inbox/handovers/1/done").status_code == 403
    assert drafter.post("/inbox/handovers/9/done").status_code == 404


def test_a_danger_waits_until_somebody_saw_it(console: ConsoleTown) -> None:
    with console.database.writing() as session:
        raise_alert(
            session, "fire", excerpt="家里着火了", channel="web", conversation="web:1", at=NOON
        )
    drafter = console.visitor(Role.DRAFTER)
    page = drafter.get("/inbox/alerts").text
    assert "着火" in page
    assert "家里着火了" in page
    assert "由您跟进" in drafter.post("/inbox/alerts/1/seen").text
    (alert,) = found(console, Alert)
    assert alert.seen_by == "起小草"
    late = console.visitor(Role.REVIEWER).post("/inbox/alerts/1/seen")
    assert (late.status_code, "起小草已经看过" in late.text) == (403, True)


def test_a_long_list_is_turned_page_by_page(console: ConsoleTown) -> None:
    with console.database.writing() as session:
        session.add_all(
            Gap(key=f"k{at}", question=f"第{at}个问题怎么办", count=at, first_at=NOON, last_at=NOON)
            for at in range(5_000)
        )
    assert "共 250 页" in console.visitor(Role.DRAFTER).get("/inbox?page=2").text


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_in_a_browser_a_question_is_given_to_an_entry_by_keyboard(
    console: ConsoleTown, console_browser, phone: bool
) -> None:
    ask(console, LAMP, LAMP)
    _, title = entry_of(console, 3)
    page = console_browser(Role.REVIEWER, phone=phone)
    page.goto("inbox")
    check_accessible(page)
    with page.expect_navigation():
        page.get_by_role("link", name=LAMP).click()
    check_accessible(page)
    page.get_by_label("找别的条目").fill(title)
    choice = page.get_by_role("radio", name=title, exact=True)
    choice.wait_for()
    choice.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="把问法加到选中的条目").press("Enter")
    page.get_by_text(f"问法已加到“{title}”的草稿里").wait_for()


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_in_a_browser_a_lot_is_judged(console: ConsoleTown, console_browser, phone: bool) -> None:
    number, _ = entry_of(console)
    other, title = entry_of(console, 2)
    ask(console, answered("a", WALL, number), answered("b", DRONE, number))
    page = console_browser(Role.REVIEWER, phone=phone)
    page.goto("inbox/sample")
    check_accessible(page)
    page.get_by_role("button", name="答得对").first.click()
    page.get_by_text("已记下：答得对").wait_for()
    with page.expect_navigation():
        page.get_by_role("link", name="有问题").click()
    check_accessible(page)
    page.get_by_label("找别的条目").fill(title)
    page.get_by_role("radio", name=title, exact=True).check()
    page.get_by_role("radio", name="答错了").check()
    page.get_by_role("button", name="记下判断").click()
    page.get_by_text("这一批都看完了").wait_for()
    assert {one.grade for one in found(console, CheckedAnswer)} == {Grade.RIGHT, Grade.WRONG}
    assert other in {one.right_entry_id for one in found(console, CheckedAnswer)}
