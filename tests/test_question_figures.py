"""Figures of questions count every day where the town is, and show nobody who asked."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from builders import NOW
from sqlmodel import col, select

from jobs.figures.question_figures import question_figures, total_asked
from jobs.figures.question_values import Asked, Times
from jobs.figures.stretches import Compared, Stretch, Unit
from jobs.records.day_counts import QuestionDay
from jobs.records.exchanges import Exchange, erase_older
from jobs.records.gaps import Gap, GapState
from knowledge.drafts import Draft, Kind, Parsed, SourceFacts
from knowledge.editions import take_in
from knowledge.errors import BadInput
from knowledge.tables import Entry

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
NOVEMBER = Stretch(date(2026, 11, 1), date(2026, 11, 30), SHANGHAI)
_numbers = count(1)


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session
        session.rollback()


def at(day: int, hour: int = 12, minute: int = 0, *, month: int = 11, zone=SHANGHAI) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


def ask(session, moment: datetime, kind: str = "answer", times: int = 1, **rest) -> None:
    for _ in range(times):
        number = next(_numbers)
        said = {
            "id": f"x{number}",
            "channel": "web",
            "conversation": f"web:{number}",
            "question": "离婚冷静期多久",
            "confidence": 0.9,
        } | rest
        session.add(Exchange(kind=kind, asked_at=moment, **said))
    session.flush()


def entry(session, title: str, *, kind=Kind.FAQ, source="问答", section="婚姻家庭") -> int:
    draft = Draft(kind, title, title, "答案。", section=section)
    facts = SourceFacts(source, "law" if kind is Kind.ARTICLE else "faq")
    take_in(session, Parsed(facts, (draft,)), by="小王", now=NOW, publish=True)
    return session.exec(select(Entry.id).where(Entry.key == title)).one()


def gap(session, question: str, **rest) -> int:
    values = {"key": question, "question": question, "first_at": NOW, "last_at": NOW} | rest
    row = Gap(**values)
    session.add(row)
    session.flush()
    return row.id


def test_questions_are_counted_by_what_came_of_them(session):
    for kind, times in (("answer", 5), ("choices", 3), ("unknown", 2), ("danger", 1), ("flow", 4)):
        ask(session, at(10), kind, times)
    ask(session, at(11), useful=True, times=2)
    ask(session, at(11), useful=False)
    found = question_figures(session, NOVEMBER)
    assert found.total == Asked(8, 3, 2, 1, talk=4, useful=2, useless=1)
    assert (found.total.questions, found.total.judged) == (14, 3)
    assert dict(found.by_day)[date(2026, 11, 11)] == Asked(answered=3, useful=2, useless=1)


def test_every_day_is_there_also_those_without_a_question(session):
    found = question_figures(session, NOVEMBER)
    assert [day for day, _ in found.by_day] == NOVEMBER.days
    assert found.total == Asked()


def test_a_day_is_that_of_the_township(session):
    ask(session, at(30, 23, 59))
    ask(session, at(1, 0, 0, month=12))
    assert dict(question_figures(session, NOVEMBER).by_day)[date(2026, 11, 30)].questions == 1
    december = Stretch(date(2026, 12, 1), date(2026, 12, 1), SHANGHAI)
    assert total_asked(session, december).questions == 1


def test_days_on_which_the_clocks_change_keep_their_questions(session):
    november = Stretch(date(2026, 10, 31), date(2026, 11, 2), NEW_YORK)  # clocks go back on the 1st
    for day, hours in ((31, (0, 23)), (1, (0, 1, 12, 23)), (2, (0, 23))):
        for hour in hours:
            ask(session, at(day, hour, 30, month=10 if day == 31 else 11, zone=NEW_YORK))
    found = question_figures(session, november)
    assert [asked.questions for _day, asked in found.by_day] == [2, 4, 2]


def test_topics_and_questions_are_those_of_the_entries_that_answered(session):
    cooling, wages = (
        entry(session, "离婚冷静期是多久？"),
        entry(session, "拖欠工资怎么办？", section="劳动"),
    )
    article = entry(session, "第十条", kind=Kind.ARTICLE, source="中华人民共和国劳动法")
    ask(session, at(3), times=4, entry_id=cooling)
    ask(session, at(4), times=3, entry_id=wages)
    ask(session, at(5), times=3, entry_id=article)
    found = question_figures(session, NOVEMBER)
    assert found.topics == (Times("婚姻家庭", 4), Times("《劳动法》", 3), Times("劳动", 3))
    assert found.questions == (
        Times("离婚冷静期是多久？", 4),
        Times("《劳动法》第十条", 3),
        Times("拖欠工资怎么办？", 3),
    )


def test_what_fewer_than_three_asked_is_not_listed(session):
    cooling = entry(session, "离婚冷静期是多久？")
    ask(session, at(3), times=2, entry_id=cooling)
    found = question_figures(session, NOVEMBER)
    assert (found.questions, found.topics) == ((), (Times("婚姻家庭", 2),))


def test_an_unanswered_wording_is_listed_only_if_three_people_used_it(session):
    number = gap(session, "鱼塘承包到期怎么办")
    said = {"kind": "unknown", "gap_id": number}
    ask(session, at(3), times=3, question="鱼塘承包到期怎么办", **said)
    ask(session, at(3), times=5, question="张三家的鱼塘归谁", conversation="web:one", **said)
    ask(session, at(3), times=2, question="鱼塘", **said)
    assert question_figures(session, NOVEMBER).unanswered == (Times("鱼塘承包到期怎么办", 3),)


def test_the_most_used_wording_of_a_gap_stands_for_the_others(session):
    number = gap(session, "鱼塘承包到期怎么办")
    ask(session, at(3), "unknown", 3, question="鱼塘承包到期怎么办？", gap_id=number)
    ask(session, at(3), "unknown", 4, question="鱼塘到期了咋办", gap_id=number)
    assert question_figures(session, NOVEMBER).unanswered == (Times("鱼塘到期了咋办", 7),)


def test_people_without_a_name_of_their_own_count_each(session):
    number = gap(session, "鱼塘承包到期怎么办")
    ask(session, at(3), "unknown", 3, conversation="terminal:", gap_id=number)
    assert len(question_figures(session, NOVEMBER).unanswered) == 1


def test_gaps_are_counted_by_the_day_on_which_they_were_closed(session):
    closed = {"state": GapState.ANSWERED, "closed_by": "小王"}
    gap(session, "一", **closed, closed_at=at(5))
    gap(session, "二", **closed, closed_at=at(31, month=10))
    gap(session, "三", state=GapState.DISMISSED, closed_by="小王", closed_at=at(6))
    gap(session, "四")
    found = question_figures(session, NOVEMBER).gaps
    assert (found.answered, found.dismissed, found.waiting) == (1, 1, 1)


def test_channels_are_named_and_courtesies_are_no_questions(session):
    ask(session, at(3), times=2)
    ask(session, at(3), channel="telegram")
    ask(session, at(3), "flow", channel="terminal")
    assert question_figures(session, NOVEMBER).by_channel == (
        Times("网页", 2),
        Times("Telegram", 1),
    )


def test_what_is_erased_still_counts_by_day_and_topic_and_no_word_is_left(session):
    cooling = entry(session, "离婚冷静期是多久？")
    ask(session, at(3, 0, 30), times=4, entry_id=cooling, useful=True)
    ask(session, at(4), "unknown", 2)
    ask(session, at(20), times=3, entry_id=cooling)
    before = question_figures(session, NOVEMBER)
    for day in (6, 8):  # night after night
        erase_older(session, now=at(day, month=12), keep_days=30, zone=SHANGHAI)
    after = question_figures(session, NOVEMBER)
    assert len(session.exec(select(Exchange.id)).all()) == 3
    assert after.by_day == before.by_day
    assert (after.topics, after.by_channel) == (before.topics, before.by_channel)
    assert after.questions == (Times("离婚冷静期是多久？", 3),)
    assert {row.topic for row in session.exec(select(QuestionDay))} == {"婚姻家庭", ""}


def test_the_same_day_erased_in_two_parts_adds_up(session):
    ask(session, at(3, 1), times=2)
    ask(session, at(3, 23), times=3)
    erase_older(session, now=at(3, 12, month=12), keep_days=30, zone=SHANGHAI)
    assert session.exec(select(QuestionDay.asked)).one() == 2
    erase_older(session, now=at(4, 12, month=12), keep_days=30, zone=SHANGHAI)
    assert session.exec(select(QuestionDay.asked)).one() == 5
    assert total_asked(session, NOVEMBER).questions == 5


def test_gaps_that_are_erased_still_count_as_closed(session):
    closed = {"closed_by": "小王", "closed_at": at(5), "last_at": at(1), "first_at": at(1)}
    gap(session, "一", state=GapState.ANSWERED, **closed)
    gap(session, "二", state=GapState.DISMISSED, **closed)
    erase_older(session, now=at(31, month=12), keep_days=30, zone=SHANGHAI)
    assert not session.exec(select(Gap.id)).all()
    found = question_figures(session, NOVEMBER).gaps
    assert (found.answered, found.dismissed, found.waiting) == (1, 1, 0)


def test_erasing_one_persons_words_leaves_nothing_of_them_in_the_counts(session):
    ask(session, at(3), times=2, conversation="web:me")
    ask(session, at(3))
    from jobs.records.exchanges import erase_conversation

    erase_conversation(session, "web:me")
    assert total_asked(session, NOVEMBER).questions == 1
    assert not session.exec(select(col(QuestionDay.day))).all()


def stretch(compared: Compared) -> list[str]:
    parts = (compared.now.first, compared.now.last, compared.before.first, compared.before.last)
    return [f"{day:%Y-%m-%d}" for day in parts]


@pytest.mark.parametrize(
    ("unit", "on", "days"),
    [
        (Unit.WEEK, "2026-11-26", ["2026-11-23", "2026-11-26", "2026-11-16", "2026-11-19"]),
        (Unit.WEEK, "2026-11-20", ["2026-11-16", "2026-11-22", "2026-11-09", "2026-11-15"]),
        (Unit.MONTH, "2026-11-01", ["2026-11-01", "2026-11-26", "2026-10-01", "2026-10-26"]),
        (Unit.MONTH, "2026-10-09", ["2026-10-01", "2026-10-31", "2026-09-01", "2026-09-30"]),
        (Unit.MONTH, "2026-03-31", ["2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28"]),
        (Unit.QUARTER, "2026-11-26", ["2026-10-01", "2026-11-26", "2026-07-01", "2026-08-26"]),
        (Unit.QUARTER, "2026-02-03", ["2026-01-01", "2026-03-31", "2025-10-01", "2025-12-31"]),
        (Unit.YEAR, "2026-11-26", ["2026-01-01", "2026-11-26", "2025-01-01", "2025-11-26"]),
        (Unit.YEAR, "2025-07-01", ["2025-01-01", "2025-12-31", "2024-01-01", "2024-12-31"]),
        (Unit.MONTH, "2027-05-01", ["2026-11-01", "2026-11-26", "2026-10-01", "2026-10-26"]),
    ],
)
def test_a_stretch_is_compared_with_as_many_days_of_the_one_before(unit, on, days):
    found = Compared.of(unit, date.fromisoformat(on), today=date(2026, 11, 26), zone=SHANGHAI)
    assert stretch(found) == days


def test_days_of_ones_own_choice_are_compared_with_as_many_before_them():
    found = Compared.between(date(2026, 11, 11), date(2026, 11, 20), zone=SHANGHAI)
    assert stretch(found) == ["2026-11-11", "2026-11-20", "2026-11-01", "2026-11-10"]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 11, 2), date(2026, 11, 1), "请对调一下"),
        (date(1999, 1, 1), date(1999, 1, 2), "年份应在 2000 到"),
        (date(2020, 1, 1), date(2026, 1, 1), "一次最多统计三年"),
    ],
)
def test_a_stretch_that_means_nothing_is_refused(first, last, said):
    with pytest.raises(BadInput, match=said):
        Stretch(first, last, SHANGHAI)


def test_the_month_before_a_long_month_ends_where_it_ends():
    found = Compared.of(Unit.MONTH, date(2026, 3, 30), today=date(2026, 3, 30), zone=SHANGHAI)
    assert stretch(found)[2:] == ["2026-02-01", "2026-02-28"]
    assert found.before.length + timedelta(days=2).days == found.now.length
