"""三审三校 of entries: different people step by step, and only the last step lets one answer."""

from datetime import date, timedelta

import pytest
from builders import NOW, TODAY, faq, faqs, law, put
from sqlmodel import select

from knowledge.audit import AuditRow, check_chain
from knowledge.database import Database
from knowledge.entry_batches import hand_in_many, pass_many
from knowledge.entry_keeping import rewrite
from knowledge.entry_review import (
    decline,
    hand_in,
    pass_step,
    send_back,
    waiting_for,
    withdraw,
)
from knowledge.entry_standing import Stand, stand
from knowledge.entry_tables import EntryState
from knowledge.errors import BadInput, NotAllowed, NotFound
from knowledge.index import Index
from knowledge.tables import Entry
from knowledge.terms import Splitter

LAMP = faq("路灯坏了找谁", "找村委会。", "路灯不亮")
WATER = faq("水管坏了找谁", "找水厂。")


def numbers(database: Database) -> list[int]:
    with database.reading() as session:
        return [number or 0 for number in session.exec(select(Entry.id).order_by(Entry.id))]


@pytest.fixture
def drafted(database):
    put(database, faqs(LAMP), publish=False)
    return numbers(database)[0]


@pytest.fixture
def desk(database, drafted):
    """The table at which one entry is reviewed, in two steps."""
    return Desk(database, drafted)


class Desk:
    def __init__(self, database: Database, entry: int) -> None:
        self.database, self.entry = database, entry

    def hand_in(self, by="小王", **more):
        with self.database.writing() as session:
            hand_in(session, self.entry, by=by, now=NOW, **more)

    def step(self, by, needed=2, **more):
        with self.database.writing() as session:
            return pass_step(session, self.entry, by=by, now=NOW, steps_needed=needed, **more)

    def back(self, by, remark="请写明电话"):
        with self.database.writing() as session:
            send_back(session, self.entry, by=by, now=NOW, remark=remark)

    def withdraw(self, by="老李", reason="说错了"):
        with self.database.writing() as session:
            withdraw(session, self.entry, by=by, now=NOW, reason=reason)

    def decline(self, by="老李", reason="用不上"):
        with self.database.writing() as session:
            decline(session, self.entry, by=by, now=NOW, reason=reason)

    def write(self, text, by="小王", **more):
        with self.database.writing() as session:
            base = session.get_one(Entry, self.entry).latest
            changed = faq(LAMP.title, text)
            return rewrite(session, self.entry, changed, by=by, now=NOW, base=base, **more)

    def stand(self, needed=2) -> Stand:
        with self.database.reading() as session:
            found = stand(session, self.entry, steps_needed=needed)
            session.expunge_all()
            return found

    def answers(self) -> str:
        index = Index(Splitter())
        index.refresh(self.database)
        found = index.phrase(LAMP.title, on=TODAY)
        return found.text if found else ""

    def publish(self):
        self.hand_in()
        self.step("老李")
        self.step("老赵")


def test_a_draft_answers_only_when_two_others_have_passed_it(desk):
    desk.hand_in()
    assert desk.step("老李") is False
    assert (desk.answers(), desk.stand().review.next_step) == ("", "终审")
    assert desk.step("老赵") is True
    assert (desk.answers(), desk.stand().state) == ("找村委会。", EntryState.ANSWERING)


@pytest.mark.parametrize("needed", [1, 2, 3])
def test_as_many_steps_are_taken_as_the_town_wants(desk, needed):
    desk.hand_in()
    last = [desk.step(name, needed) for name in ("甲", "乙", "丙")[:needed]]
    assert last == [*[False] * (needed - 1), True]
    with pytest.raises(NotAllowed, match="已经审核通过"):
        desk.step("丁", needed)


def test_nobody_reviews_what_they_wrote_or_reviewed(desk):
    desk.hand_in()
    with pytest.raises(NotAllowed, match="起草或改稿的人"):
        desk.step("小 王")
    desk.step("老李")
    with pytest.raises(NotAllowed, match="已经做过初审"):
        desk.step("老李")


def test_whoever_wrote_any_part_of_what_is_new_does_not_review_it(desk):
    desk.publish()
    desk.write("找镇里。", by="小陈")
    desk.write("找镇政府。", by="小周")
    desk.hand_in("小周")
    with pytest.raises(NotAllowed, match="小陈是起草或改稿的人"):
        desk.step("小陈")
    desk.step("小王")  # who wrote only what was published long ago
    assert desk.step("老赵") is True


def test_what_is_published_goes_on_answering_while_a_newer_wording_is_reviewed(desk):
    desk.publish()
    desk.write("找镇里。")
    desk.hand_in()
    assert desk.answers() == "找村委会。"
    desk.step("老李")
    desk.step("老赵")
    assert desk.answers() == "找镇里。"


def test_an_edit_voids_the_steps_before_it(desk):
    desk.hand_in()
    desk.step("老李")
    desk.write("找镇里。")
    assert (desk.stand().state, desk.stand().review.passed) == (EntryState.DRAFT, ())
    with pytest.raises(NotAllowed, match="还是草稿"):
        desk.step("老赵")


def test_what_was_sent_back_is_mended_before_it_is_handed_in_again(desk):
    desk.hand_in()
    with pytest.raises(BadInput, match="写明意见"):
        desk.back("老李", "  ")
    desk.back("老李")
    found = desk.stand()
    assert found.state is EntryState.DRAFT
    assert found.sent_back is not None
    assert (found.sent_back.by, found.sent_back.remark) == ("老李", "请写明电话")
    with pytest.raises(NotAllowed, match="先按意见改好"):
        desk.hand_in()
    desk.write("拨打 12345。")
    desk.hand_in()
    assert desk.stand().sent_back is None
    assert desk.step("老李") is False


def test_nobody_acts_on_what_they_no_longer_see(desk):
    desk.hand_in()
    seen = desk.stand().seen
    desk.step("老李", seen=seen)
    with pytest.raises(NotAllowed, match="刚刚被别人处理过"):
        desk.step("老赵", seen=seen)
    assert desk.answers() == ""


def test_what_is_withdrawn_stops_answering_and_comes_back_only_by_review(desk):
    desk.publish()
    with pytest.raises(BadInput, match="写明原因"):
        desk.withdraw(reason=" ")
    desk.withdraw()
    found = desk.stand()
    assert (desk.answers(), found.state) == ("", EntryState.WITHDRAWN)
    assert found.standing is not None
    assert found.standing.reason == "说错了"
    with pytest.raises(NotAllowed, match="没有在回答"):
        desk.withdraw()
    desk.hand_in()
    assert desk.stand().review.passed == ()  # the steps of long ago count no more
    desk.step("老李")
    desk.step("老赵")
    assert desk.answers() == "找村委会。"


def test_publishing_the_same_list_again_brings_nothing_back_that_was_withdrawn(desk):
    desk.publish()
    desk.withdraw()
    put(desk.database, faqs(LAMP))
    assert desk.answers() == ""
    put(desk.database, faqs(faq(LAMP.key, "找镇里。")))
    assert desk.answers() == "找镇里。"


def test_a_draft_that_nobody_wants_is_put_aside_and_the_next_edit_starts_from_what_answers(desk):
    desk.publish()
    put(desk.database, faqs(faq(LAMP.key, "找县里。")), publish=False)
    desk.decline()
    assert (desk.answers(), desk.stand().state) == ("找村委会。", EntryState.DECLINED)
    with pytest.raises(NotAllowed, match="不采用"):
        desk.hand_in()
    desk.write("找镇里。")
    desk.hand_in("小王")
    assert desk.stand().state is EntryState.REVIEW


def test_the_text_of_a_law_is_not_withdrawn_by_itself(database):
    put(database, law("路灯条例", {"1": "路灯由村里修。"}))
    with (
        pytest.raises(NotAllowed, match="不能单独撤下"),
        database.writing() as session,
    ):
        withdraw(session, numbers(database)[0], by="老李", now=NOW, reason="不对")


def test_the_days_of_a_wording_hold_once_it_is_published(desk):
    desk.publish()
    with desk.database.writing() as session:
        ends = TODAY + timedelta(days=1)
        changed = faq(LAMP.title, "找镇里。")
        dated = type(changed)(
            changed.kind, changed.key, changed.title, changed.text, valid_until=ends
        )
        rewrite(session, desk.entry, dated, by="小王", now=NOW, base=1)
    assert desk.stand().entry.valid_until is None
    desk.hand_in()
    desk.step("老李")
    desk.step("老赵")
    assert desk.stand().entry.valid_until == ends


def test_the_queue_shows_each_only_what_is_theirs_to_do(database):
    put(database, faqs(LAMP, WATER), publish=False)
    first, second = numbers(database)
    with database.writing() as session:
        for number in (first, second):
            hand_in(session, number, by="小王", now=NOW)
        pass_step(session, first, by="老李", now=NOW, steps_needed=2)

    def waiting(name, *, reviews=True, publishes=False):
        with database.reading() as session:
            found = waiting_for(session, name, steps_needed=2, reviews=reviews, publishes=publishes)
            return [one.id for one in found]

    assert waiting("老李", publishes=True) == [second]
    assert waiting("老赵") == [second]
    assert waiting("老赵", publishes=True) == [first, second]
    assert waiting("小王", publishes=True) == []


def test_a_whole_import_is_reviewed_and_published_at_once_by_the_same_rules(database):
    put(database, faqs(LAMP, WATER), publish=False)
    put(
        database,
        faqs(faq("电线掉了找谁", "远离，找供电所。"), title="用电"),
        by="老李",
        publish=False,
    )
    every = numbers(database)
    with database.writing() as session:
        assert hand_in_many(session, every, by="小王", now=NOW).done == every
    with database.writing() as session:
        batch = pass_many(session, every, by="老李", now=NOW, steps_needed=1)
    assert (batch.published, list(batch.refused)) == (every[:2], every[2:])
    assert "老李是起草" in batch.refused[every[2]]
    index = Index(Splitter())
    index.refresh(database)
    assert index.counts() == {"faq": 2}


def test_a_law_that_is_passed_takes_its_place_among_its_editions(database):
    put(database, law("路灯条例", {"1": "旧。"}, since=date(2020, 1, 1)))
    put(database, law("路灯条例", {"1": "新。"}, since=date(2026, 1, 1)), publish=False)
    new = numbers(database)[1:]
    with database.writing() as session:
        hand_in_many(session, new, by="小王", now=NOW)
        pass_many(session, new, by="老李", now=NOW, steps_needed=1)
    index = Index(Splitter())
    index.refresh(database)
    article = index.article("路灯条例", 1, on=TODAY)
    assert article is not None
    assert article.text == "新。"
    assert [one.valid_until for one in index.editions("路灯条例", 1)] == [date(2026, 1, 1), None]


def test_every_act_is_noted_in_an_unbroken_chain(desk):
    desk.publish()
    desk.write("找镇里。", remark="换了单位")
    desk.withdraw()
    with desk.database.reading() as session:
        rows = session.exec(select(AuditRow).order_by(AuditRow.number)).all()
        assert check_chain(session) == ""
    assert [row.action for row in rows] == ["submit", "approve", "approve", "edit", "withdraw"]
    assert {row.subject for row in rows} == {f"entry:{desk.entry}"}
    assert rows[3].detail["remark"] == "换了单位"


def test_an_entry_that_is_not_there_is_not_there(database):
    with pytest.raises(NotFound), database.writing() as session:
        hand_in(session, 99, by="小王", now=NOW)


def test_a_whole_import_is_passed_in_one_go(database):
    put(database, faqs(*(faq(f"第{n}问怎么办", "找村委会。") for n in range(300))), publish=False)
    every = numbers(database)
    with database.writing() as session:
        hand_in_many(session, every, by="小王", now=NOW)
    with database.writing() as session:
        batch = pass_many(session, every, by="老李", now=NOW, steps_needed=1)
    assert len(batch.published) == 300


def test_of_two_who_take_the_same_step_at_once_one_is_told(desk):
    from concurrent.futures import ThreadPoolExecutor

    desk.hand_in()
    seen = desk.stand(needed=3).seen

    def take(name):
        try:
            desk.step(name, 3, seen=seen)
        except NotAllowed as error:
            return str(error)
        return "passed"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(take, ("老李", "老赵")))
    assert said[0] == "passed"
    assert "刚刚被别人处理过" in said[1]
    assert len(desk.stand(needed=3).review.passed) == 1
