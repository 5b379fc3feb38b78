"""What pages of notices rest on, in both databases: who sees what, what is due, and why not."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import mailings
import pytest
from builders import NOW
from clocks import CHINA, at, shown, times
from noticing import DRAFTER, FIRST, drafted, passed
from sqlmodel import Session, select

from bot.console.notices.dues import days_span, dues
from bot.console.notices.sight import Sight, in_sight, seen_notice, sight_of
from bot.console.notices.states import failed_lately
from bot.console.notices.turns import turns
from bot.console.person import Person, person_of
from bot.console.today.yesterday import yesterday
from bot.people import Role, add_staff
from jobs.delivery.deliveries import State
from jobs.figures.reasons import Reason, reasons
from jobs.places.audience import parse_audience
from jobs.places.groups import GroupTag
from jobs.schedule.schedules import plan
from jobs.writing.notices import Notice, NoticeState
from knowledge.database import Database
from knowledge.errors import NotFound

ALL = Sight("某人", whole=True)


def east(session: Session) -> tuple[Person, int, int]:
    """A worker of the eastern village, a group there with a tag, and one in the west."""
    here, there = (mailings.grid(session, mailings.TOWN, name) for name in ("东关村", "西关村"))
    below = mailings.grid(session, mailings.TOWN, "东关村", "第一网格")
    mine = mailings.group(session, "东关一组", place=below, lane="telegram")
    other = mailings.group(session, "西关一组", place=there, lane="telegram")
    session.add(GroupTag(group_id=mine, tag="平房区"))
    staff = add_staff(session, "王网格", role=Role.WORKER, grid=here, by="终端", now=NOW)
    session.flush()
    return person_of(staff), mine, other


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        ({}, True),
        ({"grids": ["城关镇"]}, True),
        ({"grids": ["城关镇/东关村/第一网格"]}, True),
        ({"grids": ["城关镇/西关村"]}, False),
        ({"tags": ["平房区"]}, True),
        ({"grids": ["城关镇/西关村"], "tags": ["平房区"]}, False),
        ({"channels": ["telegram"]}, True),
        ({"channels": ["wecom"]}, False),
        ({"groups": ["东关一组"]}, True),
        ({"groups": ["西关一组"]}, False),
    ],
)
def test_a_worker_sees_what_goes_to_a_group_of_their_own(
    database: Database, audience: dict[str, list[Any]], seen: bool
) -> None:
    with database.writing() as session:
        person, _mine, _other = east(session)
        sight = sight_of(session, person)
        assert sight.concerns(parse_audience(audience, session)) is seen


def test_the_list_and_the_page_agree_on_what_is_in_sight(database: Database) -> None:
    with database.writing() as session:
        person, mine, other = east(session)
        everybody = mailings.notice(session, "给全镇的")
        west = mailings.notice(session, "西关的", audience={"groups": [other]})
        own = mailings.notice(session, "自己的", drafted_by="王网格", state=NoticeState.DRAFT)
        mailings.notice(session, "别人的草稿", state=NoticeState.DRAFT)
        mailings.notice(session, "没审就取消的", state=NoticeState.CANCELLED)
        for number, group in ((everybody, mine), (west, other)):
            run = mailings.run(session, number)
            mailings.delivery(session, run, group, State.SENT)
        sight = sight_of(session, person)
        listed = set(session.exec(select(Notice.id).where(in_sight(session, sight))))
        shown_alone = {row.id for row in session.exec(select(Notice)) if sight.sees(row)}
        assert listed == shown_alone == {everybody, own}
        with pytest.raises(NotFound):
            seen_notice(session, person, west)


def test_a_worker_without_grids_sees_their_own_pen_alone(database: Database) -> None:
    with database.writing() as session:
        mailings.notice(session, "给全镇的")
        person = Person(1, "新来的", Role.WORKER, None)
        assert (
            session.exec(select(Notice).where(in_sight(session, sight_of(session, person)))).all()
            == []
        )


def test_what_is_mine_to_review_comes_first_and_emergencies_before_the_rest(
    database: Database,
) -> None:
    with database.writing() as session:
        for name in (FIRST, "钱签发"):
            add_staff(session, name, role=Role.REVIEWER, by="终端", now=NOW)
        done = passed(session, drafted(session, title="我审过的"), FIRST)
        fresh = drafted(session, title="新来的")
        sent = mailings.notice(session, "紧急的", emergency_reason="停电", drafted_by=DRAFTER)
        found = turns(session, Person(1, FIRST, Role.REVIEWER, None), steps_needed=3)
        assert [turn.notice.id for turn in found] == [sent, fresh.id, done.id]
        assert [turn.mine for turn in found] == [True, True, False]
        assert found[-1].who == "钱签发"


def planned(session: Session, when: Any, **changed: Any) -> int:
    """An approved notice with its time."""
    number = mailings.notice(session, timing={"when": when}, **changed)
    plan(session, session.get_one(Notice, number), now=NOW, times=times())
    return number


def due(session: Session, first: str, last: str) -> list[tuple[str, str]]:
    """What is due between two days."""
    span = days_span(date.fromisoformat(first), date.fromisoformat(last), CHINA)
    found = dues(session, span, ALL, times=times(), now=NOW)
    return [(shown(one.at), one.said) for one in found]


def test_dates_are_given_within_the_span_and_after_the_quiet_hours(database: Database) -> None:
    with database.writing() as session:
        planned(session, {"every": "1周", "on": ["星期五"], "at": "23:00"})
        planned(session, {"day": "国家宪法日", "at": "09:00"})
        assert due(session, "2026-12-01", "2026-12-12") == [
            ("2026-12-04 09:00", "将发出"),
            ("2026-12-05 07:00", "将发出"),
            ("2026-12-12 07:00", "将发出"),
        ]
        assert due(session, "2027-12-04", "2027-12-04")[1:] == [("2027-12-04 09:00", "将发出")]


def test_a_notice_ends_with_its_last_day_and_one_for_now_is_due_now(database: Database) -> None:
    with database.writing() as session:
        planned(session, {"every": "day", "at": "09:00", "until": "2026-11-25"})
        planned(session, "now")
        assert [moment for moment, _said in due(session, "2026-11-23", "2026-11-30")] == [
            "2026-11-23 16:00",
            "2026-11-24 09:00",
            "2026-11-25 09:00",
        ]


def test_drafts_are_told_apart_from_what_is_sure(database: Database) -> None:
    with database.writing() as session:
        timing = {"when": "2026-12-01 18:00"}
        mailings.notice(session, state=NoticeState.DRAFT, timing=timing)
        mailings.notice(session, state=NoticeState.REVIEW, timing=timing)
        mailings.notice(session, state=NoticeState.CANCELLED, timing=timing)
        span = days_span(date(2026, 12, 1), date(2026, 12, 1), CHINA)
        found = dues(session, span, ALL, times=times(), now=NOW)
        assert [(one.said, one.firm) for one in found] == [("草稿", False), ("审核中", True)]


def test_a_time_that_means_nothing_any_more_spoils_no_month(database: Database) -> None:
    with database.writing() as session:
        timing = {"when": {"day": "没有的日子", "at": "09:00"}}
        mailings.notice(session, state=NoticeState.REVIEW, timing=timing)
        assert due(session, "2026-12-01", "2026-12-31") == []


def test_reasons_are_counted_the_most_frequent_first(database: Database) -> None:
    with database.writing() as session:
        groups = [mailings.group(session, f"第{n}组", lane="telegram") for n in range(5)]
        run = mailings.run(session, mailings.notice(session))
        for group, state, error in (
            (groups[0], State.FAILED, "机器人被移出了群。"),
            (groups[1], State.FAILED, "机器人被移出了群。"),
            (groups[2], State.SKIPPED, ""),
            (groups[3], State.SENT, ""),
        ):
            mailings.delivery(session, run, group, state, error=error)
        assert reasons(session, run) == [
            Reason(State.FAILED, "机器人被移出了群", 2),
            Reason(State.SKIPPED, "没有发送，原因没有记下来", 1),
        ]


def test_only_failures_of_the_last_days_are_found(database: Database) -> None:
    with database.writing() as session:
        group = mailings.group(session, "一组", lane="telegram")
        fresh, old, fine = (mailings.notice(session, title) for title in ("新的", "旧的", "好的"))
        for number, state, days in (
            (fresh, State.FAILED, 1),
            (old, State.FAILED, 9),
            (fine, State.SENT, 1),
        ):
            run = mailings.run(session, number, slot=NOW - timedelta(days=days))
            mailings.delivery(session, run, group, state)
        wanted = failed_lately(session, now=NOW)
        assert session.exec(select(Notice.id).where(wanted)).all() == [fresh]


def test_yesterday_ends_at_midnight_where_the_town_is(database: Database) -> None:
    with database.writing() as session:
        group = mailings.group(session, "一组", lane="telegram")
        for hours, state in (("2026-11-22 23:59", State.SENT), ("2026-11-23 00:00", State.FAILED)):
            moment: datetime = at(hours).astimezone(UTC)
            run = mailings.run(session, mailings.notice(session), slot=moment)
            mailings.delivery(session, run, group, state)
        span = days_span(date(2026, 11, 22), date(2026, 11, 22), CHINA)
        assert yesterday(session, span, ALL).deliveries == {State.SENT: 1}
