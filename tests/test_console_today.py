"""The first page of the console: what waits for whom, what goes out today, and yesterday."""

import re
from datetime import date, timedelta

import mailings
import pytest
from builders import faq, faqs, put
from console_town import ConsoleTown
from notice_desk import CHIEF, DRAFTER, PUBLISHER, REVIEWER, WORKER, NoticeDesk
from sqlmodel import select

from bot.people import Role, list_staff
from jobs.delivery.deliveries import State
from jobs.places.groups import deactivate
from jobs.records.alerts import raise_alert
from jobs.records.exchanges import Exchange
from jobs.records.gaps import Gap
from jobs.records.handovers import hand_over
from knowledge.entry_review import hand_in
from knowledge.starter_files import EDITION
from knowledge.tables import Entry, Source


@pytest.fixture
def desk(console: ConsoleTown) -> NoticeDesk:
    """A console with grids and groups."""
    return NoticeDesk(console)


def first_line(page: str) -> str:
    """The sentence at the top."""
    found = re.search(r'<p class="lead-line">(.*?)</p>', page, re.DOTALL)
    assert found
    return re.sub(r"<[^>]+>", "", found[1]).strip()


def tasks(page: str) -> list[str]:
    """What waits, in order."""
    return re.findall(r'<b class="task-\w+">(.*?)</b>', page)


def asked(desk: NoticeDesk, kind: str, *, days: int = 1) -> None:
    """A question that somebody asked."""
    with desk.database.writing() as session:
        session.add(
            Exchange(
                id=f"{kind}-{days}",
                channel="web",
                conversation="web:1",
                question="怎么离婚",
                kind=kind,
                confidence=0.9,
                asked_at=desk.now - timedelta(days=days),
            )
        )


def test_a_day_without_anything_is_friendly(console: ConsoleTown) -> None:
    page = console.visitor(Role.WORKER).get("/").text
    assert first_line(page) == "没有等您办的事，可以为下个宣传日子写条通知。"
    assert "都办完了，歇口气。" in page
    assert "今天没有要发的通知。" in page


def test_danger_comes_first_then_what_somebody_waits_for_today(desk: NoticeDesk) -> None:
    desk.drafted(title="等人审的")
    with desk.database.writing() as session:
        now = desk.now
        raise_alert(session, "fire", excerpt="着火了", channel="web", conversation="web:1", at=now)
        hand_over(
            session,
            "e1",
            question="低保怎么办",
            channel="web",
            conversation="web:1",
            contact="",
            now=now,
        )
        session.add(Gap(key="k", question="怎么办公交卡", first_at=now, last_at=now))
    page = desk.console.visitor(Role.REVIEWER).get("/").text
    assert first_line(page) == "先办这件：1 条危险警报。"
    assert tasks(page)[:4] == [
        "1 条危险警报",
        "1 个居民转来的问题",
        "1 条通知等您审核",
        "1 个问题还没有答案",
    ]


def test_each_role_sees_only_what_it_can_do(desk: NoticeDesk) -> None:
    desk.passed(desk.drafted(), REVIEWER, CHIEF)
    assert "1 条通知等您审核" in tasks(desk.console.visitor(Role.PUBLISHER).get("/").text)
    for role in (Role.WORKER, Role.DRAFTER, Role.REVIEWER, Role.ADMINISTRATOR):
        assert "审核" not in "".join(tasks(desk.console.visitor(role).get("/").text))


def test_a_step_that_nobody_can_take_is_the_administrators_concern(desk: NoticeDesk) -> None:
    desk.passed(desk.drafted(), PUBLISHER, CHIEF)
    assert "1 条通知没有人能审" in tasks(desk.console.visitor(Role.ADMINISTRATOR).get("/").text)


def test_what_came_back_waits_for_whoever_wrote_it(desk: NoticeDesk) -> None:
    number = desk.returned(title="要改的", by=WORKER, audience={"grids": [desk.east]})
    page = desk.console.visitor(Role.WORKER).get("/").text
    assert tasks(page) == ["1 条通知退回给您修改"]
    assert f'/console/notices/{number}"' in page
    assert "退回" not in "".join(tasks(desk.console.visitor(Role.DRAFTER).get("/").text))


def test_groups_that_did_not_get_a_notice_of_these_days_are_told(desk: NoticeDesk) -> None:
    number, old = desk.approved(), desk.approved(title="上周的")
    desk.sent(number, (desk.west_group, State.FAILED), (desk.east_group, State.SENT))
    desk.sent(old, (desk.west_group, State.FAILED), slot=desk.now - timedelta(days=7))
    page = desk.console.visitor(Role.DRAFTER).get("/").text
    assert "1 个群没有发成" in tasks(page)
    assert f"/notices/{number}/report" in page
    assert "没有发成" not in desk.console.visitor(Role.WORKER).get("/").text


def test_a_worker_forwards_and_staff_see_who_still_has_to(desk: NoticeDesk) -> None:
    with desk.database.writing() as session:
        lost = mailings.group(session, "西街邻里群", place=desk.west, channel="wechat")
    desk.sent(desk.approved(), (desk.chat, State.AWAITING), (lost, State.AWAITING))
    assert tasks(desk.console.visitor(Role.WORKER).get("/").text) == ["1 个微信群等您转发"]
    seen = tasks(desk.console.visitor(Role.DRAFTER).get("/").text)
    assert seen == ["1 个群没有网格员转发", "1 个群等网格员转发"]


def test_closed_groups_are_told_to_their_own_worker(desk: NoticeDesk) -> None:
    with desk.database.writing() as session:
        deactivate(session, desk.west_group, reason="群已解散", by="终端", now=desk.now)
    assert tasks(desk.console.visitor(Role.WORKER).get("/").text) == []
    assert tasks(desk.console.visitor(Role.DRAFTER).get("/").text) == ["1 个群停用着"]


def test_what_goes_out_today_stands_with_its_time(desk: NoticeDesk) -> None:
    desk.approved(title="傍晚发的", timing={"when": "2026-11-25 18:00"})
    desk.approved(title="明天发的", timing={"when": "2026-11-26 18:00"})
    desk.sent(desk.approved(title="早上发的"), (desk.east_group, State.SENT))
    page = desk.console.visitor(Role.DRAFTER).get("/").text
    rows = re.findall(r"<time>(.*?)</time><a[^>]*>(.*?)</a>", page)
    assert rows == [("11:00", "早上发的"), ("12:00", "早上发的"), ("18:00", "傍晚发的")]


def test_a_worker_sees_only_what_goes_to_own_groups_today(desk: NoticeDesk) -> None:
    evening = {"when": "2026-11-25 18:00"}
    desk.approved(title="给西街的", timing=evening, audience={"grids": [desk.west]})
    desk.approved(title="给东街的", timing=evening, audience={"grids": [desk.east]})
    page = desk.console.visitor(Role.WORKER).get("/").text
    assert "给东街的" in page
    assert "给西街的" not in page


def test_yesterday_is_told_in_figures(desk: NoticeDesk) -> None:
    for kind in ("answer", "unknown"):
        asked(desk, kind)
    asked(desk, "answer", days=3)
    desk.sent(
        desk.approved(),
        (desk.east_group, State.SENT),
        (desk.west_group, State.FAILED),
        slot=desk.now - timedelta(days=1),
    )
    page = desk.console.visitor(Role.DRAFTER).get("/").text
    assert "居民问了 2 次" in page
    assert "通知发给 2 个群" in page
    own = desk.console.visitor(Role.WORKER).get("/").text
    assert "居民问了" not in own
    assert "通知发给 1 个群（您的群）" in own


def test_what_ends_soon_and_what_a_newer_starter_brought_are_told(desk: NoticeDesk) -> None:
    put(desk.database, faqs(faq("老旧小区加装电梯怎么办", "找社区。")))
    put(desk.database, faqs(faq("新的问题", "新的答案。"), title="导入的"), publish=False)
    with desk.database.writing() as session:
        row = session.exec(select(Entry).where(Entry.key == "老旧小区加装电梯怎么办")).one()
        row.valid_until = date(2026, 12, 10)
        starter = session.exec(select(Source).where(Source.edition == EDITION)).first()
        assert starter
        old = session.exec(select(Entry).where(Entry.source_id == starter.id)).first()
        assert old
        old.latest += 1
    page = desk.console.visitor(Role.DRAFTER).get("/").text
    assert tasks(page) == ["1 条问答 30 天内到期", "1 条起步知识有更正", "1 条知识草稿还没送审"]
    assert "/console/faq/list?soon=30" in page


def test_an_entry_in_review_waits_for_whoever_may_take_its_step(desk: NoticeDesk) -> None:
    put(desk.database, faqs(faq("新的问题", "新的答案。"), title="导入的"), publish=False)
    with desk.database.writing() as session:
        row = session.exec(select(Entry).where(Entry.key == "新的问题")).one()
        hand_in(session, row.id or 0, by=DRAFTER, now=desk.now)
        number = row.id
    page = desk.console.visitor(Role.REVIEWER).get("/").text
    assert tasks(page) == ["1 条知识等您审核"]
    assert f'/console/entries/{number}"' in page
    assert tasks(desk.console.visitor(Role.DRAFTER).get("/").text) == []


def test_a_new_town_is_told_what_to_set_up_first(town_template, tmp_path):
    from console_town import console_town

    with console_town(town_template, tmp_path / "new", town_name="本镇") as console:
        with console.database.writing() as session:
            for person in list_staff(session):
                person.disabled = person.role != Role.ADMINISTRATOR
        page = console.visitor(Role.ADMINISTRATOR).get("/").text
        assert page.index("写上镇名") < page.index("把同事加进来") < page.index("把群加进来")
        assert "先办这件" in page
