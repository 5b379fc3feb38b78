"""How far a notice's sending is, for the bar that moves."""

from typing import Any

from bot.console.notices.nexts import how_far, what_next
from bot.console.notices.showing import look
from bot.console.notices.sight import seen_notice
from bot.console.notices.standing import Standing
from bot.console.pages import Pages, Told
from bot.console.visit import Visit
from bot.people import Role
from jobs.figures.progress import Progress

pages = Pages()


@pages.show("/notices/{notice:int}/progress", role=Role.WORKER)
def progress_of(visit: Visit, notice: int) -> Told:
    """Tell how far the newest sending is."""
    row, _sight = seen_notice(visit.session, visit.person, notice)
    stand, turn = look(visit, row)
    said = what_next(stand, turn, me=visit.person.name, zone=visit.zone)
    return Told(_values(stand, said))


def _values(stand: Standing, said: str) -> dict[str, Any]:
    far = stand.far
    if far is None:
        return {"running": False, "percent": 0, "said": "", "next": said}
    return {
        "running": bool(far.left),
        "percent": percent(far),
        "said": how_far(far) if far.left else "",
        "next": said,
    }


def percent(far: Progress) -> int:
    """Say how much is done; all of it only when nothing is left."""
    return 100 * (far.total - far.left) // far.total if far.total else 0
