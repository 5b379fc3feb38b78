"""Pages of the record of acts: searched, checked, and taken along as a file."""

import csv
from io import StringIO

from bot.console.frame import moment
from bot.console.ledger.acts import SUBJECTS
from bot.console.ledger.searching import Wanted, count, newest_first, who_acted
from bot.console.ledger.telling import Act, tell
from bot.console.notices.paging import leaf
from bot.console.pages import Pages, Sent, Shown
from bot.console.visit import Visit
from bot.people import Role
from knowledge.audit import check_chain
from knowledge.errors import BadInput, NotFound
from knowledge.list_workbook import list_workbook

PER_PAGE = 30
MOST = 50_000  # acts in one file
HEADS = ("第几条", "时间", "谁", "做了什么", "详情")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")

pages = Pages()


@pages.show("/ledger/list", role=Role.ADMINISTRATOR)
def record(visit: Visit) -> Shown:
    """Show the acts that are looked for, the newest first."""
    wanted, session = _wanted(visit), visit.session
    total = count(session, wanted, zone=visit.zone)
    number = visit.number("page", 1) or 1
    page = leaf("/ledger/list", wanted.asked(), number=number, total=total, per=PER_PAGE, unit="条")
    rows = newest_first(session, wanted, zone=visit.zone, skip=page.skip, limit=PER_PAGE)
    return Shown(
        "console/ledger/list.html",
        acts=tell(session, rows),
        page=page,
        wanted=wanted,
        asked=wanted.asked(),
        people=[("", "所有人"), *((name, name) for name in who_acted(session))],
        kinds=[("", "所有事项"), *SUBJECTS.items()],
        filtered=any(wanted.asked().values()),
    )


@pages.show("/ledger/check", role=Role.ADMINISTRATOR)
def check(visit: Visit) -> Shown:
    """Go through the whole record, and say whether it is whole."""
    broken = check_chain(visit.session)
    total = count(visit.session, Wanted(), zone=visit.zone)
    return Shown("console/ledger/check.html", broken=broken, total=total)


@pages.show("/ledger/export/{kind}", role=Role.ADMINISTRATOR)
def export(visit: Visit, kind: str) -> Sent:
    """Give the acts that are looked for as a file."""
    if kind not in ("xlsx", "csv"):
        raise NotFound("只能导出 Excel 或 CSV。")
    rows = newest_first(visit.session, _wanted(visit), zone=visit.zone, limit=MOST + 1)
    if len(rows) > MOST:
        raise BadInput(f"一次最多导出 {MOST:,} 条，请选一段日期再导出。")
    lines = [_line(visit, act) for act in tell(visit.session, rows)]
    name = f"办理记录-{visit.today.isoformat()}.{kind}"
    if kind == "xlsx":
        return Sent(list_workbook("办理记录", HEADS, lines), name=name, kind=EXCEL)
    return Sent(_csv(lines), name=name, kind="text/csv; charset=utf-8")


def _wanted(visit: Visit) -> Wanted:
    first, last = visit.day("first"), visit.day("last")
    if first and last and first > last:
        raise BadInput("起始日期在结束日期之后，请调换过来。")
    return Wanted(visit.word("words"), visit.word("by"), visit.word("kind"), first, last)


def _line(visit: Visit, act: Act) -> tuple[int, str, str, str, str]:
    return act.number, moment(act.at, visit.zone), act.by, act.said, act.details


def _csv(lines: list[tuple[int, str, str, str, str]]) -> bytes:
    """Write lines so that Excel reads the Chinese and takes nothing for a formula."""
    target = StringIO()
    writer = csv.writer(target)
    writer.writerow(HEADS)
    for number, *texts in lines:
        writer.writerow([number, *map(_plain, texts)])
    return target.getvalue().encode("utf-8-sig")


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULAS) else text
