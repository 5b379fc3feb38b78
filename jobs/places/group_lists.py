"""Lists of groups as staff keep them in Excel: read row by row, and written to be read again."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from jobs.places.addresses import MERGED
from jobs.places.grid_names import grid_names
from jobs.places.grids import split_path
from jobs.places.group_facts import split_tags, tidy
from jobs.places.groups import Channel, Group, GroupFacts, GroupTag, channel_named
from jobs.places.webhooks import HIDDEN, SAVED, hide_webhooks
from knowledge.drafts import Rejected
from knowledge.errors import BadInput
from knowledge.importing.columns import Columns, find_columns
from knowledge.importing.sheets import read_table
from knowledge.list_workbook import Cell, list_workbook

COLUMNS: Columns = {
    "name": ("名称", "群名", "群名称", "群聊名称"),
    "channel": ("渠道", "平台", "类型"),
    "address": ("地址", "群地址", "编号", "群编号", "机器人地址", "机器人网址", "webhook"),
    "grid": ("网格", "所属网格", "村组", "位置"),
    "tags": ("标签",),
    "members": ("人数", "群人数", "成员数"),
    "closed": ("停用原因",),
}
HEADS = tuple(names[0] for names in COLUMNS.values())
_NUMBER = re.compile(r"约?(\d{1,7})[人左右多+]*")
_SHOWN = 500


@dataclass(frozen=True, slots=True)
class GroupList:
    """A list as read: what each row says of a group, and the rows that say nothing sound."""

    rows: tuple[tuple[int, GroupFacts], ...]
    rejected: tuple[Rejected, ...]


def read_group_list(path: Path) -> GroupList:
    """Read a list; rows that cannot stand are handed back with their reasons, never a webhook."""
    table = read_table(path)
    names = find_columns(table.headers, COLUMNS)
    missing = [COLUMNS[column][0] for column in ("name", "channel") if column not in names]
    if missing:
        raise BadInput(
            f"“{path.name}”缺少“{'”“'.join(missing)}”列。应有的列：{'、'.join(HEADS[:6])}。"
        )
    if not table.rows and not table.rejected:
        raise BadInput(f"“{path.name}”只有表头，没有内容，请填好后再导入。")
    rows, seen = list[tuple[int, GroupFacts]](), dict[str, int]()
    rejected = [Rejected(row.line, row.reason, hide_webhooks(row.row)) for row in table.rejected]
    for line, values in table.rows:
        cells = {column: values.get(header, "").strip() for column, header in names.items()}
        try:
            facts = _facts(cells)
            _refuse_seen(facts, line, seen)
        except BadInput as error:
            rejected.append(Rejected(line, reason_of(error), shown(cells)))
        else:
            rows.append((line, facts))
    return GroupList(tuple(rows), tuple(sorted(rejected, key=lambda row: row.line)))


def write_group_list(session: Session) -> tuple[bytes, int]:
    """Give all groups as a workbook and how many there are; webhooks stay with us.

    A further column says why groups are closed, if any is.
    """
    rows = list(_rows(session))
    heads = HEADS if any(row[-1] for row in rows) else HEADS[:-1]
    return list_workbook("群", heads, [row[: len(heads)] for row in rows]), len(rows)


def reason_of(error: BadInput) -> str:
    """Give an error as the reason of a rejected row, without its full stop."""
    return hide_webhooks(str(error).rstrip("。"))


def shown(cells: Mapping[str, str]) -> str:
    """Give a row as people may see it: no address but a Telegram group's."""
    open_to_see = "telegram" in cells.get("channel", "").lower()
    said = {COLUMNS[column][0]: value for column, value in cells.items() if value}
    if "地址" in said and not open_to_see and said["地址"] != SAVED:
        said["地址"] = HIDDEN
    return hide_webhooks(" | ".join(f"{name}：{value}" for name, value in said.items()))[:_SHOWN]


def cells_of(facts: GroupFacts) -> dict[str, str]:
    """Give facts as the cells of a row, to show which row it was."""
    return {
        "name": facts.name,
        "channel": facts.channel,
        "address": facts.address,
        "grid": "/".join(facts.grid or ()),
        "tags": "、".join(facts.tags or ()),
        "members": str(facts.members or ""),
    }


def _facts(cells: Mapping[str, str]) -> GroupFacts:
    if not cells["channel"]:
        raise BadInput("没有写渠道。")
    channel = channel_named(cells["channel"])
    address = "" if channel is Channel.WECHAT else cells.get("address", "")
    return tidy(
        GroupFacts(
            channel,
            cells["name"],
            address,
            grid=split_path(cells["grid"]) if "grid" in cells else None,
            tags=split_tags(cells["tags"]) if "tags" in cells else None,
            members=_members(cells.get("members", "")),
            closed=cells.get("closed"),
        )
    )


def _members(written: str) -> int | None:
    if not written:
        return None
    found = _NUMBER.fullmatch(re.sub(r"\s", "", written))
    if found is None:
        raise BadInput(f"人数“{written[:8]}”不是数。")
    return int(found[1])


def _refuse_seen(facts: GroupFacts, line: int, seen: dict[str, int]) -> None:
    """One group stands on one line; the second would undo what the first says."""
    place = f"{facts.channel} {facts.name} {'/'.join(facts.grid or ())}"
    marks = [facts.address.lower()] if facts.address not in ("", SAVED) else []
    marks += [place] if facts.channel is not Channel.TELEGRAM else []
    earlier = next((seen[mark] for mark in marks if mark in seen), 0)
    if earlier:
        raise BadInput(f"与第 {earlier} 行是同一个群。")
    seen.update(dict.fromkeys(marks, line))


def _rows(session: Session) -> Iterator[tuple[Cell, ...]]:
    names = grid_names(session).full
    tags: dict[int, list[str]] = {}
    for group_id, tag in session.execute(
        select(col(GroupTag.group_id), col(GroupTag.tag)).order_by(col(GroupTag.tag))
    ):
        tags.setdefault(group_id, []).append(tag)
    wanted = select(Group).where(
        col(Group.private).is_(False), col(Group.address).not_like(f"%{MERGED}%")
    )
    for group in session.scalars(wanted.order_by(col(Group.id))):
        yield (
            group.name,
            group.channel,
            _address(group),
            names.get(group.grid_id or 0, ""),
            "、".join(tags.get(group.id or 0, ())),
            group.members,
            "" if group.active else group.reason or "已停用",
        )


def _address(group: Group) -> str:
    if group.channel == Channel.WECOM:
        return SAVED
    return group.address if group.channel == Channel.TELEGRAM else ""
