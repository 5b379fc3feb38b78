"""Pages for taking lists out, as Excel that comes back as it was."""

import csv
import io

from bot.commands.import_report import harmless
from bot.console.lists.rows import read_rows
from bot.console.lists.uploads import Uploads
from bot.console.pages import Pages, Sent
from bot.console.visit import Visit
from bot.people import Role
from jobs.records.right_answers import right_lines
from knowledge.faq_list import HEADS, export_faq
from knowledge.import_plan import RowFate
from knowledge.list_workbook import list_workbook

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXAMPLE = (
    "农家书屋几点开门",
    "书屋什么时候开\n周末能借书吗",
    "工作日上午九点到下午五点开门，周末照常。",
    "",
    "生活服务",
    "2027-12-31",
)
SHEETS = (
    ("/lists/faq.xlsx", "导出全部问答", "改好以后可以原样导回来，什么都不会丢。"),
    ("/lists/blank.xlsx", "下载空白表格", "里面有一条例子，照着填。"),
    ("/lists/verdicts.jsonl", "导出核对过的问题", "给维护人员评测回答用。"),
)

pages = Pages()


@pages.show("/lists/faq.xlsx", role=Role.DRAFTER)
def faq(visit: Visit) -> Sent:
    """Give every question with its answer."""
    content, _count = export_faq(visit.session)
    return Sent(content, f"常见问答-{visit.today.isoformat()}.xlsx", EXCEL)


@pages.show("/lists/blank.xlsx", role=Role.DRAFTER)
def blank(visit: Visit) -> Sent:  # noqa: ARG001
    """Give a table to fill in."""
    heads = HEADS[: len(EXAMPLE)]
    return Sent(list_workbook("常见问答", heads, [EXAMPLE]), "空白问答表.xlsx", EXCEL)


@pages.show("/lists/verdicts.jsonl", role=Role.DRAFTER)
def verdicts(visit: Visit) -> Sent:
    """Give the questions that staff found right answers to."""
    content, _count = right_lines(visit.session)
    return Sent(content, "核对过的问题.jsonl", "application/x-ndjson")


@pages.show("/lists/{mark}/rejected.csv", role=Role.DRAFTER)
def rejected(visit: Visit, mark: str) -> Sent:
    """Give the rows of a file that cannot be taken in, with the reasons."""
    uploads = Uploads(visit.town.settings.data_dir / "uploads")
    found = uploads.find(mark, staff=visit.person.id)
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(("行", "原因", "内容"))
    rows = read_rows(uploads.rows(found), RowFate.REJECTED) if found.counts else ()
    lines.writerows((row.line, row.remark, harmless(row.row)) for row in rows)
    return Sent(text.getvalue().encode("utf-8-sig"), f"{found.name}-不能导入的行.csv", "text/csv")
