"""What came of each sending: how many got it, who did not and why; and another try."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from bot.console.notices.sight import seen_notice
from bot.console.pages import Pages, Sent, Shown, Went
from bot.console.visit import Visit
from bot.notice_rights import may_retry
from bot.people import Role
from jobs.delivery.deliveries import State
from jobs.figures import delivery_report
from jobs.figures.figure_names import CHANNELS, RUN_STATES, STATES
from jobs.figures.reasons import reasons
from jobs.figures.report_sheets import SHOWN, report_sheets
from jobs.figures.workbook import workbook
from jobs.schedule.runs import OUTWARD, Run
from jobs.writing import retrying
from jobs.writing.notices import Notice, NoticeState, find_notice
from knowledge.errors import KnowledgeError, NotAllowed, NotFound

MOST_MISSED = 100  # groups that are named on the page; the file names all
MOST_RUNS = 60
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_ALL_YOURS = "这条通知还发给了别的网格，整份报告由起草人以上的人看；您的群在通知页上。"

pages = Pages()


@pages.show("/notices/{notice:int}/report", role=Role.WORKER)
def report_page(visit: Visit, notice: int) -> Shown:
    """Show what came of one sending."""
    row = _reported(visit, notice)
    runs = _runs(visit, row)
    run = _chosen(visit, runs)
    number = run.id if run else None
    session = visit.session
    counts = delivery_report.counts(session, run_id=number) if run else {}
    failed = delivery_report.counts(session, row.id)[State.FAILED] if run else 0
    return Shown(
        "console/notices/report.html",
        notice=row,
        runs=runs,
        run=run,
        counts=counts,
        total=sum(counts.values()),
        shown=SHOWN,
        names=STATES,
        channels=CHANNELS,
        run_states=RUN_STATES,
        reasons=reasons(session, number or 0) if run else [],
        by_grid=delivery_report.by_grid(session, run_id=number) if run else [],
        missed=delivery_report.missed(session, run_id=number, limit=MOST_MISSED) if run else [],
        retrying=failed if failed and _may_retry(visit, row) else 0,
    )


@pages.show("/notices/{notice:int}/report.xlsx", role=Role.WORKER)
def report_file(visit: Visit, notice: int) -> Sent:
    """Give the whole report of all sendings as an Excel file."""
    row = _reported(visit, notice)
    found = delivery_report.report(visit.session, row.id or 0)
    content = workbook(report_sheets(found, zone=visit.zone, now=visit.now))
    return Sent(content, name=f"发送情况-{row.title}.xlsx", kind=EXCEL)


@pages.act("/notices/{notice:int}/retry", role=Role.WORKER, again=report_page)
def retry(visit: Visit, notice: int) -> Went:
    """Try once more what has failed."""
    _reported(visit, notice)
    row = find_notice(visit.session, notice, changes=visit.number("changes"))
    name = may_retry(visit.session, visit.person.name, row)
    again = retrying.retry(visit.session, row, by=name, now=visit.now)
    return Went(f"/notices/{notice}", said=f"正在给 {again:,} 个群重发。")


def _reported(visit: Visit, number: int) -> Notice:
    """Find a notice of which a person may see every group."""
    row, sight = seen_notice(visit.session, visit.person, number)
    if not sight.sees_all_of(visit.session, row):
        raise NotAllowed(NOT_ALL_YOURS)
    return row


def _runs(visit: Visit, row: Notice) -> Sequence[Run]:
    found = select(Run).where(col(Run.notice_id) == row.id, col(Run.kind).in_(OUTWARD))
    newest = (col(Run.slot).desc(), col(Run.id).desc())
    return visit.session.scalars(found.order_by(*newest).limit(MOST_RUNS)).all()


def _chosen(visit: Visit, runs: Sequence[Run]) -> Run | None:
    wanted = visit.number("run")
    if wanted is None:
        return runs[0] if runs else None
    found = next((run for run in runs if run.id == wanted), None)
    if found is None:
        raise NotFound("这条通知没有这一次发送。")
    return found


def _may_retry(visit: Visit, row: Notice) -> bool:
    if row.state == NoticeState.CANCELLED:
        return False
    try:
        may_retry(visit.session, visit.person.name, row)
    except KnowledgeError:
        return False
    return True
