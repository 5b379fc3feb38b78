"""Writing notices anew in the console: other wordings, two at once, copies, templates."""

import re

import pytest
from console_notices_to_write import form, hidden, notices, places, written
from console_town import ConsoleTown

from bot.people import Role
from jobs.writing.notices import NoticeState, Step, find_notice


@pytest.fixture
def drafter(console: ConsoleTown):
    return console.visitor(Role.DRAFTER)


def test_another_wording_is_saved_and_the_review_begins_anew(console, drafter):
    places(console)
    number = written(console, state="review")
    page = drafter.get(f"/notices/{number}/edit").text
    drafter.post(
        f"/notices/{number}/edit",
        form(title="新的标题", changes=hidden(page, "changes"), seen=hidden(page, "seen")),
    )
    (notice,) = notices(console)
    assert (notice.title, notice.version, notice.state) == ("新的标题", 2, NoticeState.REVIEW)


def test_a_time_that_the_form_cannot_say_survives_an_edit(console, drafter):
    places(console)
    raw = {"when": "30 8 1,15 * *"}
    number = written(console, timing=raw)
    page = drafter.get(f"/notices/{number}/edit").text
    assert "保持原来的：每月1日、15日 08:30" in page
    drafter.post(
        f"/notices/{number}/edit",
        form(title="新的标题", when="kept", changes=hidden(page, "changes")),
    )
    (notice,) = notices(console)
    assert (notice.title, notice.timing) == ("新的标题", raw)


def test_the_second_saver_sees_the_first_ones_change_and_loses_nothing(console):
    places(console)
    number = written(console, title="原来的标题", text="原来的正文。\n有火情打119。")
    first, second = console.visitor(Role.DRAFTER), console.visitor(Role.REVIEWER)
    page = second.get(f"/notices/{number}/edit").text
    opened = {"changes": hidden(page, "changes"), "seen": hidden(page, "seen"), "do": "draft"}
    first.post(
        f"/notices/{number}/edit",
        form(**opened | {"title": "别人的标题", "text": "原来的正文。\n有火情打119。"}),
    )
    mine = form(**opened | {"title": "原来的标题", "text": "我的正文。\n有火情打119。"})
    conflict = second.post(f"/notices/{number}/edit", mine)
    assert conflict.status_code == 403
    assert "起小草 先一步改了内容" in conflict.text
    assert "别人的标题" in conflict.text
    assert "我的正文。" in conflict.text
    # The title I did not touch is offered as the other left it, the text as I wrote it.
    assert re.search(r'name="take_title" value="theirs" checked', conflict.text)
    assert re.search(r'name="take_text" value="mine" checked', conflict.text)
    looked = mine | {"changes": hidden(conflict.text, "changes"), "notice": number}
    looked |= {"take_title": "theirs", "take_text": "mine", "do": "preview"}
    again = second.post("/notices/preview", looked).text  # looking at it loses no choice
    assert re.search(r'name="take_title" value="theirs" checked', again)
    assert '<p class="head">别人的标题</p>' in again
    second.post(
        f"/notices/{number}/edit",
        mine
        | {
            "changes": hidden(conflict.text, "changes"),
            "take_title": "theirs",
            "take_text": "mine",
        },
    )
    (notice,) = notices(console)
    assert (notice.title, notice.text) == ("别人的标题", "我的正文。\n有火情打119。")


def test_a_form_that_does_not_say_what_was_seen_overwrites_nothing(console, drafter):
    places(console)
    number = written(console)
    assert drafter.post(f"/notices/{number}/edit", form()).status_code == 403
    assert notices(console)[0].version == 1


def test_what_is_cancelled_or_went_out_as_an_emergency_is_not_written_anew(console, drafter):
    places(console)
    for changed in ({"state": "cancelled"}, {"state": "approved", "emergency_reason": "山洪"}):
        number = written(console, **changed)
        assert drafter.get(f"/notices/{number}/edit").status_code == 403


def test_whoever_mends_what_was_sent_back_reads_why(console, drafter):
    places(console)
    drafter.post("/notices/new", form())
    number = notices(console)[0].id
    with console.database.writing() as session:
        notice = find_notice(session, number)
        notice.state = NoticeState.DRAFT
        session.add(
            Step(
                notice_id=number,
                version=1,
                passed=False,
                by="沈审核",
                remark="热线写错了",
                at=console.now,
            )
        )
    page = drafter.get(f"/notices/{number}/edit").text
    assert "按退回的意见改好，再送审。" in page
    assert "热线写错了" in page


def test_a_copy_begins_with_the_old_words_and_asks_for_a_new_time(console, drafter):
    place = places(console)
    number = written(
        console,
        title="去年的通知",
        state="approved",
        audience={"grids": [place["东街"]]},
        timing={"when": "2025-12-01 09:00"},
    )
    page = drafter.get(f"/notices/{number}/copy").text
    assert 'value="去年的通知"' in page
    assert re.search(rf'name="grid" value="{place["东街"]}" checked', page)
    refused = drafter.post("/notices/new", form(copied=number, when=""))
    assert "还没有选什么时候发" in refused.text
    drafter.post("/notices/new", form(copied=number))
    assert len(notices(console)) == 2


def test_a_template_fills_the_sheet_and_leaves_the_audience_to_be_chosen(console, drafter):
    page = drafter.get("/notices/new?starter=fraud-police").text
    assert 'value="假公检法来电马上挂"' in page
    assert re.search(r'<option value="fraud" selected', page)
    assert not re.search(r'name="whom" value="all" checked', page)
    assert drafter.get("/notices/new?starter=nothing").status_code == 404


def test_a_day_of_the_calendar_is_the_time_of_a_new_notice(drafter):
    page = drafter.get("/notices/new?day=2026-12-04").text
    assert re.search(r'<option value="once" selected', page)
    assert 'value="2026-12-04"' in page
    assert 'value="09:00"' in page
    assert drafter.get("/notices/new?day=2020-12-04").status_code == 422
    today = drafter.get("/notices/new?day=2026-11-25").text  # it is noon
    assert 'value="13:00"' in today
    page = drafter.get("/notices/new?occasion=国家宪法日").text
    assert re.search(r'<option value="国家宪法日" selected', page)
