"""The tree of grids stays a tree, and every grid finds its worker."""

import pytest
from builders import NOW
from sqlmodel import Session, select

from jobs.places.grid_tree import add_grid, ensure_path, move_grid, remove_grid, rename_grid
from jobs.places.grids import Grid, children, find_grid, names_of, split_path, subtree
from jobs.places.groups import Channel, Group
from jobs.places.workers import add_worker, assign, grids_of, of_grid, release
from knowledge.audit import AuditRow, check_chain
from knowledge.errors import BadInput, NotAllowed, NotFound

PATH = ("城关镇", "东关村", "第一网格")
ACT = {"by": "小王", "now": NOW}


def tree(session: Session, *paths: str) -> list[int]:
    """Make grids by path; their numbers."""
    return [ensure_path(session, split_path(path), **ACT).id or 0 for path in paths]


def below(session: Session, grid: int) -> set[str]:
    """The names of a grid and of all below it."""
    return {session.get_one(Grid, number).name for number in session.scalars(subtree([grid]))}


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session
        session.rollback()


def test_a_path_is_made_once_and_found_again(session):
    grid = ensure_path(session, PATH, **ACT)
    assert ensure_path(session, PATH, **ACT).id == grid.id
    assert names_of(session, grid) == PATH
    assert len(session.scalars(select(Grid)).all()) == 3
    assert grid.path.count("/") == 4


@pytest.mark.parametrize(
    "written",
    ["城关镇/东关村/第一网格", " 城关镇 ／ 东关村／第一网格/", "城关镇\\东关村\\第一网格"],
)
def test_a_path_may_be_written_with_every_usual_stroke(written):
    assert split_path(written) == PATH


def test_a_name_that_only_one_grid_has_is_enough(session):
    first, _ = tree(session, "城关镇/东关村/第一网格", "城关镇/西关村")
    assert find_grid(session, "第一网格").id == first
    assert find_grid(session, "东关村/第一网格").id == first
    assert find_grid(session, first).id == first


def test_a_path_begun_at_a_village_is_made_below_that_village(session):
    tree(session, "城关镇/东关村")
    grid = ensure_path(session, ("东关村", "第二网格"), **ACT)
    assert names_of(session, grid) == ("城关镇", "东关村", "第二网格")


def test_a_name_that_two_share_must_be_written_in_full(session):
    _, second = tree(session, "城关镇/东关村/第一网格", "城关镇/西关村/第一网格")
    with pytest.raises(BadInput, match="有 2 个网格都叫“第一网格”，请从镇开始写全"):
        find_grid(session, "第一网格")
    assert find_grid(session, "西关村/第一网格").id == second


@pytest.mark.parametrize("named", ["南关村", "城关镇/南关村", "", "／", 4_711])
def test_a_grid_that_is_not_there_is_said_so(session, named):
    tree(session, "城关镇/东关村")
    with pytest.raises(BadInput, match="没有"):
        find_grid(session, named)


def test_a_grid_holds_itself_and_all_below_but_not_its_like(session):
    numbers = tree(session, *(f"城关镇/{name}" for name in "甲乙丙丁戊己庚辛壬癸子丑"))
    ensure_path(session, ("城关镇", "甲", "甲一"), **ACT)
    assert below(session, numbers[0]) == {"甲", "甲一"}  # 2 is not 2x
    assert len(below(session, find_grid(session, "城关镇").id or 0)) == 14


def test_a_moved_grid_takes_all_below_with_it(session):
    village, other = tree(session, "城关镇/东关村/第一网格/一组", "城关镇/西关村")
    first = find_grid(session, "第一网格")
    move_grid(session, first.id or 0, parent=other, **ACT)
    group = session.get_one(Grid, village)
    assert names_of(session, group) == ("城关镇", "西关村", "第一网格", "一组")
    assert below(session, find_grid(session, "东关村").id or 0) == {"东关村"}
    move_grid(session, other, parent=None, **ACT)
    assert names_of(session, group) == ("西关村", "第一网格", "一组")
    assert [grid.name for grid in children(session, None)] == ["城关镇", "西关村"]


def test_a_grid_never_comes_to_hang_under_itself(session):
    (lowest,) = tree(session, "城关镇/东关村/第一网格")
    top = find_grid(session, "城关镇").id or 0
    for parent in (lowest, top):
        with pytest.raises(NotAllowed, match="不能把“城关镇”移到它下面"):
            move_grid(session, top, parent=parent, **ACT)


def test_two_grids_of_one_place_have_two_names(session):
    east, _ = tree(session, "城关镇/东关村", "城关镇/西关村/东关村")
    town = find_grid(session, "城关镇").id or 0
    for refused in (
        lambda: add_grid(session, "东关村", parent=town, **ACT),
        lambda: rename_grid(session, east, name="西关村", **ACT),
        lambda: move_grid(session, find_grid(session, "西关村/东关村").id, parent=town, **ACT),
        lambda: add_grid(session, "城关镇", parent=None, **ACT),
    ):
        with pytest.raises(BadInput, match="已经有叫"):
            refused()


@pytest.mark.parametrize("name", ["", " ", "东/关", "长" * 41])
def test_a_name_that_is_none_is_refused(session, name):
    with pytest.raises(BadInput):
        add_grid(session, name, parent=None, **ACT)


def test_there_is_an_end_to_the_depth_of_the_tree(session):
    with pytest.raises(BadInput, match="最多分 8 级"):
        ensure_path(session, [str(level) for level in range(9)], **ACT)


def test_only_an_empty_grid_is_removed(session):
    village, first = tree(session, "城关镇/东关村", "城关镇/东关村/第一网格")
    with pytest.raises(NotAllowed, match="“东关村”里还有下级网格"):
        remove_grid(session, village, **ACT)
    group = Group(channel=Channel.WECHAT, address="a", name="群", grid_id=first, added_at=NOW)
    session.add(group)
    session.flush()
    with pytest.raises(NotAllowed, match="还有群"):
        remove_grid(session, first, **ACT)
    session.delete(group)
    worker = add_worker(session, "张三", **ACT).id or 0
    assign(session, worker, grid=first, **ACT)
    with pytest.raises(NotAllowed, match="还有网格员"):
        remove_grid(session, first, **ACT)
    release(session, worker, grid=first, **ACT)
    remove_grid(session, first, **ACT)
    with pytest.raises(NotFound):
        remove_grid(session, first, **ACT)


def test_the_nearest_grid_that_has_a_worker_answers(session):
    first, other = tree(session, "城关镇/东关村/第一网格", "城关镇/西关村")
    town = find_grid(session, "城关镇").id or 0
    chief, own = (add_worker(session, name, **ACT).id or 0 for name in ("李四", "张三"))
    assert of_grid(session, first) == ()
    assign(session, chief, grid=town, **ACT)
    assign(session, own, grid=first, **ACT)
    assign(session, own, grid=first, **ACT)
    assert [worker.name for worker in of_grid(session, first)] == ["张三"]
    assert [worker.name for worker in of_grid(session, other)] == ["李四"]
    assert [grid.id for grid in grids_of(session, own)] == [first]
    release(session, own, grid=first, **ACT)
    assert [worker.name for worker in of_grid(session, first)] == ["李四"]
    assert of_grid(session, None) == ()


def test_a_worker_who_left_answers_for_nothing(session):
    (first,) = tree(session, "城关镇/东关村")
    worker = add_worker(session, "张三", **ACT)
    assign(session, worker.id or 0, grid=first, **ACT)
    worker.active = False
    session.flush()
    assert of_grid(session, first) == ()
    assert add_worker(session, "张　三", **ACT).id == worker.id
    assert [found.name for found in of_grid(session, first)] == ["张三"]


def test_every_change_is_noted_and_nothing_twice(session):
    (first,) = tree(session, "城关镇/东关村")
    rename_grid(session, first, name="东关社区", **ACT)
    rename_grid(session, first, name="东关社区", **ACT)
    worker = add_worker(session, "张三", **ACT).id or 0
    assign(session, worker, grid=first, **ACT)
    assign(session, worker, grid=first, **ACT)
    acts = [row.action for row in session.scalars(select(AuditRow).order_by(AuditRow.number))]
    assert acts == ["add", "add", "rename", "add", "assign"]
    assert check_chain(session) == ""
