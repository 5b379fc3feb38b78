"""Whom a notice is for: what may be ticked in the form, and what was."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from bot.console.notices.sight import Sight
from bot.console.visit import Visit
from jobs.figures.figure_names import CHANNELS
from jobs.places.audience import KEYS
from jobs.places.grids import Grid, subtree
from jobs.places.groups import Channel, Group, GroupTag
from knowledge.errors import BadInput

ALL, SOME = "all", "some"
MOST_FOUND = 30
FIELDS: Mapping[str, str] = dict(zip(KEYS, ("grid", "tag", "group", "channel"), strict=True))


@dataclass(frozen=True, slots=True)
class Option:
    """One box that may be ticked: its value, its words, and the groups in use behind it."""

    value: str
    words: str
    chosen: bool
    groups: int = 0


@dataclass(frozen=True, slots=True)
class Branch(Option):
    """One grid of the tree, with those below it; what is ticked above is ticked here, too."""

    below: tuple["Branch", ...] = ()

    @property
    def open(self) -> bool:
        """Whether something below is ticked, so that it is to be seen."""
        return not self.chosen and any(one.chosen or one.open for one in self.below)


@dataclass(frozen=True, slots=True)
class Picker:
    """The whole choice: `whom` is everybody, some, or nothing yet."""

    whom: str
    limited: bool
    grids: tuple[Branch, ...]
    tags: tuple[Option, ...]
    channels: tuple[Option, ...]
    groups: tuple[Option, ...]
    found: tuple[Option, ...]
    total: int


def read_audience(visit: Visit, sight: Sight) -> dict[str, list[Any]]:
    """Read whom was ticked; nobody writes to the whole town without having said so."""
    if visit.word("whom") == ALL and sight.whole:
        return {}
    if visit.word("whom") != SOME and sight.whole:
        raise BadInput("还没有选发给谁：请选“全镇所有群”，或者选一部分。")
    chosen = posted(visit)
    if not any(chosen.values()):
        raise BadInput("选了“只发给一部分”，还没有勾选网格、标签、渠道或群。")
    chosen["grids"] = _topmost(visit.session, chosen["grids"])
    return {key: values for key, values in chosen.items() if values}


def posted(visit: Visit) -> dict[str, list[Any]]:
    """Give what was ticked, as notices keep it."""
    return {key: [*_values(key, visit.words(name))] for key, name in FIELDS.items()}


def picker(visit: Visit, sight: Sight, kept: Mapping[str, Any] | None) -> Picker:
    """Gather what may be ticked; `kept` is the audience of the notice at hand, if there is one."""
    whom = visit.word("whom") if visit.form else _whom(kept)
    chosen = posted(visit) if visit.form else {key: [*(kept or {}).get(key, ())] for key in KEYS}
    session, within = visit.session, None if sight.whole else subtree(sight.grids)
    groups = [int(one) for one in chosen["groups"]]
    return Picker(
        whom=whom if sight.whole else SOME,
        limited=not sight.whole,
        grids=tuple(_tree(session, sight, chosen["grids"])),
        tags=tuple(_tags(session, within, chosen["tags"])),
        channels=tuple(_channels(session, within, chosen["channels"])),
        groups=tuple(_groups(session, _of(within).where(col(Group.id).in_(groups)), chosen=True)),
        found=tuple(find_groups(visit, sight, without=groups)),
        total=session.scalar(select(func.count()).select_from(_of(within).subquery())) or 0,
    )


def find_groups(visit: Visit, sight: Sight, *, without: Sequence[int] = ()) -> list[Option]:
    """Find groups in sight by a part of their name."""
    part = visit.word("find_group")[:40]
    if not part:
        return []
    within = None if sight.whole else subtree(sight.grids)
    named = _of(within).where(col(Group.name).contains(part, autoescape=True))
    wanted = named.where(col(Group.id).not_in([*without])).limit(MOST_FOUND)
    return [*_groups(visit.session, wanted, chosen=False)]


def _whom(kept: Mapping[str, Any] | None) -> str:
    if kept is None:
        return ""
    return SOME if any(kept.values()) else ALL


def _values(key: str, words: Iterable[str]) -> Iterable[int | str]:
    for word in dict.fromkeys(words):
        if key not in ("grids", "groups"):
            yield word
        elif word.isascii() and word.isdecimal() and len(word) < 10:
            yield int(word)
        else:
            raise BadInput("发送范围里有一项看不懂，请重新勾选。")


def _topmost(session: Session, grids: Sequence[int]) -> list[int]:
    """Leave out grids that lie in another that is ticked as well."""
    rows = session.execute(select(col(Grid.id), col(Grid.path)).where(col(Grid.id).in_(grids)))
    above = {grid: {int(part) for part in path.split("/") if part} - {grid} for grid, path in rows}
    return [grid for grid in grids if above.get(grid, set()).isdisjoint(grids)]


def _of(within: Select[Any] | None) -> Select[Any]:
    """Select the groups in use, or those of them within some grids."""
    used = select(col(Group.id)).where(col(Group.active), col(Group.private).is_(False))
    return used if within is None else used.where(col(Group.grid_id).in_(within))


def _tree(session: Session, sight: Sight, chosen: Sequence[int]) -> list[Branch]:
    rows = session.execute(
        select(col(Grid.id), col(Grid.path), col(Grid.name)).order_by(col(Grid.path))
    ).all()
    paths = {grid: [int(part) for part in path.split("/") if part] for grid, path, _name in rows}
    names = {grid: name for grid, _path, name in rows}
    counts = Counter[int]()
    own = select(col(Group.grid_id), func.count()).where(col(Group.id).in_(_of(None)))
    for grid, groups in session.execute(own.group_by(col(Group.grid_id))):
        for above in paths.get(grid, ()):
            counts[above] += groups
    below: dict[int, list[int]] = {}
    for grid in sorted(paths, key=paths.__getitem__):
        below.setdefault(paths[grid][-2] if len(paths[grid]) > 1 else 0, []).append(grid)

    def branch(grid: int, *, ticked: bool) -> Branch:
        mine = ticked or grid in chosen
        inside = tuple(branch(one, ticked=mine) for one in below.get(grid, ()))
        return Branch(str(grid), names[grid], mine, counts[grid], inside)

    tops = below.get(0, []) if sight.whole else _tops(sight.grids, paths)
    return [branch(grid, ticked=False) for grid in tops]


def _tops(grids: Sequence[int], paths: Mapping[int, Sequence[int]]) -> list[int]:
    """Leave out grids that lie in another of one's own."""
    return [one for one in grids if not set(paths.get(one, [one])[:-1]).intersection(grids)]


def _tags(session: Session, within: Select[Any] | None, chosen: Sequence[str]) -> Iterable[Option]:
    counted = select(col(GroupTag.tag), func.count()).where(col(GroupTag.group_id).in_(_of(within)))
    found = dict[str, int]()
    for tag, groups in session.execute(counted.group_by(col(GroupTag.tag))):
        found[tag] = groups
    for tag in sorted({*found, *chosen}):
        yield Option(tag, tag, tag in chosen, found.get(tag, 0))


def _channels(
    session: Session, within: Select[Any] | None, chosen: Sequence[str]
) -> Iterable[Option]:
    counted = select(col(Group.channel), func.count()).where(col(Group.id).in_(_of(within)))
    found = dict[str, int]()
    for channel, groups in session.execute(counted.group_by(col(Group.channel))):
        found[channel] = groups
    for channel in Channel:
        if channel in found or channel in chosen:
            yield Option(channel, CHANNELS[channel], channel in chosen, found.get(channel, 0))


def _groups(session: Session, wanted: Select[Any], *, chosen: bool) -> Iterable[Option]:
    rows = session.execute(
        select(col(Group.id), col(Group.name), col(Group.channel), col(Grid.name))
        .outerjoin(Grid, col(Grid.id) == col(Group.grid_id))
        .where(col(Group.id).in_(wanted))
        .order_by(col(Group.name), col(Group.id))
    )
    for group, name, channel, grid in rows:
        where = "，".join(filter(None, (grid, CHANNELS[channel])))
        yield Option(str(group), f"{name}（{where}）", chosen)
