"""A newer starter never overrules a town: its edits stay, and what is new waits as drafts."""

from dataclasses import replace

import pytest
from builders import NOW, TODAY, faq, faqs, put
from sqlalchemy import select

from bot.settings import load_settings
from bot.town import STARTER, open_town, prepare
from knowledge import starter_files
from knowledge.drafts import Draft, Parsed, SourceFacts
from knowledge.index import Index
from knowledge.renewal import renew, waiting
from knowledge.tables import Entry, Revision
from knowledge.terms import Splitter

LEAVE = faq("婚假有几天", "三天。", "结婚放几天假")
WAGES = faq("工资拖欠找谁", "拨打 12333。")
NEIGHBOUR = faq("邻居太吵怎么办", "先商量。")


def starter(*drafts: Draft, mark: str = "a" * 32) -> Parsed:
    """One state of the starter; `mark` tells it from others."""
    return Parsed(SourceFacts("起步知识库", "faq", starter_files.EDITION, checksum=mark), drafts)


def brought(database, *drafts: Draft, mark: str = "b" * 32):
    """Start the program with this starter."""
    with database.writing() as session:
        return renew(session, starter(*drafts, mark=mark), by=STARTER, now=NOW)


def edited(database, key: str, text: str) -> None:
    """Let the town rewrite and publish an entry, as its own people do."""
    with database.writing() as session:
        entry = session.scalars(select(Entry).where(Entry.key == key)).one()
        old = session.scalars(
            select(Revision).where(Revision.entry_id == entry.id, Revision.number == entry.latest)
        ).one()
        entry.latest += 1
        entry.published = entry.latest
        kept = old.model_dump(exclude={"id", "number", "text", "checksum", "made_by"})
        mine = {"number": entry.latest, "text": text, "checksum": "own", "made_by": "小王"}
        session.add_all([entry, Revision(**kept, **mine)])


def answers(database) -> dict[str, str]:
    """What every entry that answers says."""
    index = Index(Splitter())
    index.refresh(database)
    return {doc.title: doc.text for doc in index.documents if doc.holds_on(TODAY)}


def drafts_waiting(database) -> int:
    with database.reading() as session:
        return waiting(session)


def revisions(database, key: str) -> list[tuple[int, str, str]]:
    with database.reading() as session:
        rows = session.scalars(
            select(Revision)
            .join(Entry, Entry.id == Revision.entry_id)
            .where(Entry.key == key)
            .order_by(Revision.number)
        )
        return [(row.number, row.text, row.made_by) for row in rows]


def test_the_first_starter_answers_at_once(database):
    tally = brought(database, LEAVE, WAGES)
    assert (tally.added, drafts_waiting(database)) == (2, 0)
    assert answers(database) == {"婚假有几天": "三天。", "工资拖欠找谁": "拨打 12333。"}


def test_a_corrected_entry_waits_as_a_draft_and_the_old_one_answers_on(database):
    brought(database, LEAVE, WAGES, mark="a" * 32)
    tally = brought(database, replace(LEAVE, text="三天，各省可以更长。"), WAGES)
    assert (tally.changed, tally.unchanged, drafts_waiting(database)) == (1, 1, 1)
    assert answers(database)["婚假有几天"] == "三天。"
    assert revisions(database, LEAVE.key)[-1] == (2, "三天，各省可以更长。", STARTER)


def test_a_new_entry_arrives_as_a_draft(database):
    brought(database, LEAVE, mark="a" * 32)
    tally = brought(database, LEAVE, NEIGHBOUR)
    assert (tally.added, tally.unchanged, drafts_waiting(database)) == (1, 1, 1)
    assert NEIGHBOUR.title not in answers(database)


def test_an_edited_entry_keeps_the_edit_and_gets_the_correction_beside_it(database):
    brought(database, LEAVE, WAGES, mark="a" * 32)
    edited(database, LEAVE.key, "本镇职工十五天。")
    brought(database, replace(LEAVE, text="三天，各省可以更长。"), WAGES)
    assert answers(database)["婚假有几天"] == "本镇职工十五天。"
    assert [text for _number, text, _by in revisions(database, LEAVE.key)] == [
        "三天。",
        "本镇职工十五天。",
        "三天，各省可以更长。",
    ]
    assert drafts_waiting(database) == 1


def test_an_edited_entry_that_the_starter_did_not_change_is_left_alone(database):
    brought(database, LEAVE, WAGES, mark="a" * 32)
    edited(database, LEAVE.key, "本镇职工十五天。")
    tally = brought(database, LEAVE, replace(WAGES, text="拨打 12333 或者 12345。"))
    assert (tally.changed, tally.unchanged) == (1, 1)
    assert len(revisions(database, LEAVE.key)) == 2
    assert drafts_waiting(database) == 1


def test_the_same_starter_again_offers_nothing_twice(database):
    brought(database, LEAVE, mark="a" * 32)
    better = replace(LEAVE, text="三天，各省可以更长。")
    brought(database, better)
    tally = brought(database, better, mark="c" * 32)
    assert (tally.added, tally.changed, tally.unchanged) == (0, 0, 1)
    assert len(revisions(database, LEAVE.key)) == 2


def test_a_correction_taken_back_is_offered_as_the_last_word(database):
    brought(database, LEAVE, mark="a" * 32)
    brought(database, replace(LEAVE, text="四天。"))
    brought(database, LEAVE, mark="c" * 32)
    assert [text for _number, text, _by in revisions(database, LEAVE.key)][-1] == "三天。"
    assert answers(database)["婚假有几天"] == "三天。"


def test_what_only_the_towns_own_file_fills_in_is_published_at_once(database):
    brought(database, LEAVE, WAGES, mark="f" * 16 + "1" * 16)
    edited(database, WAGES.key, "到镇上办。")
    filled = (replace(LEAVE, text="三天，到一楼办。"), replace(WAGES, text="到二楼办。"))
    brought(database, *filled, mark="f" * 16 + "2" * 16)
    assert answers(database) == {"婚假有几天": "三天，到一楼办。", "工资拖欠找谁": "到镇上办。"}


def test_a_waiting_draft_is_not_published_by_filling_in_the_towns_file(database):
    brought(database, LEAVE, mark="e" * 32)
    brought(database, replace(LEAVE, text="四天。"), mark="f" * 16 + "1" * 16)
    brought(database, replace(LEAVE, text="四天，到一楼办。"), mark="f" * 16 + "2" * 16)
    assert answers(database)["婚假有几天"] == "三天。"
    assert drafts_waiting(database) == 1


def test_lists_of_the_towns_own_are_not_counted_as_waiting(database):
    put(database, faqs(LEAVE), publish=False)
    assert drafts_waiting(database) == 0


@pytest.fixture
def settings(tmp_path, sqlite_url):
    return load_settings(data_dir=tmp_path / "data", database_url=sqlite_url)


def test_a_start_after_an_upgrade_says_how_many_drafts_wait(settings, monkeypatch):
    prepare(settings).close()
    whole = starter_files.load_faq()
    first, *others = whole.drafts
    newer = Parsed(
        replace(whole.source, checksum="9" * 32), (replace(first, text="改过的回答。"), *others)
    )
    monkeypatch.setattr(starter_files, "faq_source", lambda: newer.source)
    monkeypatch.setattr(starter_files, "load_faq", lambda: newer)
    town = open_town(settings)
    assert town.drafts_waiting() == 1
    assert town.knowledge.index.phrase(first.title, on=TODAY).text == first.text
    town.close()
