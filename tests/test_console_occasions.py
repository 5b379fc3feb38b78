"""Days of publicity in the console: the list, the form, two who edit at once, and the clock."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from console_browser import check_accessible
from console_town import ConsoleTown
from noticing import DRAFTER, FIRST, SECOND, THIRD, facts, schedules, standards
from sqlmodel import select

from bot.delivering import town_times
from bot.people import Role
from jobs.schedule.day_facts import DayFacts
from jobs.schedule.runs import Run
from jobs.schedule.town_calendar import Act, add_day
from jobs.writing.drafting import draft
from jobs.writing.reviewing import approve
from knowledge.town_days import DayKind, hidden_days, town_days

FAIR = {
    "name": "东街庙会",
    "kind": "local",
    "rule": "农历二月初二",
    "dates": "2028-02-25 到 2028-02-27",
    "topics": "防火、防骗",
}


def test_a_publisher_adds_a_day_and_everybody_who_drafts_sees_it(console: ConsoleTown):
    said = console.visitor(Role.PUBLISHER).post("/occasions/new", FAIR).text
    assert "已添加“东街庙会”。下一次是2027年3月9日。" in said
    page = console.visitor(Role.DRAFTER).get("/occasions").text
    assert "每年农历二月初二；2028年2月25日到2028年2月27日" in page
    assert "/occasions/new" not in page
    assert "/hide" not in page


def test_a_form_that_is_refused_keeps_what_was_typed(console: ConsoleTown):
    typed = FAIR | {"rule": "下个月", "name": "<b>庙会</b>"}
    response = console.visitor(Role.PUBLISHER).post("/occasions/new", typed)
    assert response.status_code == 422
    assert "看不懂“下个月”" in response.text
    assert 'value="&lt;b&gt;庙会&lt;/b&gt;"' in response.text


def test_who_saves_second_sees_both_and_loses_nothing(console: ConsoleTown):
    visitor = console.visitor(Role.PUBLISHER)
    visitor.post("/occasions/new", FAIR)
    console.visitor(Role.ADMINISTRATOR).post(
        "/occasions/1", FAIR | {"rule": "3月1日", "version": "1"}
    )
    typed = FAIR | {"rule": "3月2日", "version": "1"}
    page = visitor.post("/occasions/1", typed)
    assert page.status_code == 403
    assert "管大姐在 2026年11月25日 12:00 存的是" in page.text
    assert "3月1日" in page.text
    assert 'value="3月2日"' in page.text
    assert "已保存“东街庙会”" in visitor.post("/occasions/1", typed | {"version": "2"}).text
    with console.database.reading() as session:
        assert town_days(session)[0].rule == "3月2日"


def test_a_day_of_the_starters_is_hidden_shown_and_refused_where_notices_wait(console):
    visitor = console.visitor(Role.PUBLISHER)
    assert "“植树节”已隐藏" in visitor.post("/occasions/built-in/arbor-day/hide").text
    assert "“植树节”已恢复" in visitor.post("/occasions/built-in/arbor-day/show").text
    with console.database.writing() as session:
        notice_for(session, console, "国家宪法日")
    refused = visitor.post("/occasions/built-in/constitution-day/hide")
    assert "还有 1 条通知等着在“国家宪法日”发" in refused.text
    with console.database.reading() as session:
        assert not hidden_days(session)


def test_a_running_process_goes_by_a_day_that_another_one_added(console: ConsoleTown):
    console.town.start()
    with console.database.writing() as session:
        act = Act("钱签发", console.now, town_times(session, console.town.settings))
        add_day(session, DayFacts("东街庙会", DayKind.LOCAL, "11月26日"), act)
        notice_for(session, console, "东街庙会")
    console.at(datetime(2026, 11, 26, 1, 0, 5, tzinfo=UTC))
    deadline = time.monotonic() + 20
    while not (runs := sent(console)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(runs) == 1
    with console.database.reading() as session:
        row = schedules(session)[0]
        assert (row.fault, row.next_slot) == ("", datetime(2027, 11, 26, 1, tzinfo=UTC))


def sent(console: ConsoleTown) -> list[int]:
    """The runs that were made."""
    with console.database.reading() as session:
        return [row.id or 0 for row in session.exec(select(Run))]


def notice_for(session, console: ConsoleTown, day: str) -> None:
    """A notice for a day at nine, through its whole review."""
    times = town_times(session, console.town.settings)
    wanted = facts(timing={"when": {"day": day, "at": "09:00"}})
    notice = draft(
        session,
        wanted,
        by=DRAFTER,
        now=console.now,
        standards=replace(standards(session), times=times),
        submit=True,
    )
    for name in (FIRST, SECOND, THIRD):
        approve(session, notice, by=name, now=console.now, steps_needed=3, times=times)


@pytest.mark.parametrize("phone", [False, True])
def test_a_day_is_added_at_a_desk_and_on_a_phone(console, console_browser, phone):
    page = console_browser(Role.PUBLISHER, phone=phone)
    page.goto("occasions")
    check_accessible(page)
    page.get_by_role("link", name="添加日子").first.click()
    page.get_by_label("名称").fill("东街庙会")
    page.get_by_label("每年哪一天").fill("下个月")
    page.get_by_text("看不懂“下个月”").wait_for()
    page.get_by_label("每年哪一天").fill("农历二月初二")
    page.get_by_text("接下来：2027年3月9日；2028年2月26日").wait_for()
    check_accessible(page)
    page.get_by_role("button", name="保存").click()
    page.get_by_text("下一次是2027年3月9日").wait_for()
    page.get_by_role("link", name="东街庙会").click()
    page.locator("summary", has_text="移除这一天").click()
    page.get_by_role("button", name="移除这一天").click()
    page.get_by_text("已移除“东街庙会”").wait_for()
