"""Pages of groups: the list, one group, and the form that adds or changes one."""

from typing import Any

from bot.console.notices.paging import leaf
from bot.console.pages import Pages, Sent, Shown, Went
from bot.console.places.group_faces import (
    STANDINGS,
    address_words,
    faces,
    grid_options,
    mark,
    messages,
    own_grids,
    seen_group,
)
from bot.console.visit import Visit
from bot.people import Role
from jobs.figures.figure_names import CHANNELS
from jobs.forward.trials import send_trial
from jobs.places.grids import get_grid, names_of
from jobs.places.group_facts import split_tags
from jobs.places.group_keeping import Change, put_group, tags_of, update_group
from jobs.places.group_lists import write_group_list
from jobs.places.group_search import (
    Standing,
    Wanted,
    all_tags,
    count_groups,
    find_groups,
    lines_of,
)
from jobs.places.groups import Channel, GroupFacts, deactivate, get_group, reactivate
from knowledge.errors import NotAllowed, NotFound

PER_PAGE = 20
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OUTRUN = "这个群刚刚被别人改过。上面是现在保存的，下面是您写的，看好了再保存一次。"
NO_GRID = "0"

pages = Pages()


@pages.show("/groups/list", role=Role.WORKER)
def listed(visit: Visit) -> Shown:
    """Show the groups that are looked for; a worker sees those of their own grids."""
    wanted, asked = _wanted(visit)
    total = count_groups(visit.session, wanted, now=visit.now)
    number = visit.number("page", 1) or 1
    page = leaf("/groups/list", asked, number=number, total=total, per=PER_PAGE, unit="个群")
    found = find_groups(visit.session, wanted, now=visit.now, skip=page.skip, limit=PER_PAGE)
    within = wanted.within
    options = grid_options(visit.session, empty="所有网格", within=within)
    return Shown(
        "console/places/groups.html",
        groups=faces(visit.session, found),
        page=page,
        asked=asked,
        filtered=any(asked.values()),
        grids=options if within is not None else [*options, (NO_GRID, "没有划分网格")],
        channels=[("", "所有渠道"), *((str(one), words) for one, words in CHANNELS.items())],
        tags=[("", "所有标签"), *((tag, tag) for tag in all_tags(visit.session, within=within))],
        standings=[("", "所有状态"), *((str(one), said[0]) for one, said in STANDINGS.items())],
        may_change=visit.at_least(Role.ADMINISTRATOR),
    )


@pages.show("/groups/list.xlsx", role=Role.ADMINISTRATOR)
def export(visit: Visit) -> Sent:
    """Give all groups as a workbook that reads back; webhooks stay with us."""
    content, _count = write_group_list(visit.session)
    return Sent(content, name=f"群名单-{visit.today.isoformat()}.xlsx", kind=EXCEL)


@pages.show("/groups/new/{channel}", role=Role.ADMINISTRATOR)
def new_form(visit: Visit, channel: str) -> Shown:
    """Show the empty form for a channel."""
    return Shown("console/places/group_form.html", group=None, **_form(visit, _channel(channel)))


@pages.act("/groups/new/{channel}", role=Role.ADMINISTRATOR, again=new_form)
def add(visit: Visit, channel: str) -> Went:
    """Add a group; one that is there already is changed to what was written."""
    facts = _facts(visit, _channel(channel))
    change = put_group(visit.session, facts, vault=visit.vault, by=visit.person.name, now=visit.now)
    said = {Change.ADDED: "已添加", Change.CHANGED: "库里已经有，已更新"}.get(change, "已经在库里")
    return Went("/groups/list", said=f"“{' '.join(facts.name.split())}”{said}。")


@pages.show("/groups/{group:int}", role=Role.WORKER)
def group_page(visit: Visit, group: int) -> Shown:
    """Show one group: how it stands, who answers for it, what it got."""
    row = seen_group(visit.session, visit.person, group)
    (line,) = lines_of(visit.session, [row], now=visit.now)
    (face,) = faces(visit.session, [line])
    return Shown(
        "console/places/group.html",
        group=row,
        face=face,
        address=address_words(row),
        messages=messages(visit.session, group),
        may_change=visit.at_least(Role.ADMINISTRATOR),
        has_robot=row.channel != Channel.WECHAT,
    )


@pages.show("/groups/{group:int}/edit", role=Role.ADMINISTRATOR)
def form(visit: Visit, group: int) -> Shown:
    """Show the form of a group; where somebody else was first, what they kept stands above."""
    row = get_group(visit.session, group)
    (line,) = lines_of(visit.session, [row], now=visit.now)
    (face,) = faces(visit.session, [line])
    kept, seen = mark(row, line.tags), visit.word("seen")
    return Shown(
        "console/places/group_form.html",
        group=row,
        face=face,
        tags="、".join(line.tags),
        address=address_words(row),
        seen=kept,
        outrun=bool(seen) and seen != kept,
        **_form(visit, Channel(row.channel)),
    )


@pages.act("/groups/{group:int}/edit", role=Role.ADMINISTRATOR, again=form)
def change(visit: Visit, group: int) -> Went:
    """Change a group that still is as it was seen."""
    row = get_group(visit.session, group)
    if visit.word("seen") != mark(row, [*tags_of(visit.session, group)]):
        raise NotAllowed(OUTRUN)
    facts = _facts(visit, Channel(row.channel))
    by, now = visit.person.name, visit.now
    update_group(visit.session, group, facts, vault=visit.vault, by=by, now=now)
    return Went(f"/groups/{group}", said="已保存。")


@pages.act("/groups/{group:int}/close", role=Role.ADMINISTRATOR, again=group_page)
def close(visit: Visit, group: int) -> Went:
    """Send nothing to a group any more."""
    reason, by = visit.word("reason"), visit.person.name
    row = deactivate(visit.session, group, reason=reason, by=by, now=visit.now)
    return Went(f"/groups/{group}", said=f"“{row.name}”已停用，不再给它发通知。随时可以恢复。")


@pages.act("/groups/{group:int}/open", role=Role.ADMINISTRATOR, again=group_page)
def reopen(visit: Visit, group: int) -> Went:
    """Let a group get notices again."""
    row = reactivate(visit.session, group, by=visit.person.name, now=visit.now)
    return Went(f"/groups/{group}", said=f"“{row.name}”已恢复，从下一条通知起照常发。")


@pages.act("/groups/{group:int}/test", role=Role.ADMINISTRATOR, again=group_page)
def test(visit: Visit, group: int) -> Went:
    """Send a trial to a group."""
    town, by = visit.town.settings.town_name, visit.person.name
    send_trial(visit.session, group, town=town, by=by, now=visit.now)
    return Went(f"/groups/{group}", said="测试消息已交去发送，过几秒刷新这一页，看有没有送到。")


def _wanted(visit: Visit) -> tuple[Wanted, dict[str, str]]:
    asked = {name: visit.word(name) for name in ("words", "grid", "channel", "tag", "standing")}
    wanted = Wanted(
        words=asked["words"],
        grid=visit.number("grid"),
        channel=Channel(asked["channel"]) if asked["channel"] in CHANNELS else None,
        tag=asked["tag"],
        standing=Standing(asked["standing"]) if asked["standing"] in STANDINGS else None,
        within=own_grids(visit.session, visit.person),
    )
    return wanted, asked


def _form(visit: Visit, channel: Channel) -> dict[str, Any]:
    return {
        "channel": channel,
        "channel_words": CHANNELS[channel],
        "channels": [*CHANNELS.items()],
        "grids": grid_options(visit.session, empty="没有划分网格"),
        "known_tags": all_tags(visit.session),
    }


def _facts(visit: Visit, channel: Channel) -> GroupFacts:
    grid = visit.number("grid")
    return GroupFacts(
        channel,
        visit.word("name"),
        visit.word("address"),
        grid=names_of(visit.session, get_grid(visit.session, grid)) if grid else (),
        tags=split_tags(visit.word("tags")),
        members=visit.number("members"),
    )


def _channel(written: str) -> Channel:
    if written not in CHANNELS:
        raise NotFound("没有这个渠道。")
    return Channel(written)
