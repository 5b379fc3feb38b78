"""What happens to knowledge when it is taken in again, changed, replaced or interrupted."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from builders import NOW, TODAY, faq, faqs, index_of, law, put
from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from knowledge.editions import next_stamp
from knowledge.index import Index
from knowledge.tables import Entry, Phrase, Revision, Source
from knowledge.terms import Splitter

LEAVE = faq("婚假有几天", "三天，各省可以更长。", "结婚放几天假")
WAGES = faq("工资拖欠找谁", "拨打 12333。")
OLD = law("治安管理处罚法", {"43": "殴打他人的，处拘留。"}, since=date(2013, 1, 1))
NEW = law("治安管理处罚法", {"43": "私装电网的，处拘留。"}, since=date(2026, 1, 1))
NEXT = law("中华人民共和国治安管理处罚法", {"43": "高空抛物的，处拘留。"}, since=date(2027, 1, 1))


def counts(database) -> list[int]:
    """How many rows each table of knowledge has."""
    with database.reading() as session:
        tables = (Source, Entry, Revision, Phrase)
        return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def rows(database, table) -> list:
    with database.reading() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def article(database, on: date) -> str:
    """What § 43 says on a day."""
    index = Index(Splitter())
    index.refresh(database)
    return index.article("治安管理处罚法", 43, on=on).text


def test_the_same_source_again_changes_nothing(database):
    first = put(database, faqs(LEAVE, WAGES), OLD)
    before = counts(database), rows(database, Entry)
    again = put(database, faqs(LEAVE, WAGES), OLD)
    assert (first.added, first.unchanged) == (3, 0)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 3)
    assert (counts(database), rows(database, Entry)) == before


def test_a_changed_draft_is_a_new_revision_with_who_and_when_and_the_old_one_stays(database):
    put(database, faqs(LEAVE, WAGES), by="小王")
    tally = put(database, faqs(replace(LEAVE, text="国家规定三天。"), WAGES), by="老李")
    said = [(row.number, row.text, row.made_by) for row in rows(database, Revision)[::2]]
    assert (tally.changed, tally.unchanged) == (1, 1)
    assert said == [(1, "三天，各省可以更长。", "小王"), (2, "国家规定三天。", "老李")]
    assert {row.made_at.replace(tzinfo=None) for row in rows(database, Revision)} == {
        NOW.replace(tzinfo=None)
    }


@pytest.mark.parametrize(
    "change",
    [
        {"title": "婚假到底几天"},
        {"phrases": ()},
        {"negatives": ("产假有几天",)},
        {"section": "劳动"},
        {"fields": {"hotline": "12333"}},
        {"valid_until": date(2027, 1, 1)},
    ],
)
def test_every_change_of_a_draft_is_noticed(database, change):
    put(database, faqs(LEAVE))
    assert put(database, faqs(replace(LEAVE, **change))).changed == 1


def test_drafts_do_not_answer_until_they_are_published(database):
    index = index_of(database, faqs(LEAVE), publish=False)
    assert index.phrase("婚假有几天", on=TODAY) is None
    assert index.search("婚假有几天", on=TODAY) == []


def test_drafts_taken_in_before_are_published_without_a_change(database):
    index = index_of(database, faqs(LEAVE), publish=False)
    assert put(database, faqs(LEAVE), publish=True).unchanged == 1
    assert index.refresh(database)
    assert index.phrase("结婚放几天假", on=TODAY).text == LEAVE.text


def test_a_changed_draft_leaves_the_published_revision_answering(database):
    put(database, faqs(LEAVE))
    index = index_of(database, faqs(replace(LEAVE, text="还没审核。")), publish=False)
    assert index.phrase("婚假有几天", on=TODAY).text == LEAVE.text


def test_a_newer_edition_of_a_law_ends_the_older_one(database):
    put(database, OLD, NEW)
    older, newer = rows(database, Source)
    first, second = rows(database, Entry)
    assert (older.superseded_by, newer.superseded_by) == (newer.id, None)
    assert (first.valid_until, second.valid_from) == (date(2026, 1, 1), date(2026, 1, 1))
    assert second.valid_until is None


@pytest.mark.parametrize("order", [*permutations([OLD, NEW, NEXT])])
def test_editions_hold_on_the_same_days_in_whatever_order_they_came(database, order):
    put(database, *order)
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    said = [article(database, day)[:4] for day in days]
    assert said == ["殴打他人", "私装电网", "私装电网", "高空抛物"]


def test_an_edition_of_the_future_sleeps_until_its_day(database):
    index = index_of(database, NEW, NEXT)
    for day, told in ((date(2026, 12, 31), "私装电网"), (date(2027, 1, 1), "高空抛物")):
        found = [match.document.text[:4] for match in index.search("处拘留", on=day)]
        assert found == [told]


def test_an_error_in_the_middle_of_a_source_leaves_nothing(database):
    twice = replace(WAGES, text="拨打 12348。")
    with pytest.raises(IntegrityError):
        put(database, faqs(LEAVE, WAGES, twice))
    assert counts(database) == [0, 0, 0, 0]
    assert put(database, faqs(LEAVE, WAGES)).added == 2


def test_two_sources_may_use_the_same_key(database):
    index = index_of(database, faqs(LEAVE), faqs(replace(WAGES, key=LEAVE.key), title="劳动"))
    assert index.counts() == {"faq": 2}


def test_many_who_write_at_once_lose_nothing(database):
    def write(number: int) -> None:
        put(database, faqs(faq(f"第{number}个问题怎么办", "这样办。"), title=f"名单{number}"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(12)))
    stamps = [entry.stamp for entry in rows(database, Entry)]
    assert len(stamps) == len(set(stamps)) == 12
    assert index_of(database).counts() == {"faq": 12}


def test_every_published_change_has_the_next_number(database):
    given = []
    for _ in range(3):
        with database.writing() as session:
            given.append(next_stamp(session))
    assert given == [given[0], given[0] + 1, given[0] + 2]


def test_an_unpublished_edition_does_not_end_the_one_that_answers(database):
    put(database, OLD)
    put(database, NEW, publish=False)
    assert article(database, TODAY) == "殴打他人的，处拘留。"
    put(database, NEW)
    assert article(database, TODAY) == "私装电网的，处拘留。"


def test_days_named_in_a_draft_count_only_once_it_is_published(database):
    put(database, faqs(LEAVE))
    ended = faqs(replace(LEAVE, valid_until=date(2026, 1, 1)))
    put(database, ended, publish=False)
    assert rows(database, Entry)[0].valid_until is None
    put(database, ended)
    assert rows(database, Entry)[0].valid_until == date(2026, 1, 1)
