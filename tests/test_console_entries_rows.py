"""The rows of lists of entries, on both kinds of database."""

from typing import Any

import pytest
from builders import NOW, faq, faqs, law, put
from sqlalchemy import func, select

from bot.console.entries.rows import EntryRow, said
from knowledge.entry_queues import draft_heaps, drafts_of
from knowledge.entry_review import hand_in, pass_step, withdraw
from knowledge.entry_tables import EntryState

ROW: Any = EntryRow


@pytest.fixture
def rows(database):
    """What the list says of five questions and a law."""
    put(database, faqs(*(faq(f"第{n}问", f"第{n}答100%。") for n in range(3))))
    put(database, law("路灯条例", {"1": "路灯由村里修。"}))
    put(
        database,
        faqs(faq("第3问", "新写。"), faq("第0问", "改过。"), title="另一张"),
        publish=False,
    )
    put(database, faqs(faq("第1问", "改过。")), publish=False)
    return database


def states(database) -> dict[str, str]:
    with database.reading() as session:
        wanted = select(ROW.title, ROW.state).where(ROW.kind == "faq").order_by(ROW.id)
        return {
            f"{title}{number}": state
            for number, (title, state) in enumerate(session.execute(wanted))
        }


def test_a_row_says_what_became_of_the_newest_wording(rows):
    assert list(states(rows).values()) == ["answering", "draft", "answering", "draft", "draft"]
    with rows.writing() as session:
        hand_in(session, 2, by="小陈", now=NOW)
        withdraw(session, 1, by="小陈", now=NOW, reason="不对")
    assert list(states(rows).values())[:3] == [
        EntryState.WITHDRAWN,
        EntryState.REVIEW,
        EntryState.ANSWERING,
    ]
    with rows.writing() as session:
        pass_step(session, 2, by="老李", now=NOW, steps_needed=1)
    assert list(states(rows).values())[1] == EntryState.ANSWERING


@pytest.mark.parametrize(("term", "count"), [("改过", 2), ("第0问", 2), ("100%", 2), ("_", 0)])
def test_words_are_looked_for_as_they_are_written(rows, term, count):
    with rows.reading() as session:
        found = select(func.count()).select_from(EntryRow).where(said(term), ROW.kind == "faq")
        assert session.scalar(found) == count


def test_drafts_are_heaped_by_the_list_they_came_with(rows):
    with rows.reading() as session:
        heaps = {heap.title: heap for heap in draft_heaps(session)}
        assert {title: heap.count for title, heap in heaps.items()} == {"另一张": 2, "常见问题": 1}
        keys = [entry.key for entry in drafts_of(session, heaps["另一张"].id)]
        assert keys == ["第3问", "第0问"]
        assert len(drafts_of(session, heaps["另一张"].id, skip=1, most=5)) == 1
