"""Pages that take a list of groups in: looked over first, then taken in whole."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.datastructures import UploadFile

from bot.console.pages import Pages, Shown
from bot.console.visit import Visit
from bot.people import Role
from jobs.places.group_intake import Intake, take_in_groups
from jobs.places.group_lists import HEADS, GroupList, read_group_list
from knowledge.errors import BadInput

MOST = 5_000  # rows, so that nobody else waits long
SHOWN = 100  # rejected rows on the page
LONGEST_NAME = 100

pages = Pages()


@pages.show("/groups/import", role=Role.ADMINISTRATOR)
def form(visit: Visit) -> Shown:  # noqa: ARG001
    """Show what to do with a list."""
    return Shown("console/places/group_import.html", heads=HEADS[:-1], intake=None)


@pages.act("/groups/import", role=Role.ADMINISTRATOR, again=form)
def take_in(visit: Visit) -> Shown:
    """Say what a list would change, or change it; twice adds none."""
    file, look = visit.file("file"), visit.word("do") != "import"
    if file is None:
        raise BadInput("请先选择名单文件。")
    found = _read(file)
    if len(found.rows) > MOST:
        raise BadInput(f"一次最多导入 {MOST:,} 个群，请分成几个文件。")
    trying = visit.session.begin_nested()
    intake = take_in_groups(
        visit.session, found.rows, vault=visit.vault, by=visit.person.name, now=visit.now
    )
    if look:
        trying.rollback()
    return Shown(
        "console/places/group_import.html",
        heads=HEADS[:-1],
        look=look,
        file=file.filename,
        intake=intake,
        rejected=_rejected(found, intake)[:SHOWN],
        left_out=len(_rejected(found, intake)),
    )


def _read(file: UploadFile) -> GroupList:
    name = Path((file.filename or "").replace("\\", "/")).name[-LONGEST_NAME:]
    with TemporaryDirectory() as folder:
        path = Path(folder) / (name or "名单.xlsx")
        with path.open("wb") as kept:
            shutil.copyfileobj(file.file, kept)
        return read_group_list(path)


def _rejected(found: GroupList, intake: Intake) -> list[tuple[int, str, str]]:
    rows = sorted((*found.rejected, *intake.rejected), key=lambda row: row.line)
    return [(row.line, row.reason, row.row) for row in rows]
