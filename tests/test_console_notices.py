"""Notices in the console: what each page says and does for whom."""

import re
from datetime import timedelta

import mailings
import pytest
from console_town import ConsoleTown
from notice_desk import CHIEF, DRAFTER, PUBLISHER, REVIEWER, WORKER, NoticeDesk
from noticing import facts, standards
from sqlmodel import select

from bot.people import Role
from jobs.delivery.deliveries import Delivery, State
from jobs.writing.emergencies import emergency
from jobs.writing.notices import Notice, NoticeState
from jobs.writing.stopping import pause


@pytest.fixture
def desk(console: ConsoleTown) -> NoticeDesk:
    """A console with grids and groups."""
    return NoticeDesk(console)


def lead(page: str) -> str:
    """The first sentence of a page."""
    found = re.search(r'<p class="lead-line">(.*?)</p>', page, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[1]).strip()


def notice(desk: NoticeDesk, number: int) -> Notice:
    """A notice as it is now."""
    with desk.database.reading() as session:
        return session.get_one(Notice, number)


def test_an_empty_list_teaches_where_to_begin(console: ConsoleTown) -> None:
    page = console.visitor(Role.DRAFTER).get("/notices").text
    assert "还没有通知。从“通知范本”选一条，或新建。" in page
    assert "/console/notices/library" in page


def test_the_list_says_how_each_stands_and_when_it_goes_next(desk: NoticeDesk) -> None:
    desk.drafted(title="只是草稿", submit=False)
    desk.drafted(title="等人审的")
    desk.approved(title="年底才发的", timing={"when": "2026-12-04 09:00"})
    page = desk.console.visitor(Role.DRAFTER).get("/notices").text
    for said in ("只是草稿", "等待一审", "将发出", "2026年12月4日 09:00", "找到 3 条"):
        assert said in page


def test_the_list_is_filtered_by_state_category_month_and_writer(desk: NoticeDesk) -> None:
    desk.approved(title="年底才发的", timing={"when": "2026-12-04 09:00"})
    desk.drafted(title="说反诈的", category="fraud")
    desk.drafted(title="网格员写的", by=WORKER, audience={"grids": [desk.east]})
    visitor = desk.console.visitor(Role.DRAFTER)
    for asked, only in {
        "state=coming": "年底才发的",
        "category=fraud": "说反诈的",
        "month=2026-12": "年底才发的",
        "q=反诈": "说反诈的",
    }.items():
        page = visitor.get(f"/notices?{asked}").text
        assert "找到 1 条" in page, asked
        assert only in page
    assert "网格员写的" not in visitor.get("/notices?mine=yes").text
    assert "请写成 2026-12 这样" in visitor.get("/notices?month=oops").text


def test_a_cancelled_notice_is_listed_only_where_it_is_asked_for(desk: NoticeDesk) -> None:
    number = desk.drafted(title="不要了")
    visitor = desk.console.visitor(Role.REVIEWER)
    visitor.post(f"/notices/{number}/cancel", {"changes": notice(desk, number).changes})
    assert "不要了" not in visitor.get("/notices").text.split("<form")[-1]
    assert "已取消" in visitor.get("/notices?state=cancelled").text


def test_many_notices_come_in_pages_that_keep_the_filter(desk: NoticeDesk) -> None:
    with desk.database.writing() as session:
        for number in range(45):
            mailings.notice(session, f"第{number}条", state=NoticeState.DRAFT)
    page = desk.console.visitor(Role.DRAFTER).get("/notices?state=draft&page=2").text
    assert "第 2 页，共 3 页，45 条" in page
    assert "state=draft&amp;page=3" in page


def test_a_worker_sees_own_notices_and_what_goes_to_own_groups(desk: NoticeDesk) -> None:
    mine = desk.drafted(title="自己写的", by=WORKER, audience={"grids": [desk.east]})
    theirs = desk.drafted(title="还在审的")
    west = desk.approved(title="只给西街的", audience={"grids": [desk.west]})
    everybody = desk.approved(title="给全镇的", timing={"when": "2026-12-04 09:00"})
    visitor = desk.console.visitor(Role.WORKER)
    page = visitor.get("/notices").text
    assert "自己写的" in page
    assert "给全镇的" in page
    assert "还在审的" not in page
    assert "只给西街的" not in page
    assert visitor.get(f"/notices/{mine}").status_code == 200
    assert visitor.get(f"/notices/{everybody}").status_code == 200
    for hidden in (theirs, west):
        for path in ("", "/report", "/progress", "/report.xlsx"):
            assert visitor.get(f"/notices/{hidden}{path}").status_code == 404


def test_a_worker_reads_no_report_of_groups_of_others(desk: NoticeDesk) -> None:
    number = desk.approved(title="给全镇的")
    desk.sent(number, (desk.east_group, State.SENT), (desk.west_group, State.FAILED))
    visitor = desk.console.visitor(Role.WORKER)
    page = visitor.get(f"/notices/{number}").text
    assert "东街一组" in page
    assert "西街一组" not in page
    assert visitor.get(f"/notices/{number}/report").status_code == 403
    assert visitor.get(f"/notices/{number}/report.xlsx").status_code == 403
    assert visitor.post(f"/notices/{number}/retry").status_code == 403


def test_the_first_line_says_who_has_to_do_what(desk: NoticeDesk) -> None:
    drafter, reviewer = (desk.console.visitor(one) for one in (Role.DRAFTER, Role.REVIEWER))
    draft, review = desk.drafted(submit=False), desk.drafted(title="等人审的")
    back = desk.returned(title="退回来的")
    assert lead(drafter.get(f"/notices/{draft}").text) == (
        "这还是草稿，谁也收不到。请您写好以后送审。"
    )
    assert lead(drafter.get(f"/notices/{review}").text) == (
        f"等待一审，要由{REVIEWER}、{PUBLISHER}、{CHIEF}中的一位来办。"
    )
    assert lead(reviewer.get(f"/notices/{review}").text).startswith("等您一审：看过以后点“通过”")
    assert lead(drafter.get(f"/notices/{back}").text) == (
        f"{REVIEWER}退回了这一稿：“请写明电话”。请您改好再送审。"
    )
    assert lead(reviewer.get(f"/notices/{back}").text).endswith(f"请{DRAFTER}改好再送审。")


def test_where_nobody_can_take_the_last_step_the_page_says_so(desk: NoticeDesk) -> None:
    number = desk.passed(desk.drafted(), PUBLISHER, CHIEF)
    page = desk.console.visitor(Role.DRAFTER).get(f"/notices/{number}").text
    assert lead(page) == "等待三审，可是没有人能做：请管理员再加一位签发人。"


def test_a_notice_goes_through_its_review_step_by_step(desk: NoticeDesk) -> None:
    number = desk.drafted(timing={"when": "2026-12-04 09:00"})
    for role, said in (
        (Role.REVIEWER, "一审通过，还要二审"),
        (Role.ADMINISTRATOR, "二审通过，还要三审"),
        (Role.PUBLISHER, "三审通过。"),
    ):
        seen = {"changes": notice(desk, number).changes, "remark": "可以"}
        page = desk.console.visitor(role).post(f"/notices/{number}/pass", seen)
        assert page.status_code == 200
        assert said in page.text
    assert notice(desk, number).state == NoticeState.APPROVED
    page = desk.console.visitor(Role.DRAFTER).get(f"/notices/{number}").text
    assert lead(page) == "下次发出：2026年12月4日 09:00。"
    assert "三审通过（第 1 稿）" in page


def test_sending_back_needs_a_remark_and_keeps_what_was_typed(desk: NoticeDesk) -> None:
    number = desk.drafted()
    visitor = desk.console.visitor(Role.REVIEWER)
    changes = notice(desk, number).changes
    refused = visitor.post(f"/notices/{number}/return", {"changes": changes, "remark": " "})
    assert refused.status_code == 422
    assert "退回要写明意见" in refused.text
    stale = visitor.post(f"/notices/{number}/return", {"changes": 99, "remark": "请写明电话"})
    assert stale.status_code == 403
    assert "刚刚被别人处理过" in stale.text
    assert "请写明电话" in stale.text
    done = visitor.post(f"/notices/{number}/return", {"changes": changes, "remark": "请写明电话"})
    assert f"已退回给{DRAFTER}" in done.text
    assert notice(desk, number).state == NoticeState.DRAFT


def test_only_what_a_person_may_do_is_offered_and_taken(desk: NoticeDesk) -> None:
    number = desk.drafted()
    offered = {
        Role.DRAFTER: {"cancel"},
        Role.REVIEWER: {"pass", "return", "cancel"},
        Role.PUBLISHER: {"pass", "return", "cancel"},
    }
    for role, acts in offered.items():
        page = desk.console.visitor(role).get(f"/notices/{number}").text
        assert set(re.findall(r"confirm act-(\w+)", page)) == acts
    for act in ("pass", "return", "resume", "recall"):
        assert (
            desk.console.visitor(Role.DRAFTER).post(f"/notices/{number}/{act}").status_code == 403
        )
    again = desk.passed(desk.drafted(title="另一条"), REVIEWER)
    page = desk.console.visitor(Role.REVIEWER).get(f"/notices/{again}").text
    assert "act-pass" not in page


def test_a_draft_is_handed_in_from_its_page(desk: NoticeDesk) -> None:
    number = desk.drafted(submit=False)
    page = desk.console.visitor(Role.DRAFTER).post(f"/notices/{number}/submit", {"changes": 0})
    assert "已经送审" in page.text
    assert notice(desk, number).state == NoticeState.REVIEW


def test_a_notice_is_paused_resumed_and_cancelled(desk: NoticeDesk) -> None:
    number = desk.approved(timing={"when": {"every": "day", "at": "09:00"}})
    publisher = desk.console.visitor(Role.PUBLISHER)
    held = publisher.post(f"/notices/{number}/pause", {"changes": notice(desk, number).changes})
    assert lead(held.text).startswith("已经暂停，到了时间也不发")
    on = publisher.post(f"/notices/{number}/resume", {"changes": notice(desk, number).changes})
    assert lead(on.text) == "下次发出：2026年11月26日 09:00。"
    gone = publisher.post(f"/notices/{number}/cancel", {"changes": notice(desk, number).changes})
    assert lead(gone.text) == "已经取消，一个群也没有收到，不用做什么。"


def test_ten_coming_dates_are_shown_with_what_quiet_hours_do_to_them(desk: NoticeDesk) -> None:
    number = desk.approved(timing={"when": {"every": "day", "at": "23:00"}})
    page = desk.console.visitor(Role.DRAFTER).get(f"/notices/{number}").text
    assert "接下来 10 次" in page
    assert "免打扰时段，改到 2026年11月26日 07:00" in page


def test_resuming_lets_go_what_was_held_in_the_midst_of_sending(desk: NoticeDesk) -> None:
    number = desk.approved()
    desk.sent(number, (desk.east_group, State.SENT), (desk.west_group, State.PENDING))
    with desk.database.writing() as session:
        pause(session, session.get_one(Notice, number), by=REVIEWER, now=desk.now)
    publisher = desk.console.visitor(Role.PUBLISHER)
    publisher.post(f"/notices/{number}/resume", {"changes": notice(desk, number).changes})
    with desk.database.reading() as session:
        found = select(Delivery.due_at).where(Delivery.group_id == desk.west_group)
        assert session.exec(found).one() is not None


def test_recalling_leads_to_the_correction_that_has_to_be_filled_in(desk: NoticeDesk) -> None:
    number = desk.approved(title="发错了")
    desk.sent(number, (desk.chat, State.FORWARDED))
    publisher = desk.console.visitor(Role.PUBLISHER)
    page = publisher.post(f"/notices/{number}/recall", {"changes": notice(desk, number).changes})
    assert "更正：发错了" in page.text
    assert "有 1 个群删不掉" in page.text


def test_the_progress_says_how_far_the_sending_is(desk: NoticeDesk) -> None:
    number = desk.approved()
    visitor = desk.console.visitor(Role.DRAFTER)
    assert visitor.get(f"/notices/{number}/progress").json()["running"] is False
    desk.sent(number, (desk.east_group, State.SENT), (desk.west_group, State.PENDING))
    far = visitor.get(f"/notices/{number}/progress").json()
    assert far["running"]
    assert far["percent"] == 50
    assert far["said"].startswith("正在发送：2 个群里已经处理 1 个")


def test_a_report_counts_by_reason_and_village_and_names_who_missed_it(desk: NoticeDesk) -> None:
    number = desk.approved()
    desk.sent(
        number,
        (desk.east_group, State.SENT),
        (desk.west_group, State.FAILED),
        (desk.chat, State.AWAITING),
    )
    page = desk.console.visitor(Role.DRAFTER).get(f"/notices/{number}/report").text
    assert lead(page).startswith("应发 3 个群：已送达 1 个，没有发成 1 个，看下面的原因再重发")
    for said in ("机器人被移出了群", "还没有人确认转发", EAST_ROW, "西街一组"):
        assert said in page


EAST_ROW = "<td>东街</td>"


def test_each_sending_has_a_report_of_its_own(desk: NoticeDesk) -> None:
    number = desk.approved()
    old = desk.sent(number, (desk.east_group, State.FAILED), slot=desk.now - timedelta(days=2))
    desk.sent(number, (desk.east_group, State.SENT))
    other = desk.sent(desk.approved(title="另一条"), (desk.east_group, State.SENT))
    visitor = desk.console.visitor(Role.DRAFTER)
    assert "已送达 1 个，不用做什么" in lead(visitor.get(f"/notices/{number}/report").text)
    assert "没有发成 1 个" in lead(visitor.get(f"/notices/{number}/report?run={old}").text)
    assert visitor.get(f"/notices/{number}/report?run={other}").status_code == 404


def test_a_report_is_saved_as_an_excel_file(desk: NoticeDesk) -> None:
    number = desk.approved()
    desk.sent(number, (desk.east_group, State.SENT))
    file = desk.console.visitor(Role.DRAFTER).get(f"/notices/{number}/report.xlsx")
    assert file.content.startswith(b"PK")
    assert "attachment" in file.headers["content-disposition"]


def test_what_failed_is_sent_again_and_nothing_else(desk: NoticeDesk) -> None:
    number = desk.approved()
    desk.sent(number, (desk.east_group, State.SENT), (desk.west_group, State.FAILED))
    visitor = desk.console.visitor(Role.DRAFTER)
    page = visitor.post(f"/notices/{number}/retry", {"changes": notice(desk, number).changes})
    assert "正在给 1 个群重发。" in page.text
    with desk.database.reading() as session:
        due = select(Delivery.group_id).where(Delivery.due_at.is_not(None))
        assert session.exec(due).all() == [desk.west_group]
    assert visitor.post(f"/notices/{number}/retry").status_code == 403


def test_the_queue_shows_what_is_mine_and_whom_the_rest_waits_for(desk: NoticeDesk) -> None:
    desk.passed(desk.drafted(title="一审过的"), REVIEWER)
    desk.drafted(title="等我审的")
    page = desk.console.visitor(Role.REVIEWER).get("/notices/review").text
    mine, others = page.split("等别人审的")
    assert lead(page) == "有 1 条等您审，从第一条开始，审完一条会回到这里。"
    assert "等我审的" in mine
    assert "一审过的" in others
    assert f"二审：{PUBLISHER}、{CHIEF}中的一位" in others


def test_after_a_step_the_queue_comes_back_while_it_holds_anything(desk: NoticeDesk) -> None:
    first, second = desk.drafted(title="第一条"), desk.drafted(title="第二条")
    visitor = desk.console.visitor(Role.REVIEWER)
    for number, ends in ((first, "/notices/review"), (second, f"/notices/{second}")):
        page = visitor.post(f"/notices/{number}/pass", {"changes": notice(desk, number).changes})
        assert page.url.path == f"/console{ends}"


def test_whatever_is_written_is_shown_as_text(desk: NoticeDesk) -> None:
    evil = "<script>alert(1)</script>"
    number = desk.returned(remark=f"改{evil}", title=f"题{evil}", text=f"文{evil}\n有火情打119。")
    visitor = desk.console.visitor(Role.DRAFTER)
    for path in ("/notices", f"/notices/{number}", f"/notices/{number}/report", "/"):
        page = visitor.get(path).text
        assert evil not in page
    assert "文&lt;script&gt;" in visitor.get(f"/notices/{number}").text


def test_an_emergency_that_went_out_waits_for_its_review_afterwards(desk: NoticeDesk) -> None:
    with desk.database.writing() as session:
        row = emergency(
            session,
            facts(title="停电抢修"),
            by=PUBLISHER,
            reason="变压器着火",
            now=desk.now,
            standards=standards(session),
        )
        number = row.id
    desk.sent(number, (desk.east_group, State.SENT))
    visitor = desk.console.visitor(Role.REVIEWER)
    page = visitor.get(f"/notices/{number}").text
    assert lead(page).startswith("紧急通知已经发出，等您一审")
    assert "变压器着火" in page
    assert "紧急，已发出" in visitor.get("/notices/review").text
    seen = {"changes": notice(desk, number).changes, "remark": "地点写错了"}
    back = visitor.post(f"/notices/{number}/return", seen)
    assert "补审没有通过，已经起草一条更正" in back.text
    assert "更正：停电抢修" in visitor.get("/notices").text
