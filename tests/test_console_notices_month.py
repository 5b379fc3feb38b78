"""The month of notices in the console, and what is forwarded to WeChat groups."""

import re
from datetime import timedelta

import mailings
import pytest
from console_town import ConsoleTown
from notice_desk import DRAFTER, WORKER, NoticeDesk
from sqlmodel import select

from bot.people import Role
from jobs.delivery.deliveries import Delivery, State
from jobs.places.groups import Channel


@pytest.fixture
def desk(console: ConsoleTown) -> NoticeDesk:
    """A console with grids and groups."""
    return NoticeDesk(console)


def day(page: str, number: int) -> str:
    """What stands on one day of the month."""
    found = re.search(rf'aria-labelledby="d{number}">(.*?)</section>', page, re.DOTALL)
    assert found
    return found[1]


def test_the_month_shows_days_of_publicity_and_what_goes_out_on_them(desk: NoticeDesk) -> None:
    desk.approved(title="宪法日讲座", timing={"when": {"day": "国家宪法日", "at": "09:00"}})
    desk.drafted(title="还在审的", timing={"when": "2026-12-05 10:00"})
    page = desk.console.visitor(Role.DRAFTER).get("/notices/month?month=2026-12").text
    fourth = day(page, 4)
    assert "国家宪法日" in fourth
    assert "<time>09:00</time> 宪法日讲座" in fourth
    assert "将发出" in fourth
    assert "审核中" in day(page, 5)
    assert "治理欠薪冬季行动：2026年11月1日到2027年2月5日" in page
    assert "宪法宣传周" in page


def test_a_click_on_a_day_writes_a_notice_for_it(desk: NoticeDesk) -> None:
    visitor = desk.console.visitor(Role.DRAFTER)
    page = visitor.get("/notices/month").text
    assert 'href="/console/notices/new?day=2026-11-25"' in day(page, 25)
    assert "/notices/new" not in day(page, 24)
    assert "今天" in day(page, 25)
    assert "2026-11-25" in visitor.get("/notices/new?day=2026-11-25").text


def test_months_lead_to_the_ones_beside_them_over_the_years_end(console: ConsoleTown) -> None:
    page = console.visitor(Role.DRAFTER).get("/notices/month?month=2026-12").text
    assert "month=2026-11" in page
    assert "month=2027-01" in page
    for wrong in ("2026-13", "oops", "1999-12"):
        assert console.visitor(Role.DRAFTER).get(f"/notices/month?month={wrong}").status_code == 422


def test_what_the_quiet_hours_move_stands_on_the_day_it_goes(desk: NoticeDesk) -> None:
    desk.approved(title="夜里定的", timing={"when": "2026-11-30 23:00"})
    page = desk.console.visitor(Role.DRAFTER).get("/notices/month?month=2026-12").text
    assert "<time>07:00</time> 夜里定的" in day(page, 1)


def test_the_past_of_a_month_shows_what_became_of_it(desk: NoticeDesk) -> None:
    number = desk.approved(title="发过的", timing={"when": "2026-12-30 09:00"})
    desk.sent(number, (desk.east_group, State.SENT), slot=desk.now - timedelta(days=3))
    page = desk.console.visitor(Role.DRAFTER).get("/notices/month").text
    assert "已发出" in day(page, 22)


def test_a_worker_sees_in_the_month_only_what_concerns_their_groups(desk: NoticeDesk) -> None:
    timing = {"when": "2026-12-04 09:00"}
    desk.approved(title="给西街的", timing=timing, audience={"grids": [desk.west]})
    desk.approved(title="给东街的", timing=timing, audience={"grids": [desk.east]})
    page = desk.console.visitor(Role.WORKER).get("/notices/month?month=2026-12").text
    assert "给东街的" in page
    assert "给西街的" not in page


def delivery_to(desk: NoticeDesk, group: int) -> int:
    """The delivery of the newest sending to a group."""
    with desk.database.reading() as session:
        return session.exec(select(Delivery.id).where(Delivery.group_id == group)).one() or 0


def test_a_worker_copies_the_words_and_says_that_they_are_in_the_group(desk: NoticeDesk) -> None:
    desk.sent(desk.approved(title="停水通知"), (desk.chat, State.AWAITING))
    visitor, number = desk.console.visitor(Role.WORKER), delivery_to(desk, desk.chat)
    page = visitor.get("/notices/forwards").text
    assert "停水通知\n\n出门前请关好火源。\n城关镇 2026年11月25日</textarea>" in page
    done = visitor.post(f"/notices/forwards/{number}/confirm")
    assert "记下了，“东街邻里群”已经转发。" in done.text
    again = visitor.post(f"/notices/forwards/{number}/confirm")
    assert f"{WORKER}已经确认过“东街邻里群”了。" in again.text


def test_staff_confirm_what_a_worker_told_them_on_the_telephone(desk: NoticeDesk) -> None:
    with desk.database.writing() as session:
        lost = mailings.group(session, "西街邻里群", place=desk.west, channel=Channel.WECHAT)
    desk.sent(desk.approved(), (desk.chat, State.AWAITING), (lost, State.AWAITING))
    visitor = desk.console.visitor(Role.DRAFTER)
    page = visitor.get("/notices/forwards").text
    assert "没有网格员的群" in page
    assert f"{WORKER}：1 个群没有确认，没有绑定聊天，收不到提醒" in page
    visitor.post(f"/notices/forwards/{delivery_to(desk, desk.chat)}/confirm")
    with desk.database.reading() as session:
        row = session.get_one(Delivery, delivery_to(desk, desk.chat))
        assert (row.state, row.forwarded_by) == (State.FORWARDED, DRAFTER)


def test_a_worker_confirms_nothing_for_groups_of_others(desk: NoticeDesk) -> None:
    with desk.database.writing() as session:
        lost = mailings.group(session, "西街邻里群", place=desk.west, channel=Channel.WECHAT)
    desk.sent(desk.approved(), (lost, State.AWAITING))
    visitor = desk.console.visitor(Role.WORKER)
    answer = visitor.post(f"/notices/forwards/{delivery_to(desk, lost)}/confirm")
    assert answer.status_code == 404
    assert "西街邻里群" not in visitor.get("/notices/forwards").text
