"""Places and forms for tests of writing notices in the console."""

import re
from typing import Any

import mailings
from console_town import ConsoleTown
from sqlmodel import Session, col, select

from jobs.places.groups import Channel, GroupTag
from jobs.writing.notices import Notice

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "000002000001e221bc330000000049454e44ae426082"
)
WHOLE = {
    "title": "冬季用火要小心",
    "category": "safety",
    "text": "天干物燥，出门前请关好电和气。\r\n有火情打119。",
    "whom": "all",
    "when": "now",
}


def places(console: ConsoleTown) -> dict[str, int]:
    """Grids and groups: two in 东街, which is the worker's own, and one of robots in 西街."""
    with console.database.writing() as session:
        east = mailings.grid(session, "城关镇", "东街")
        first = mailings.grid(session, "城关镇", "东街", "第一网格")
        west = mailings.grid(session, "城关镇", "西街")
        lane = {"lane": "telegram"}
        groups = {
            "东街一组": mailings.group(session, "东街一组", place=first, members=120, **lane),
            "东街二组": mailings.group(session, "东街二组", place=east, members=80, **lane),
            "西街一组": _robot(session, west),
        }
        session.add(GroupTag(group_id=groups["东街一组"], tag="老人"))
    return groups | {"东街": east, "第一网格": first, "西街": west}


def form(**changed: Any) -> dict[str, Any]:
    """The form of a notice for everybody, at once; `changed` fields are otherwise."""
    return WHOLE | {"do": "submit"} | changed


def notices(console: ConsoleTown) -> list[Notice]:
    """All notices there are, in order."""
    with console.database.reading() as session:
        return list(session.exec(select(Notice).order_by(col(Notice.id))))


def written(console: ConsoleTown, **changed: Any) -> int:
    """A notice that somebody wrote, as a draft unless something else is said."""
    values: dict[str, Any] = {"state": "draft", "drafted_by": "起小草", "timing": {"when": "now"}}
    with console.database.writing() as session:
        return mailings.notice(session, **(values | changed))


def hidden(page: str, name: str) -> str:
    """What a hidden field of a page holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]


def _robot(session: Session, place: int) -> int:
    return mailings.group(session, "西街一组", place=place, channel=Channel.WECOM, lane="wecom:one")
