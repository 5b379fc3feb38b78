"""Whom a notice is for: grids with all below them, tags, channels and single groups."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session, col

from jobs.figures.figure_names import CHANNELS
from jobs.places.grids import Grid, find_grid, subtree
from jobs.places.groups import Channel, Group, GroupTag, channel_named
from knowledge.errors import BadInput

T = TypeVar("T")
KEYS = ("grids", "tags", "groups", "channels")


@dataclass(frozen=True, slots=True)
class Audience:
    """Groups that meet every key that is not empty; within a key one value is enough.

    With all keys empty it is every group there is.
    """

    grids: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    groups: tuple[int, ...] = ()
    channels: tuple[Channel, ...] = ()

    def as_json(self) -> dict[str, list[Any]]:
        """Give what is kept of it, so that `parse_audience` reads the same again."""
        return {key: [*values] for key, values in asdict(self).items() if values}


def parse_audience(raw: object, session: Session | None = None) -> Audience:
    """Read an audience, or raise `BadInput` for whatever in it is not known.

    Grids and groups may go by name, a grid also by its path (城关镇/东关村) and both by number.
    Names need a session; what was kept as numbers does not.
    """
    values = _shape(raw)
    grids = tuple(_grid(session, one) for one in values["grids"])
    channels = tuple(channel_named(one) for one in values["channels"])
    tags = tuple(_tag(session, one) for one in values["tags"])
    within = _conditions(Audience(grids=grids, channels=channels))
    groups = tuple(_group(session, one, within) for one in values["groups"])
    return Audience(_once(grids), _once(tags), _once(groups), _once(channels))


def groups_of(audience: Audience) -> Select[Any]:
    """Select the numbers of the groups it is for, active or not; never a private chat."""
    return select(col(Group.id)).where(col(Group.private).is_(False), *_conditions(audience))


def count(session: Session, audience: Audience) -> int:
    """Count the groups that a notice for it would go to today."""
    chosen = groups_of(audience).where(col(Group.active)).subquery()
    return session.scalar(select(func.count()).select_from(chosen)) or 0


def lies_within(session: Session, audience: Audience, grids: Sequence[int]) -> bool:
    """Say whether it can never reach a group outside these grids and all below them."""
    if not grids:
        return False
    inside = subtree(grids)
    if audience.grids:
        outside = select(col(Grid.id)).where(
            col(Grid.id).in_(audience.grids), col(Grid.id).not_in(inside)
        )
    else:
        elsewhere = col(Group.grid_id).is_(None) | col(Group.grid_id).not_in(inside)
        outside = select(col(Group.id)).where(col(Group.id).in_(audience.groups), elsewhere)
    named = bool(audience.grids or audience.groups)
    return named and session.scalars(outside.limit(1)).first() is None


def describe(session: Session, audience: Audience) -> str:
    """Say in words whom it is for, like 东关村；标签：老人；企业微信群."""
    grids = session.scalars(select(col(Grid.name)).where(col(Grid.id).in_(audience.grids)))
    groups = session.scalars(select(col(Group.name)).where(col(Group.id).in_(audience.groups)))
    parts = (
        "、".join(grids),
        "标签：" + "、".join(audience.tags) if audience.tags else "",
        "、".join(CHANNELS[channel] for channel in audience.channels),
        "、".join(groups),
    )
    return "；".join(filter(None, parts)) or "全部群"


def _once(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))


def _conditions(audience: Audience) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if audience.grids:
        found.append(col(Group.grid_id).in_(subtree(audience.grids)))
    if audience.tags:
        tagged = select(col(GroupTag.group_id)).where(col(GroupTag.tag).in_(audience.tags))
        found.append(col(Group.id).in_(tagged))
    if audience.groups:
        found.append(col(Group.id).in_(audience.groups))
    if audience.channels:
        found.append(col(Group.channel).in_(audience.channels))
    return found


def _shape(raw: object) -> dict[str, list[Any]]:
    said = {} if raw is None else raw
    if not isinstance(said, Mapping):
        raise BadInput("发送范围（audience）要写明 grids、tags、groups 或 channels。")
    strange = [str(key) for key in said if key not in KEYS]
    if strange:
        raise BadInput(f"发送范围里不认识“{strange[0]}”，能写的有 grids、tags、groups、channels。")
    return {key: _listed(key, said.get(key)) for key in KEYS}


def _listed(key: str, value: object) -> list[Any]:
    values = [] if value is None else value if isinstance(value, list | tuple) else [value]
    for one in values:
        number = isinstance(one, int) and not isinstance(one, bool) and key in ("grids", "groups")
        if not number and not (isinstance(one, str) and one.strip()):
            raise BadInput(f"发送范围的 {key} 里有一项不是名称，请逐个写名称。")
    return [one.strip() if isinstance(one, str) else one for one in values]


def _grid(session: Session | None, named: int | str) -> int:
    if isinstance(named, int) and session is None:
        return named
    if session is None:
        raise BadInput(f"没有叫“{named}”的网格。")
    return find_grid(session, named).id or 0


def _tag(session: Session | None, tag: str) -> str:
    if session is not None:
        known = select(col(GroupTag.tag)).where(col(GroupTag.tag) == tag).limit(1)
        if session.scalars(known).first() is None:
            raise BadInput(f"没有一个群带“{tag}”这个标签。")
    return tag


def _group(session: Session | None, named: int | str, within: list[ColumnElement[bool]]) -> int:
    """Find one group; of several that share a name the one in the grids and channels named."""
    if isinstance(named, int) and session is None:
        return named
    wanted = col(Group.id) == named if isinstance(named, int) else col(Group.name) == named
    chosen = select(col(Group.id)).where(wanted, col(Group.private).is_(False))
    found = session.scalars(chosen).all() if session is not None else []
    if len(found) > 1 and session is not None:
        found = session.scalars(chosen.where(*within)).all() or found
    if len(found) > 1:
        numbers = "、".join(map(str, found))
        raise BadInput(f"有 {len(found)} 个群都叫“{named}”，请改写编号：{numbers}。")
    if not found:
        said = f"编号为 {named} " if isinstance(named, int) else f"叫“{named}”"
        raise BadInput(f"没有{said}的群。")
    return found[0] or 0
