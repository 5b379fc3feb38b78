"""The list of questions goes out to Excel and loses nothing on the way back in."""

import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from builders import faq, faqs
from builders import put as take
from file_makers import put
from programs import imported, mingbai, rows
from python_calamine import CalamineWorkbook
from sqlmodel import select

from knowledge.database import Database, open_database
from knowledge.drafts import Citation, Draft, Kind
from knowledge.faq_list import HEADS, export_faq, known_facts
from knowledge.importing.faq import parse_faq
from knowledge.starter_files import load_faq
from knowledge.tables import Entry, Phrase, Revision, Source


def exported(database: Database, folder: Path, name: str = "问答.xlsx") -> Path:
    with database.reading() as session:
        content, _ = export_faq(session)
    return put(folder, name, content)


def contents(database: Database) -> dict[str, tuple]:
    """Every entry by its key: all that its newest revision says, and the days it holds."""
    with database.reading() as session:
        asked: dict[int, list] = {}
        for phrase in session.scalars(select(Phrase).order_by(Phrase.id)):
            asked.setdefault(phrase.revision_id, []).append((phrase.negative, phrase.text))
        found = session.execute(
            select(Entry, Revision, Source.title, Source.edition)
            .join(Revision, Revision.entry_id == Entry.id)
            .join(Source, Source.id == Entry.source_id)
            .where(Revision.number == Entry.latest)
        )
        return {
            entry.key: (
                *(title, edition, row.title, row.section, row.text, row.citations),
                *(row.fields, row.checksum, sorted(asked.get(row.id, ()), key=lambda one: one[0])),
                *(entry.valid_from, entry.valid_until, entry.kind),
            )
            for entry, row, title, edition in found
        }


def test_the_starter_questions_go_out_and_come_into_an_empty_database_as_they_were(
    database, sqlite_template, tmp_path
):
    take(database, load_faq())
    before, path = contents(database), exported(database, tmp_path)
    empty = open_database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'empty.db')}")
    tally = take(empty, *parse_faq(path))
    assert (tally.added, tally.rejected) == (len(before), 0)
    after = contents(empty)
    empty.close()
    assert len(after) >= 600
    for key, said in before.items():
        assert after[key] == said, key


def test_exported_into_the_same_town_nothing_changes(database, tmp_path):
    days = Draft(
        Kind.FAQ,
        "限时",
        "秸秆禁烧到哪天",
        "到月底。\n1. 看通知",
        section="生产生活安全",
        phrases=("啥时候能烧秸秆",),
        negatives=("烧纸钱行不行",),
        citations=(Citation("中华人民共和国大气污染防治法", "第七十七条"), Citation("某办法", "")),
        fields={"topic": "生产生活安全", "hotline": "12345", "note": "=1+1"},
        valid_from=date(2026, 9, 1),
        valid_until=date(2027, 1, 1),
    )
    take(database, faqs(days, faq("怎么离婚", "去登记处。"), title="本镇问答"))
    take(database, faqs(faq("怎么 离婚？", "也去登记处。"), title="居民问过的问题"))
    before, path = contents(database), exported(database, tmp_path)
    tally = take(database, *parse_faq(path))
    assert (tally.added, tally.changed, tally.unchanged) == (0, 0, 3)
    assert contents(database) == before


def test_an_edited_row_is_a_new_revision_of_its_own_entry(database, tmp_path):
    take(database, faqs(faq("怎么离婚", "去登记处。", key="divorce"), title="本镇问答"))
    path = exported(database, tmp_path)
    head, row = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    row[head.index("问题")], row[head.index("答案")] = "离婚去哪里办", "去民政局。"
    with xlsxwriter.Workbook(tmp_path / "改.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, head)
        sheet.write_row(1, 0, row)
        sheet.write_row(2, 0, ["新问题", "", "新答案"])
    parsed = parse_faq(tmp_path / "改.xlsx")
    assert [(one.source.title, len(one.drafts)) for one in parsed] == [("本镇问答", 1), ("改", 1)]
    tally = take(database, *parsed)
    assert (tally.added, tally.changed) == (1, 1)
    assert contents(database)["divorce"][2:5] == ("离婚去哪里办", "", "去民政局。")


def test_a_list_that_comes_back_leaves_the_facts_of_its_source_alone(database):
    take(database, load_faq())
    facts = load_faq().source
    with database.reading() as session:
        kept = known_facts(session, type(facts)(facts.title, facts.kind, facts.edition))
        new = known_facts(session, type(facts)("没见过", "faq"))
    assert kept == facts
    assert new.checksum == ""


def test_an_export_says_which_rows_are_drafts_and_holds_no_formula(database, tmp_path):
    take(database, faqs(faq("=cmd|' /C calc'!A0", "@SUM(1)"), title="一"))
    take(database, faqs(faq("草稿问题", "草稿答案"), title="二"), publish=False)
    take(database, faqs(faq("=cmd|' /C calc'!A0", "改过"), title="一"), publish=False)
    path = exported(database, tmp_path)
    head, *lines = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert tuple(head) == HEADS
    assert head[:6] == ["问题", "相似问", "答案", "依据", "主题", "有效期至"]
    assert [(line[0], line[2], line[-1]) for line in lines] == [
        ("=cmd|' /C calc'!A0", "改过", "已发布，新的修改还是草稿"),
        ("草稿问题", "草稿答案", "草稿"),
    ]
    with zipfile.ZipFile(path) as book:
        assert not any(b"<f>" in book.read(name) for name in book.namelist())


def test_a_town_s_questions_go_out_and_in_by_the_command_line(tmp_path):
    done = mingbai(tmp_path, "export", "--kind", "faq", "问答.xlsx")
    assert (done.returncode, done.stderr) == (0, "")
    count = rows(tmp_path, "SELECT count(*) FROM entry WHERE kind = 'faq'")[0][0]
    assert done.stdout == f"已导出 {count} 条问答，写在 问答.xlsx。\n"
    said = imported(tmp_path, tmp_path / "问答.xlsx")
    assert f"新增 0，修改 0，未变 {count}，未导入 0。" in said
    sources = rows(tmp_path, "SELECT count(*) FROM source WHERE kind = 'faq' AND checksum = ''")
    assert sources == [(0,)]
    assert mingbai(tmp_path, "export", "问答.xlsx").returncode == 2


@pytest.mark.parametrize("place", ["没有/这个夹/问答.xlsx"])
def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path, place):
    done = mingbai(tmp_path, "export", "--kind", "faq", place)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "Traceback" not in done.stderr
