"""Pages of grids: the tree, and one grid to add to, rename, move or remove."""

from bot.console.pages import Pages, Shown, Went
from bot.console.places.group_faces import grid_options
from bot.console.visit import Visit
from bot.people import Role
from jobs.places.grid_counts import find_branch, grid_tree, inside
from jobs.places.grid_names import grid_names
from jobs.places.grid_tree import add_grid, move_grid, remove_grid, rename_grid
from jobs.places.grids import get_grid
from knowledge.errors import NotAllowed, NotFound

OUTRUN = "这个网格刚刚被别人改过名，现在叫“{name}”。看好了再改一次。"

pages = Pages()


@pages.show("/grids", role=Role.DRAFTER)
def tree(visit: Visit) -> Shown:
    """Show the tree, with what is in each grid."""
    may_change = visit.at_least(Role.ADMINISTRATOR)
    return Shown("console/places/grids.html", tree=grid_tree(visit.session), may_change=may_change)


@pages.act("/grids", role=Role.ADMINISTRATOR, again=tree)
def add_top(visit: Visit) -> Went:
    """Add a grid at the top."""
    by, now = visit.person.name, visit.now
    grid = add_grid(visit.session, visit.word("name"), parent=None, by=by, now=now)
    return Went("/grids", said=f"已添加“{grid.name}”。")


@pages.show("/grids/{grid:int}", role=Role.ADMINISTRATOR)
def form(visit: Visit, grid: int) -> Shown:
    """Show one grid and what may be done with it."""
    branch = find_branch(grid_tree(visit.session), grid)
    if branch is None:
        raise NotFound("没有这个网格，可能刚刚被移除了。")
    own, options = inside(branch), grid_options(visit.session, empty="最上面一级")
    return Shown(
        "console/places/grid.html",
        grid=branch,
        full_name=grid_names(visit.session).full_name(grid),
        parents=[(key, words) for key, words in options if not key or int(key) not in own],
    )


@pages.act("/grids/{grid:int}/add", role=Role.ADMINISTRATOR, again=form)
def add_below(visit: Visit, grid: int) -> Went:
    """Add a grid below one."""
    by, now = visit.person.name, visit.now
    made = add_grid(visit.session, visit.word("below"), parent=grid, by=by, now=now)
    return Went(f"/grids/{grid}", said=f"已添加“{made.name}”。")


@pages.act("/grids/{grid:int}/rename", role=Role.ADMINISTRATOR, again=form)
def rename(visit: Visit, grid: int) -> Went:
    """Give a grid another name, if it still has the one that was seen."""
    row = get_grid(visit.session, grid)
    if row.name != visit.word("seen"):
        raise NotAllowed(OUTRUN.format(name=row.name))
    name, by = visit.word("name"), visit.person.name
    row = rename_grid(visit.session, grid, name=name, by=by, now=visit.now)
    return Went(f"/grids/{grid}", said=f"现在叫“{row.name}”。里面的群和网格员都没有变。")


@pages.act("/grids/{grid:int}/move", role=Role.ADMINISTRATOR, again=form)
def move(visit: Visit, grid: int) -> Went:
    """Hang a grid under another."""
    parent, by = visit.number("parent"), visit.person.name
    row = move_grid(visit.session, grid, parent=parent, by=by, now=visit.now)
    where = grid_names(visit.session).full_name(grid)
    return Went(f"/grids/{grid}", said=f"“{row.name}”已移动，现在是 {where}。")


@pages.act("/grids/{grid:int}/remove", role=Role.ADMINISTRATOR, again=form)
def remove(visit: Visit, grid: int) -> Went:
    """Remove a grid that has nothing in it."""
    name = get_grid(visit.session, grid).name
    remove_grid(visit.session, grid, by=visit.person.name, now=visit.now)
    return Went("/grids", said=f"已移除“{name}”。")
