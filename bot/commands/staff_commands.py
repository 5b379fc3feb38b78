"""The commands for people on the staff: who they are, what they may do, which grids are theirs."""

from typing import Annotated, Any

import typer
from sqlmodel import Session

from bot.commands.opening import reading, writing
from bot.commands.printing import say, say_json, say_table
from bot.console.entering.invitations import invite
from bot.console.entering.opening import link
from bot.console.entering.second_factor import turn_off
from bot.linking import make_code
from bot.people import (
    ROLES,
    Role,
    Staff,
    add_staff,
    change_staff,
    disable_staff,
    enable_staff,
    find_staff,
    list_staff,
    role_named,
)
from bot.secret_key import open_vault
from bot.town import now
from jobs.places.grid_names import GridNames, grid_names
from jobs.places.grid_tree import ensure_path
from jobs.places.grids import split_path
from jobs.places.workers import grids_of
from knowledge.errors import BadInput

_KNOWN = "、".join(f"{role}（{name}）" for role, name in ROLES.items())

Name = Annotated[str, typer.Argument(help="姓名")]
Place = Annotated[str, typer.Option("--grid", help="分管的网格，例如 城关镇/东关村/第一网格")]
By = Annotated[str, typer.Option("--by", help="经办人姓名")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]

staff = typer.Typer(
    help="工作人员：添加、换角色、停用、恢复、给登录链接、绑定聊天账号。", no_args_is_help=True
)


def add_to(app: typer.Typer) -> None:
    """Put the commands into the command line."""
    app.add_typer(staff, name="staff")


@staff.command("add")
def staff_add(
    name: Name,
    role: Annotated[str, typer.Option(help=f"角色：{_KNOWN}")],
    grid: Place = "",
    by: By = "终端",
) -> None:
    """添加一位工作人员；网格员可以同时写明分管的网格。"""
    with writing() as (session, _settings):
        place = _place(session, grid, by=by)
        person = add_staff(session, name, role=role_named(role), grid=place, by=by, now=now())
        said = f"已添加{ROLES[Role(person.role)]}{person.name}{_answering(session, person)}。"
    say(said)


@staff.command("change")
def staff_change(
    name: Name,
    role: Annotated[str, typer.Option(help=f"换成的角色：{_KNOWN}")] = "",
    grid: Place = "",
    by: By = "终端",
) -> None:
    """换角色，或再分管一个网格。"""
    if not role and not grid:
        raise BadInput("请写明换成什么角色（--role）或加哪个网格（--grid）。")
    with writing() as (session, _settings):
        place, wanted = _place(session, grid, by=by), role_named(role) if role else None
        person = change_staff(session, name, role=wanted, grid=place, by=by, now=now())
        said = f"{person.name}现在是{ROLES[Role(person.role)]}{_answering(session, person)}。"
    say(said)


@staff.command("list")
def staff_list(as_json: AsJson = False) -> None:
    """列出全部工作人员。"""
    with reading() as (session, _settings):
        names = grid_names(session)
        people = [_shown(session, person, names) for person in list_staff(session)]
    if as_json:
        say_json(people)
    elif people:
        say_table(("姓名", "角色", "分管网格", "状态"), [_line(one) for one in people])
    else:
        say("名单里还没有人。用 mingbai staff add 姓名 --role 角色 添加。")


@staff.command("disable")
def staff_disable(name: Name, by: By = "终端") -> None:
    """停用一个人：不能再办理，办过的事都保留。"""
    with writing() as (session, _settings):
        said = f"{disable_staff(session, name, by=by, now=now()).name}已停用。"
    say(said)


@staff.command("enable")
def staff_enable(name: Name, by: By = "终端") -> None:
    """恢复一个停用的人，角色不变。"""
    with writing() as (session, _settings):
        said = f"{enable_staff(session, name, by=by, now=now()).name}已恢复。"
    say(said)


@staff.command("invite")
def staff_invite(
    name: Name,
    drop_code: Annotated[
        bool, typer.Option("--drop-code", help="手机丢了：同时关掉动态验证码")
    ] = False,
    by: By = "终端",
) -> None:
    """给一个人一个链接，72 小时内有效，用来设登录控制台的密码，忘了密码也用它。"""
    with writing() as (session, settings):
        person = find_staff(session, name)
        token = invite(session, person.id or 0, by=by, now=now())
        if drop_code:
            turn_off(session, person.id or 0, by=by, now=now())
        said = f"请{person.name}在 72 小时内打开这个链接设密码，只能用一次："
        address = link(settings.public_url or "http://127.0.0.1:8000", token)
    say(said)
    say(address)


@staff.command("link")
def staff_link(name: Name, by: By = "终端") -> None:
    """给一个人一个绑定码，10 分钟内有效，用来把聊天账号和本人连上。"""
    with writing() as (session, settings):
        code = make_code(session, name, vault=open_vault(settings), by=by, now=now())
    say(f"绑定码 {code}，10 分钟内有效，只能用一次。")
    say(f"请{name.strip()}在 Telegram 里打开机器人，发：/link {code}")


def _place(session: Session, written: str, *, by: str) -> int | None:
    names = split_path(written)
    return ensure_path(session, names, by=by, now=now()).id if names else None


def _answering(session: Session, person: Staff) -> str:
    grids = _grids(session, person, grid_names(session))
    return f"，分管 {'、'.join(grids)}" if grids else ""


def _grids(session: Session, person: Staff, names: GridNames) -> list[str]:
    return [names.full_name(grid.id) for grid in grids_of(session, person.worker_id or 0)]


def _shown(session: Session, person: Staff, names: GridNames) -> dict[str, Any]:
    return {
        "name": person.name,
        "role": str(person.role),
        "grids": _grids(session, person, names),
        "disabled": person.disabled,
    }


def _line(one: dict[str, Any]) -> tuple[str, ...]:
    state = "停用" if one["disabled"] else "在用"
    return one["name"], ROLES[Role(one["role"])], "\n".join(one["grids"]), state
