"""Writing notices in the console: whom, when, and what will come of it."""

import re

import pytest
from console_notices_to_write import form, notices, places, written
from console_town import ConsoleTown
from sqlmodel import select

from bot.people import Role
from jobs.schedule.runs import Run
from jobs.writing.notices import NoticeState
from knowledge.audit import AuditRow


@pytest.fixture
def drafter(console: ConsoleTown):
    return console.visitor(Role.DRAFTER)


def test_a_notice_is_written_and_handed_in(console, drafter):
    places(console)
    drafter.post("/notices/new", form())
    (notice,) = notices(console)
    assert (notice.title, notice.state, notice.drafted_by) == (
        "冬季用火要小心",
        NoticeState.REVIEW,
        "起小草",
    )
    assert notice.text == "天干物燥，出门前请关好电和气。\n有火情打119。"
    assert (notice.audience, notice.timing) == ({}, {"when": "now"})


def test_a_draft_is_kept_without_being_handed_in(console, drafter):
    places(console)
    drafter.post("/notices/new", form(do="draft"))
    assert [one.state for one in notices(console)] == [NoticeState.DRAFT]


def test_nobody_writes_to_the_whole_town_without_having_said_so(console, drafter):
    places(console)
    page = drafter.post("/notices/new", form(whom=""))
    assert page.status_code == 422
    assert "还没有选发给谁" in page.text
    assert not notices(console)


def test_some_without_anything_ticked_is_not_everybody(console, drafter):
    places(console)
    page = drafter.post("/notices/new", form(whom="some"))
    assert "还没有勾选网格、标签、渠道或群" in page.text
    assert not notices(console)


def test_what_was_typed_is_still_there_when_something_is_missing(console, drafter):
    place = places(console)
    page = drafter.post(
        "/notices/new",
        form(
            title="标题<还在>", whom="some", grid=[place["西街"]], when="weekly", week_day="星期三"
        ),
    )
    assert "还没有写几点发" in page.text
    assert "标题&lt;还在&gt;" in page.text
    assert re.search(rf'name="grid" value="{place["西街"]}" checked', page.text)
    assert re.search(r'name="week_day" value="星期三" checked', page.text)


def test_grids_tags_channels_and_groups_are_ticked_together(console, drafter):
    place = places(console)
    chosen = {
        "grid": [place["东街"], place["第一网格"]],
        "tag": ["老人"],
        "group": [place["东街一组"]],
        "channel": ["telegram"],
    }
    drafter.post("/notices/new", form(whom="some", **chosen))
    (notice,) = notices(console)
    assert notice.audience == {
        "grids": [place["东街"]],  # the grid inside it goes without saying
        "tags": ["老人"],
        "groups": [place["东街一组"]],
        "channels": ["telegram"],
    }


def test_a_schedule_is_kept_as_notice_files_say_it(console, drafter):
    places(console)
    drafter.post(
        "/notices/new",
        form(when="occasion", occasion="国家宪法日", before="3", at=["09:00", "", ""]),
    )
    assert notices(console)[0].timing == {"when": {"day": "国家宪法日", "at": "09:00", "before": 3}}


def test_something_grave_keeps_a_notice_from_review_but_not_from_being_kept(console, drafter):
    places(console)
    broken = form(text="请打（请填写电话）找我们。")
    page = drafter.post("/notices/new", broken)
    assert page.status_code == 422
    assert "还不能送审" in page.text
    drafter.post("/notices/new", broken | {"do": "draft"})
    assert [one.state for one in notices(console)] == [NoticeState.DRAFT]


def test_a_worker_writes_for_their_own_grids_only(console):
    place = places(console)
    worker = console.visitor(Role.WORKER)
    page = worker.get("/notices/new").text
    assert "东街" in page
    assert "西街" not in page
    refused = worker.post("/notices/new", form(whom="some", grid=[place["西街"]]))
    assert "网格员只能发给自己网格里的群" in refused.text
    everybody = worker.post("/notices/new", form(whom="all"))
    assert everybody.status_code == 422
    worker.post("/notices/new", form(whom="some", grid=[place["第一网格"]]))
    (notice,) = notices(console)
    assert (notice.drafted_by, notice.audience) == ("王网格", {"grids": [place["第一网格"]]})


def test_a_worker_finds_no_groups_of_others(console):
    places(console)
    worker, drafter = console.visitor(Role.WORKER), console.visitor(Role.DRAFTER)
    assert worker.get("/notices/groups?find_group=西街").json() == []
    assert [one["words"] for one in worker.get("/notices/groups?find_group=一组").json()] == [
        "东街一组（第一网格，Telegram 群）"
    ]
    assert len(drafter.get("/notices/groups?find_group=一组").json()) == 2


def test_a_worker_cannot_open_what_others_wrote(console):
    place = places(console)
    number = written(console, audience={"grids": [place["西街"]]})
    worker = console.visitor(Role.WORKER)
    for path in (f"/notices/{number}/edit", f"/notices/{number}/copy"):
        assert worker.get(path).status_code == 404
    assert worker.post(f"/notices/{number}/edit", form(changes="0")).status_code == 404
    assert worker.post("/notices/preview", form(notice=number)).status_code == 404


def test_the_preview_shows_every_channel_the_count_and_the_dates(console, drafter):
    places(console)
    daily = form(when="daily", at=["06:00"], part="effect", do="preview")
    page = drafter.post("/notices/preview", daily).text
    assert "会发到 3 个群" in page
    assert "约 200 人" in page
    assert "有 1 个群没有登记人数" in page
    assert "2026年11月26日 06:00 周四" in page
    assert "免打扰时段，改到 07:00" in page
    assert page.count("<li>2026年") == 10
    for channel in ("Telegram 群", "企业微信群"):
        assert channel in page
    assert "城关镇 2026年11月25日" in page  # the signature, as it will be sent
    assert not notices(console)


def test_the_preview_says_what_is_amiss_in_plain_sentences(console, drafter):
    places(console)
    amiss = form(text="请拨打 12399，身份证 110101199003071234 带上。", part="effect", whom="")
    page = drafter.post("/notices/preview", amiss).text
    assert "不在热线表里" in page
    assert "写了个人号码" in page
    assert "还没有选发给谁" in page


def test_without_scripts_the_preview_is_the_whole_page_with_what_was_typed(console, drafter):
    places(console)
    page = drafter.post("/notices/preview", form(do="preview")).text
    assert 'id="compose"' in page
    assert 'value="冬季用火要小心"' in page
    assert "会发到 3 个群" in page


def test_nothing_that_is_typed_becomes_markup(console, drafter):
    places(console)
    evil = '"><script>alert(1)</script>'
    for page in (
        drafter.post("/notices/preview", form(title=evil, text=evil, pool=evil, find_group=evil)),
        drafter.post("/notices/preview", form(title=evil, text=evil, part="effect")),
        drafter.get("/notices/library", params={"q": evil}),
    ):
        assert "<script>alert" not in page.text


def test_writing_is_on_record(console, drafter):
    places(console)
    drafter.post("/notices/new", form())
    with console.database.reading() as session:
        rows = session.exec(select(AuditRow).where(AuditRow.subject == "notice:1"))
        assert [(row.action, row.by) for row in rows] == [("draft", "起小草"), ("submit", "起小草")]
        assert not session.exec(select(Run)).all()
