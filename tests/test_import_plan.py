"""Before an import, every row is shown with what would become of it; then it is all or nothing."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders import NOW, TODAY, faq, faqs, index_of, put
from file_makers import put as write
from sqlmodel import func, select

from knowledge.audit import AuditRow
from knowledge.database import Database
from knowledge.drafts import Draft, Parsed
from knowledge.entry_keeping import write_new
from knowledge.errors import NotAllowed
from knowledge.faq_list import export_faq
from knowledge.import_intake import take_in_drafts
from knowledge.import_plan import Plan, RowFate, known_sources, plan_import
from knowledge.importing.faq import parse_faq
from knowledge.tables import Entry, Revision, Source

SHEET = (
    "问题,相似问,答案,依据,有效期至\n"
    "农家书屋几点开门,,早上八点。,,\n"
    "集市逢几,,逢五。,,2026-12-31\n"
    "没写答案,,,,\n"
    "公共照明归谁管,,归村委会。,,\n"
    "水管坏了找谁,,找水厂。,,某日\n"
)


def sheet(folder: Path, text: str = SHEET, name: str = "本镇问答.csv") -> list[Parsed]:
    return parse_faq(write(folder, name, text))


def planned(database: Database, sources: list[Parsed]) -> Plan:
    with database.reading() as session:
        return plan_import(session, known_sources(session, sources))


def town(database: Database) -> None:
    put(
        database,
        faqs(
            faq("农家书屋几点开门", "早上九点。", "书屋开门"),
            faq("集市逢几", "逢五。"),
            title="本镇问答",
        ),
        faqs(faq("公共照明归谁管", "归电力所。"), title="起步知识库"),
    )


def test_every_row_is_shown_with_what_would_become_of_it_and_nothing_is_written(database, tmp_path):
    town(database)
    heard = []
    with database.reading() as session:
        sources = known_sources(session, sheet(tmp_path))
        plan = plan_import(session, sources, heard=lambda *rows: heard.append(rows))
    book, market, empty, light, pipe = plan.rows
    assert [row.line for row in plan.rows] == [2, 3, 4, 5, 6]
    assert book.fate is RowFate.CHANGED
    assert book.before is not None
    assert book.after is not None
    assert (book.before.text, book.before.phrases) == ("早上九点。", ("书屋开门",))
    assert (book.after.text, book.after.phrases) == ("早上八点。", ())
    assert market.fate is RowFate.CHANGED  # its last day
    assert (empty.fate, empty.remark) == (RowFate.REJECTED, "没有写答案")
    assert (light.fate, "起步知识库" in light.remark) == (RowFate.ADDED, True)
    assert (pipe.fate, "日期“某日”看不懂" in pipe.remark) == (RowFate.REJECTED, True)
    assert heard == [(3, 3)]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Revision)) == 3


def test_drafts_are_what_was_shown_and_answer_nobody_yet(database, tmp_path):
    town(database)
    index, sources = index_of(database), sheet(tmp_path)
    plan = planned(database, sources)
    with database.writing() as session:
        taken = take_in_drafts(
            session, sources, file="本镇问答.csv", by="起小草", now=NOW, seen=plan.mark
        )
    assert (taken.tally.added, taken.tally.changed, taken.tally.rejected) == (1, 2, 2)
    assert len(taken.entries) == 3
    index.refresh(database)
    found = index.phrase("农家书屋几点开门", on=TODAY)
    assert found is not None
    assert found.text == "早上九点。"
    with database.reading() as session:
        entry = session.exec(select(Entry).where(Entry.key == "集市逢几")).one()
        assert (entry.published, entry.latest, entry.valid_until) == (1, 2, None)
        act = session.exec(select(AuditRow)).one()
        assert (act.action, act.by, act.detail["file"]) == ("import", "起小草", "本镇问答.csv")
    with database.writing() as session:
        again = take_in_drafts(session, sources, file="本镇问答.csv", by="起小草", now=NOW)
    assert (again.tally.added, again.tally.changed, again.tally.unchanged) == (0, 0, 3)


def test_what_somebody_changed_since_it_was_shown_is_not_overwritten(database, tmp_path):
    town(database)
    sources = sheet(tmp_path)
    plan = planned(database, sources)
    put(database, faqs(faq("集市逢几", "逢三。"), title="本镇问答"), publish=False)
    with pytest.raises(NotAllowed, match="重新检查"), database.writing() as session:
        take_in_drafts(session, sources, file="x", by="起小草", now=NOW, seen=plan.mark)
    with database.reading() as session:
        newest = session.exec(select(Revision).where(Revision.number == 2)).all()
        assert [row.text for row in newest] == ["逢三。"]


def test_an_import_that_fails_leaves_nothing_behind(database, tmp_path):
    town(database)
    bad = Parsed(replace(sheet(tmp_path)[0].source, title="另一份"), (None,))  # type: ignore[arg-type]
    with pytest.raises(AttributeError), database.writing() as session:
        take_in_drafts(session, [*sheet(tmp_path), bad], file="x", by="起小草", now=NOW)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Revision)) == 3
        assert session.scalar(select(func.count()).select_from(Source)) == 2


def test_what_was_written_in_the_console_goes_out_and_comes_back_the_same(database, tmp_path):
    said = Draft(
        "faq",
        "",
        "=1+1 怎么算",
        "+86 开头的电话\n-不要接\n@所有人",
        phrases=("集市开门吗；逢几", "怎么算=1+1？", "-1 怎么算"),
        negatives=("@某人；说什么",),
        fields={"topic": "起居", "hotline": "12345", "checked_on": "2026-11-01", "note": "=A1"},
        valid_from=date(2026, 1, 1),
        valid_until=date(2027, 1, 1),
    )
    with database.writing() as session:
        write_new(session, replace(said, section="起居"), by="起小草", now=NOW)
        write_new(session, replace(said, title="只有主题", phrases=()), by="起小草", now=NOW)
    with database.reading() as session:
        content, count = export_faq(session)
    assert count == 2
    plan = planned(database, parse_faq(write(tmp_path, "问答.xlsx", content)))
    assert [row.fate for row in plan.rows] == [RowFate.UNCHANGED] * 2
