"""Pages of people: the list, one person, and what an administrator may change about them."""

from bot.console.entering.invitations import GOOD_FOR, invite
from bot.console.entering.opening import link
from bot.console.entering.second_factor import turn_off
from bot.console.pages import Pages, Shown, Went
from bot.console.places.group_faces import grid_options
from bot.console.staff.faces import face, faces
from bot.console.visit import Visit
from bot.linking import make_code
from bot.people import ROLES, Role, Staff, add_staff
from bot.staffing import get_staff, give_grid, let_back, set_role, shut_out, take_grid
from jobs.places.grids import get_grid
from knowledge.errors import BadInput, NotAllowed, NotFound

MEANINGS = {
    Role.WORKER: "看自己网格的群和通知，转发到微信群",
    Role.DRAFTER: "写通知和知识，处理居民的问题",
    Role.REVIEWER: "还能审核",
    Role.PUBLISHER: "还能签发、暂停和撤回",
    Role.ADMINISTRATOR: "还能管人员、群、网格和设置",
}

pages = Pages()


@pages.show("/staff", role=Role.ADMINISTRATOR)
def people(visit: Visit) -> Shown:
    """Show everybody."""
    return Shown("console/staff/people.html", people=faces(visit.session, now=visit.now))


@pages.show("/staff/new", role=Role.ADMINISTRATOR)
def new_form(visit: Visit) -> Shown:
    """Show the form for somebody new."""
    return Shown(
        "console/staff/new.html",
        roles=_roles(),
        grids=grid_options(visit.session, empty="先不选"),
    )


@pages.act("/staff/new", role=Role.ADMINISTRATOR, again=new_form)
def add(visit: Visit) -> Shown:
    """Add a person, and give the link by which they come in."""
    grid, by = visit.number("grid"), visit.person.name
    if not visit.word("name"):
        raise BadInput("请写上姓名。")
    if grid:
        get_grid(visit.session, grid)
    person = add_staff(
        visit.session, visit.word("name"), role=_role(visit), grid=grid, by=by, now=visit.now
    )
    return _invited(visit, person)


@pages.show("/staff/{person:int}", role=Role.WORKER)
def person_page(visit: Visit, person: int) -> Shown:
    """Show one person; whoever is no administrator sees only themselves."""
    row = _seen(visit, person)
    own = face(visit.session, row, now=visit.now)
    taken = {str(grid) for grid, _name in own.grids}
    options = grid_options(visit.session, empty="选一个网格")
    return Shown(
        "console/staff/person.html",
        staff=row,
        face=own,
        roles=_roles(),
        grids=[one for one in options if one[0] not in taken],
        is_me=person == visit.person.id,
        may_change=visit.at_least(Role.ADMINISTRATOR),
    )


@pages.act("/staff/{person:int}/role", role=Role.ADMINISTRATOR, again=person_page)
def change_role(visit: Visit, person: int) -> Went:
    """Give a person another role."""
    before = get_staff(visit.session, person).role
    if visit.word("seen") != before:
        raise NotAllowed(f"角色刚刚被别人改成了{ROLES[Role(before)]}，看好了再改一次。")
    row = set_role(visit.session, person, _role(visit), by=visit.person.name, now=visit.now)
    role = ROLES[Role(row.role)]
    return Went(f"/staff/{person}", said=f"{row.name}现在是{role}，要重新登录才能继续办理。")


@pages.act("/staff/{person:int}/grids", role=Role.ADMINISTRATOR, again=person_page)
def add_grid(visit: Visit, person: int) -> Went:
    """Let a person answer for one more grid."""
    grid = visit.number("grid")
    if not grid:
        raise BadInput("请先选一个网格。")
    name = get_grid(visit.session, grid).name
    row = give_grid(visit.session, person, grid, by=visit.person.name, now=visit.now)
    return Went(f"/staff/{person}", said=f"{row.name}现在也负责{name}。")


@pages.act(
    "/staff/{person:int}/grids/{grid:int}/release",
    role=Role.ADMINISTRATOR,
    again=lambda visit, person, grid: person_page(visit, person),  # noqa: ARG005
)
def drop_grid(visit: Visit, person: int, grid: int) -> Went:
    """Let a person answer for a grid no more."""
    name = get_grid(visit.session, grid).name
    row = take_grid(visit.session, person, grid, by=visit.person.name, now=visit.now)
    return Went(f"/staff/{person}", said=f"{row.name}不再负责{name}。")


@pages.act("/staff/{person:int}/invite", role=Role.ADMINISTRATOR, again=person_page)
def invite_again(visit: Visit, person: int) -> Shown:
    """Give a new link to come in by: for somebody new, or who forgot the password."""
    return _invited(visit, get_staff(visit.session, person))


@pages.act("/staff/{person:int}/code", role=Role.WORKER, again=person_page)
def link_code(visit: Visit, person: int) -> Shown:
    """Give a code that ties a Telegram account; everybody may have their own."""
    row, by = _seen(visit, person), visit.person.name
    code = make_code(visit.session, row.name, vault=visit.vault, by=by, now=visit.now)
    return Shown("console/staff/code.html", staff=row, code=code, is_me=row.name == by)


@pages.act("/staff/{person:int}/second-factor/off", role=Role.ADMINISTRATOR, again=person_page)
def drop_second_factor(visit: Visit, person: int) -> Went:
    """Let somebody in without the second step who lost their phone."""
    row = get_staff(visit.session, person)
    if person == visit.person.id:
        raise NotAllowed("自己的两步登录请到“我的账户”里关。")
    turn_off(visit.session, person, by=visit.person.name, now=visit.now)
    return Went(f"/staff/{person}", said=f"{row.name}的两步登录已关闭，登录后可以重新开启。")


@pages.act("/staff/{person:int}/disable", role=Role.ADMINISTRATOR, again=person_page)
def disable(visit: Visit, person: int) -> Went:
    """Let a person do nothing any more."""
    row = shut_out(visit.session, person, by=visit.person.name, now=visit.now)
    return Went(f"/staff/{person}", said=f"{row.name}已停用，登录的地方都退出了。随时可以恢复。")


@pages.act("/staff/{person:int}/enable", role=Role.ADMINISTRATOR, again=person_page)
def enable(visit: Visit, person: int) -> Went:
    """Let a person work again."""
    row = let_back(visit.session, person, by=visit.person.name, now=visit.now)
    return Went(f"/staff/{person}", said=f"{row.name}已恢复，角色不变。")


def _invited(visit: Visit, person: Staff) -> Shown:
    token = invite(visit.session, person.id or 0, by=visit.person.name, now=visit.now)
    days = GOOD_FOR.days
    return Shown("console/staff/invited.html", staff=person, link=_link(visit, token), days=days)


def _link(visit: Visit, token: str) -> str:
    """Address the page where a password is set, as people outside of the proxy reach it."""
    url, inside = visit.request.url, visit.url("").removesuffix("/console")
    public = visit.town.settings.public_url.rstrip("/")
    return link(public or f"{url.scheme}://{url.netloc}{inside}", token)


def _seen(visit: Visit, person: int) -> Staff:
    if person != visit.person.id and not visit.at_least(Role.ADMINISTRATOR):
        raise NotFound("名单里没有这个人。")
    return get_staff(visit.session, person)


def _role(visit: Visit) -> Role:
    written = visit.word("role")
    if written not in ROLES:
        raise BadInput("请选一个角色。")
    return Role(written)


def _roles() -> list[tuple[str, str]]:
    return [(role, f"{name}：{MEANINGS[role]}") for role, name in ROLES.items()]
