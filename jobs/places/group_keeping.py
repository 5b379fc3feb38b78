"""Keeping groups as staff describe them: adding, changing, and telling which one is meant."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from jobs.places.addresses import (
    TELEGRAM_LANE,
    readdress,
    telegram_address,
    wechat_address,
    wecom_lane,
)
from jobs.places.grid_tree import ensure_path
from jobs.places.grids import hold_tree
from jobs.places.group_facts import tidy
from jobs.places.groups import Channel, Group, GroupFacts, GroupTag, get_group
from jobs.places.webhooks import SAVED, parse_webhook
from jobs.vault import Vault
from knowledge.audit import note
from knowledge.errors import BadInput

Grids = dict[tuple[str, ...], int]  # by path


class Change(StrEnum):
    """What became of a group that staff described."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def put_group(
    session: Session,
    facts: GroupFacts,
    *,
    vault: Vault,
    by: str,
    now: datetime,
    grids: Grids | None = None,
) -> Change:
    """Add a group, or change the one that is meant; twice changes nothing.

    A Telegram group is known by its address, a WeCom group by its robot or by its name and grid,
    a WeChat group by its name and grid. `grids` remembers paths from one call to the next.
    """
    facts = tidy(facts)
    hold_tree(session)
    grid = _grid(session, facts, {} if grids is None else grids, by=by, now=now)
    group = _meant(session, facts, grid, vault)
    if group is not None:
        return _change(session, group, facts, grid, vault=vault, by=by, now=now)
    if facts.channel is Channel.WECOM and facts.address in ("", SAVED):
        raise BadInput("库里没有这个名称和网格的企业微信群，请填上机器人网址。")
    group = Group(channel=facts.channel, address="", name=facts.name, grid_id=grid, added_at=now)
    _refuse_twin(session, group)
    _fill(group, facts, grid)
    _place(session, group, facts, vault)
    session.add(group)
    session.flush()
    _set_tags(session, group, facts.tags or ())
    note(session, "add", f"group:{group.id}", by=by, at=now, detail={"name": group.name})
    return Change.ADDED


def update_group(
    session: Session, group_id: int, facts: GroupFacts, *, vault: Vault, by: str, now: datetime
) -> Change:
    """Change a group by its number; an empty address keeps the one it has."""
    facts = tidy(facts)
    hold_tree(session)
    group = get_group(session, group_id)
    if facts.channel != group.channel:
        raise BadInput("群的渠道不能改，请停用这个群，另加一个。")
    grid = _grid(session, facts, {}, by=by, now=now)
    return _change(session, group, facts, grid, vault=vault, by=by, now=now)


def rename_group(
    session: Session, group_id: int, *, name: str, vault: Vault, by: str, now: datetime
) -> Change:
    """Give a group another name; whatever waits for it still reaches it."""
    facts = GroupFacts(get_group(session, group_id).channel, name)
    return update_group(session, group_id, facts, vault=vault, by=by, now=now)


def tags_of(session: Session, group_id: int) -> set[str]:
    """Give the tags of a group."""
    return set(session.scalars(select(col(GroupTag.tag)).where(col(GroupTag.group_id) == group_id)))


def _grid(
    session: Session, facts: GroupFacts, grids: Grids, *, by: str, now: datetime
) -> int | None:
    if not facts.grid:
        return None
    if facts.grid not in grids:
        grids[facts.grid] = ensure_path(session, facts.grid, by=by, now=now).id or 0
    return grids[facts.grid]


def _meant(session: Session, facts: GroupFacts, grid: int | None, vault: Vault) -> Group | None:
    if facts.channel is Channel.TELEGRAM:
        return _at(session, facts.channel, telegram_address(facts.address))
    if facts.channel is Channel.WECOM and facts.address not in ("", SAVED):
        robot = vault.fingerprint(parse_webhook(facts.address))
        if (found := _at(session, facts.channel, robot)) is not None:
            return found
    wanted = _namesakes(facts.channel, facts.name)
    if facts.grid is not None:
        wanted = wanted.where(col(Group.grid_id).is_not_distinct_from(grid))
    named = session.scalars(wanted).all()
    if len(named) > 1:
        raise BadInput(f"有 {len(named)} 个群都叫“{facts.name}”，请写明网格。")
    return next(iter(named), None)


def _change(
    session: Session,
    group: Group,
    facts: GroupFacts,
    grid: int | None,
    *,
    vault: Vault,
    by: str,
    now: datetime,
) -> Change:
    before = _shown(session, group)
    _fill(group, facts, group.grid_id if facts.grid is None else grid)
    _refuse_twin(session, group)
    _place(session, group, facts, vault)
    if facts.tags is not None:
        _set_tags(session, group, facts.tags)
    session.flush()
    after = _shown(session, group)
    if before == after:
        return Change.UNCHANGED
    detail = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    note(session, "change", f"group:{group.id}", by=by, at=now, detail=detail)
    return Change.CHANGED


def _fill(group: Group, facts: GroupFacts, grid: int | None) -> None:
    group.name, group.grid_id = facts.name, grid
    if facts.members is not None:
        group.members = facts.members
    if facts.closed is not None:
        group.active, group.reason = not facts.closed, facts.closed


def _place(session: Session, group: Group, facts: GroupFacts, vault: Vault) -> None:
    """Let the group be reached where the facts say; a robot's webhook is kept locked away."""
    if group.channel == Channel.WECHAT:
        address, lane, key = wechat_address(group.grid_id, group.name), None, ""
    elif facts.address in ("", SAVED):
        return
    elif group.channel == Channel.TELEGRAM:
        address, lane, key = telegram_address(facts.address), TELEGRAM_LANE, ""
    else:
        key = parse_webhook(facts.address)
        address = vault.fingerprint(key)
        lane = wecom_lane(address)
    if address != group.address:
        if _at(session, group.channel, address) is not None:
            raise BadInput("这个地址已经是另一个群的，请检查。")
        readdress(
            session, group, address=address, lane=lane, secret=vault.encrypt(key) if key else ""
        )


def _at(session: Session, channel: Channel, address: str) -> Group | None:
    wanted = select(Group).where(col(Group.channel) == channel, col(Group.address) == address)
    found = session.scalars(wanted).first()
    if found is not None and found.private:
        raise BadInput("这个地址是网格员的私聊，不是群。")
    return found


def _namesakes(channel: Channel, name: str) -> Any:
    return select(Group).where(
        col(Group.channel) == channel, col(Group.name) == name, col(Group.private).is_(False)
    )


def _refuse_twin(session: Session, group: Group) -> None:
    """Lists tell groups without an address of their own apart by name and grid."""
    if group.channel == Channel.TELEGRAM:
        return
    same = col(Group.grid_id).is_not_distinct_from(group.grid_id)
    with session.no_autoflush:
        others = session.scalars(_namesakes(group.channel, group.name).where(same)).all()
    if any(other.id != group.id for other in others):
        raise BadInput(f"这个网格里已经有一个同样渠道、叫“{group.name}”的群，请改个名称区分。")


def _set_tags(session: Session, group: Group, tags: tuple[str, ...]) -> None:
    known = tags_of(session, group.id or 0)
    if gone := known - {*tags}:
        session.execute(
            delete(GroupTag).where(col(GroupTag.group_id) == group.id, col(GroupTag.tag).in_(gone))
        )
    session.add_all(GroupTag(group_id=group.id or 0, tag=tag) for tag in tags if tag not in known)
    session.flush()


def _shown(session: Session, group: Group) -> dict[str, Any]:
    kept = group.model_dump(include={"name", "address", "grid_id", "members", "active", "reason"})
    return kept | {"tags": sorted(tags_of(session, group.id or 0))}
