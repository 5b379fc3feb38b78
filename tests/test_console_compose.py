"""Writing notices in the console: new ones, other wordings, copies, emergencies."""

import re

import pytest
from console_notices_to_write import form, notices, places, written
from console_town import ConsoleTown

from bot.people import Role
from jobs.schedule.runs import Run
from jobs.writing.notices import NoticeState, find_notice
from knowledge.audit import AuditRow


@pytest.fixture
def drafter(console: ConsoleTown):
    return console.visitor(Role.DRAFTER)


def hidden(page: str, name: str) -> str:
    """What a hidden field of a page holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]


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
        from jobs.writing.notices import Step

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
    assert drafter.get("/notices/new?day=2020-12-04").status_code == 422
    page = drafter.get("/notices/new?occasion=国家宪法日").text
    assert re.search(r'<option value="国家宪法日" selected', page)


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


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "000002000001e221bc330000000049454e44ae426082"
)


def test_a_picture_is_brought_shown_and_kept(console, drafter):
    places(console)
    file = {"picture_file": ("a.png", PIXEL, "image/png")}
    brought = drafter.post("/notices/pictures", files=file).json()
    path = brought["address"].removeprefix("/console")
    shown = drafter.get(path)
    assert (shown.content, shown.headers["content-type"]) == (PIXEL, "image/png")
    assert console.visitor(Role.REVIEWER).get(path).status_code == 404
    drafter.post("/notices/new", form(picture=brought["picture"]))
    assert notices(console)[0].picture_id


def test_a_picture_comes_with_the_form_where_no_script_brings_it(console, drafter):
    places(console)
    drafter.post("/notices/new", form(), files={"picture_file": ("a.png", PIXEL, "image/png")})
    assert notices(console)[0].picture_id


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"GIF89a", "PNG 或 JPEG"), (PIXEL + b"0" * 2**21, "最多 2 MB")]
)
def test_what_groups_cannot_show_is_refused(console, drafter, content, sentence):
    file = {"picture_file": ("a.png", content, "image/png")}
    refused = drafter.post("/notices/pictures", files=file, headers={"accept": "application/json"})
    assert refused.status_code == 422
    assert sentence in refused.json()["detail"]


def test_nobody_names_a_picture_that_was_not_shown_to_them(console, drafter):
    places(console)
    page = drafter.post("/notices/new", form(picture="1"))
    assert "没有这张图片" in page.text


def test_an_emergency_names_the_number_of_groups_before_it_goes(console):
    places(console)
    publisher = console.visitor(Role.PUBLISHER)
    urgent = {key: value for key, value in form().items() if key not in ("when", "do")}
    assert "请写明为什么不能等审核" in publisher.post("/notices/urgent", urgent).text
    urgent["reason"] = "县里通知，山洪一小时内到"
    asked = publisher.post("/notices/urgent", urgent).text
    assert "马上发给 3 个群" in asked
    assert "夜里也发" in asked
    assert not notices(console)
    publisher.post("/notices/urgent", urgent | {"confirmed": "2"})
    assert not notices(console)  # it was not the number of now
    publisher.post("/notices/urgent", urgent | {"confirmed": "3"})
    (notice,) = notices(console)
    assert (notice.state, notice.category) == (NoticeState.APPROVED, "emergency")
    assert notice.emergency_reason == "县里通知，山洪一小时内到"


def test_a_notice_that_cannot_wait_is_sent_as_an_emergency_in_its_own_words(console):
    places(console)
    number = written(console, title="等不及的通知", timing={"when": "2025-12-01 09:00"})
    page = console.visitor(Role.PUBLISHER).get(f"/notices/urgent?copied={number}").text
    assert 'value="等不及的通知"' in page
    assert "还没有选什么时候发" not in page


def test_an_emergency_that_is_gravely_wrong_is_not_even_asked_about(console):
    places(console)
    publisher = console.visitor(Role.PUBLISHER)
    page = publisher.post(
        "/notices/urgent", form(text="请打（请填写电话）。", reason="急", confirmed="3")
    )
    assert page.status_code == 422
    assert not notices(console)


def test_only_publishers_send_emergencies(console):
    for role in (Role.WORKER, Role.DRAFTER, Role.REVIEWER):
        visitor = console.visitor(role)
        assert visitor.get("/notices/urgent").status_code == 403
        assert visitor.post("/notices/urgent", form(reason="急")).status_code == 403


def test_writing_is_on_record(console, drafter):
    places(console)
    drafter.post("/notices/new", form())
    with console.database.reading() as session:
        from sqlmodel import select

        rows = session.exec(select(AuditRow).where(AuditRow.subject == "notice:1"))
        assert [(row.action, row.by) for row in rows] == [("draft", "起小草"), ("submit", "起小草")]
        assert not session.exec(select(Run)).all()


def test_the_library_is_searched_by_words_kind_and_occasion(drafter):
    page = drafter.get("/notices/library").text
    assert "162 条范本" in page
    assert page.index("国家宪法日") < page.index("国际禁毒日")  # what comes soon is first
    assert "假公检法来电马上挂" in drafter.get("/notices/library?q=公检法").text
    found = drafter.get("/notices/library?category=fraud&q=刷单").text
    assert "刷单先垫钱就是骗" in found
    assert "讨薪" not in found
    assert "/console/notices/new?starter=fraud-brush" in found
    assert "国家宪法日：2026年12月4日" in drafter.get("/notices/library?when=国家宪法日").text
    assert "没有找到这样的范本" in drafter.get("/notices/library?q=没有的词").text
