"""Pages for bringing a file in: upload, look over, take in as drafts, hand in for review."""

from dataclasses import replace

from bot.console.lists.out_pages import SHEETS
from bot.console.lists.reading import KINDS
from bot.console.lists.rows import ON_A_PAGE, some_rows
from bot.console.lists.uploads import Stage, Upload, Uploads
from bot.console.lists.working import STALLED, begin_checking, begin_taking
from bot.console.notices.paging import Leaf, leaf
from bot.console.pages import Pages, Shown, Told, Went
from bot.console.visit import Visit
from bot.people import Role
from knowledge.entry_batches import hand_in_many
from knowledge.errors import BadInput, NotAllowed
from knowledge.import_plan import RowFate

FATES: dict[str, tuple[str, str]] = {
    RowFate.ADDED: ("新增", "green"),
    RowFate.CHANGED: ("修改", "blue"),
    RowFate.REJECTED: ("不能导入", "red"),
    RowFate.UNCHANGED: ("没有变化", "grey"),
}
STAGES: dict[str, tuple[str, str]] = {
    Stage.CHECKING: ("正在检查", "blue"),
    Stage.READY: ("等您确认", "yellow"),
    Stage.TAKING: ("正在导入", "blue"),
    Stage.TAKEN: ("已导入为草稿", "green"),
    Stage.FAILED: ("没有导入", "red"),
}

pages = Pages()


@pages.show("/lists", role=Role.DRAFTER)
def desk(visit: Visit) -> Shown:
    """Show where files go in and out, and what this person brought today."""
    return Shown(
        "console/lists/desk.html",
        kinds=list(KINDS.items()),
        mine=_uploads(visit).of(visit.person.id),
        stages=STAGES,
        sheets=SHEETS,
    )


@pages.act("/lists/upload", role=Role.DRAFTER, again=desk)
def upload(visit: Visit) -> Went | Told:
    """Keep a file and begin to look at it; a script is told where to go."""
    file, kind = visit.file("file"), visit.word("kind")
    if file is None or kind not in KINDS:
        raise BadInput("请先选择要导入的文件。")
    uploads, at = _uploads(visit), visit.now.isoformat()
    with file.file as brought:
        kept = uploads.keep(brought, file.filename or "", kind=kind, staff=visit.person.id, at=at)
    begin_checking(uploads, kept, visit.town.database)
    path = f"/lists/{kept.mark}"
    asked = "application/json" in visit.request.headers.get("accept", "")
    return Told({"path": visit.url(path)}) if asked else Went(path)


@pages.show("/lists/{mark}", role=Role.DRAFTER)
def look(visit: Visit, mark: str) -> Shown:
    """Show how far a file is, or what would become of each of its rows."""
    uploads, found = _found(visit, mark)
    if found.working:
        return Shown("console/lists/working.html", upload=found, stages=STAGES)
    fate = _fate(visit, found)
    page = _page(visit, found, fate)
    rows = some_rows(uploads.rows(found), fate, skip=page.skip) if found.counts else []
    return Shown(
        "console/lists/look.html",
        upload=found,
        rows=rows,
        fate=fate,
        fates=FATES,
        page=page,
        stages=STAGES,
    )


@pages.show("/lists/{mark}/progress", role=Role.DRAFTER)
def progress(visit: Visit, mark: str) -> Told:
    """Tell a script how far a file is."""
    _kept, found = _found(visit, mark)
    said = {"percent": found.percent, "said": found.said, "working": found.working}
    return Told(said)


@pages.act("/lists/{mark}/take", role=Role.DRAFTER, again=look)
def take(visit: Visit, mark: str) -> Went:
    """Begin to take a file in as drafts."""
    uploads, found = _found(visit, mark)
    begin_taking(uploads, found, visit.town.database, by=visit.person.name, now=visit.now)
    return Went(f"/lists/{mark}")


@pages.act("/lists/{mark}/again", role=Role.DRAFTER, again=look)
def again(visit: Visit, mark: str) -> Went:
    """Look at a file anew, for what it is compared with has changed."""
    uploads, found = _found(visit, mark)
    begin_checking(uploads, found, visit.town.database)
    return Went(f"/lists/{mark}")


@pages.act("/lists/{mark}/hand-in", role=Role.DRAFTER, again=look)
def hand_in(visit: Visit, mark: str) -> Went:
    """Hand in for review whatever came of a file."""
    uploads, found = _found(visit, mark)
    if found.stage is not Stage.TAKEN or not found.entries:
        raise NotAllowed("这份文件没有可以送审的草稿。")
    batch = hand_in_many(visit.session, found.entries, by=visit.person.name, now=visit.now)
    uploads.drop(found)
    left = f"另有 {len(batch.refused)} 条不用送审。" if batch.refused else ""
    return Went("/lists", said=f"已送审 {len(batch.done)} 条。{left}")


@pages.act("/lists/{mark}/drop", role=Role.DRAFTER, again=look)
def drop(visit: Visit, mark: str) -> Went:
    """Put a file away; drafts that came of it stay."""
    uploads, found = _found(visit, mark)
    if found.working:
        raise NotAllowed("这份文件正在处理，请等一等。")
    uploads.drop(found)
    return Went("/lists", said=f"已放弃“{found.name}”，没有留下文件。")


def _uploads(visit: Visit) -> Uploads:
    return Uploads(visit.town.settings.data_dir / "uploads")


def _found(visit: Visit, mark: str) -> tuple[Uploads, Upload]:
    """Find a file of this person's; one that nobody works on any more has failed."""
    uploads = _uploads(visit)
    found = uploads.find(mark, staff=visit.person.id)
    if found.working and uploads.silent(found):
        found = uploads.save(replace(found, stage=Stage.FAILED, said=STALLED))
    return uploads, found


def _fate(visit: Visit, found: Upload) -> RowFate | None:
    """Say which rows to show: those asked for, else the first kind that there is."""
    asked = visit.word("show")
    if asked in FATES:
        return RowFate(asked)
    return next((RowFate(fate) for fate in FATES if found.counts.get(fate)), None)


def _page(visit: Visit, found: Upload, fate: RowFate | None) -> Leaf:
    return leaf(
        f"/lists/{found.mark}",
        {"show": fate or ""},
        number=visit.number("page", 1) or 1,
        total=found.counts.get(fate or "", 0),
        per=ON_A_PAGE,
        unit="条",
    )
