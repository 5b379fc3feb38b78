"""Choosing whom a notice is for: everybody, grids out of the tree, or tags."""

from dataclasses import replace
from typing import Any, TypeVar

from bot.flows.drafts import Around, Draft, GridChoice, Step
from bot.flows.screens import Row, Screen, Tap, leaving, paged, part_tap
from knowledge.errors import BadInput

TAP = "请点上面的按钮选范围；不想写了，点“取消”。"
NOTHING = "还没有选，请先点一个或几个。"
NO_GRIDS = "您名下还没有网格，不能起草通知。请管理员先给您加上网格。"
MOST = 8

T = TypeVar("T")


def choose_grids(draft: Draft, tap: str, around: Around) -> Draft:
    """Take a tap in the tree; the step becomes the preview once an audience is settled on."""
    name, number = part_tap(tap)
    match name:
        case "all" if around.own is None:
            return _settle(draft, {})
        case "tags" if around.own is None and around.tags:
            return replace(draft, step=Step.TAGS, page=0)
        case "page":
            return replace(draft, page=number)
        case "up":
            return replace(draft, place=_above(draft, around), page=0)
        case "open" | "grid" if around.known(number):
            return _in_tree(draft, name, number)
        case "done" if draft.chosen:
            return _settle(draft, {"grids": list(draft.chosen)})
        case "done":
            raise BadInput(NOTHING)
    raise BadInput(TAP)


def choose_tags(draft: Draft, tap: str, around: Around) -> Draft:
    """Take a tap among the tags."""
    name, number = part_tap(tap)
    match name:
        case "page":
            return replace(draft, page=number)
        case "grids":
            return replace(draft, step=Step.AUDIENCE, page=0, tags=[])
        case "tag" if 0 <= number < len(around.tags):
            return replace(draft, tags=_toggled(draft.tags, around.tags[number]))
        case "done" if draft.tags:
            return _settle(draft, {"tags": list(draft.tags)})
        case "done":
            raise BadInput(NOTHING)
    raise BadInput(TAP)


def grids_screen(draft: Draft, around: Around) -> Screen:
    """Show one place in the tree."""
    if around.own is not None and not around.below(None):
        return Screen("发给谁", NO_GRIDS, leaving())
    here = around.known(draft.place) if draft.place is not None else None
    taps = [tap for grid in around.below(draft.place) for tap in _grid_taps(draft, grid, around)]
    rows = _two_wide(taps, draft.page)
    head: tuple[Row, ...] = ()
    if here is None and around.own is None:
        head = ((Tap("全部群", "all"),),)
        head += ((Tap("按标签选", "tags"),),) if around.tags else ()
    foot: tuple[Row, ...] = ((Tap("‹ 上一级", "up"),),) if here else ()
    done = ((Tap(f"选好了（{len(draft.chosen)} 个）", "done"),),) if draft.chosen else ()
    where = f"现在在“{here.name}”里面。" if here else ""
    names = "、".join(one.name for one in around.grids if one.id in draft.chosen)
    said = f"已选：{names}" if names else "点名称选中，再点一次不选；点“里面 ›”看下一级。"
    text = "\n".join(filter(None, (where, said)))
    return Screen("发给谁", text, leaving(*head, *rows, *foot, *done))


def tags_screen(draft: Draft, around: Around) -> Screen:
    """Show the tags."""
    taps = [
        Tap(_marked(tag, chosen=tag in draft.tags), f"tag:{place}")
        for place, tag in enumerate(around.tags)
    ]
    done = ((Tap(f"选好了（{len(draft.tags)} 个）", "done"),),) if draft.tags else ()
    rows = paged(taps, draft.page, most=MOST, width=2)
    text = "带其中任何一个标签的群都会收到。"
    return Screen("按标签选", text, leaving(*rows, (Tap("‹ 按网格选", "grids"),), *done))


def _grid_taps(draft: Draft, grid: GridChoice, around: Around) -> list[Tap]:
    taps = [Tap(_marked(grid.name, chosen=grid.id in draft.chosen), f"grid:{grid.id}")]
    inside = around.below(grid.id)
    return [*taps, Tap("里面 ›" if inside else " ", f"{'open' if inside else 'grid'}:{grid.id}")]


def _two_wide(taps: list[Tap], page: int) -> tuple[Row, ...]:
    """Set each grid beside the way into it; one that has nothing inside stands alone."""
    rows = paged(taps, page, most=2 * MOST, width=2)
    return tuple(row[:1] if len(row) > 1 and not row[1].label.strip() else row for row in rows)


def _in_tree(draft: Draft, name: str, grid: int) -> Draft:
    if name == "open":
        return replace(draft, place=grid, page=0)
    return replace(draft, chosen=_toggled(draft.chosen, grid))


def _above(draft: Draft, around: Around) -> int | None:
    here = around.known(draft.place) if draft.place is not None else None
    if here is None or here.parent is None or around.known(here.parent) is None:
        return None
    return here.parent


def _toggled(chosen: list[T], one: T) -> list[T]:
    return [each for each in chosen if each != one] if one in chosen else [*chosen, one]


def _marked(name: str, *, chosen: bool) -> str:
    return f"✓ {name}" if chosen else name


def _settle(draft: Draft, audience: dict[str, list[Any]]) -> Draft:
    return replace(draft, audience=audience, step=Step.PREVIEW)
