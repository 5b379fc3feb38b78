"""`mingbai qr`: the codes on posters, which open a private chat with the bot."""

import asyncio
from pathlib import Path
from typing import Annotated

import segno
import typer

from bot.channels.telegram.residents.deep_links import Opens, Target, address
from bot.commands.opening import opened
from bot.commands.printing import say
from bot.settings import Settings
from jobs.places.grids import find_grid
from knowledge.database import Database
from knowledge.drafts import Kind
from knowledge.errors import BadInput, NotFound
from knowledge.tables import Entry

KINDS = (".png", ".svg")
SCALE, BORDER = 12, 4  # a module's side in pixels, and the quiet zone that scanners need

Out = Annotated[Path, typer.Argument(help="存成哪个文件，以 .png 或 .svg 结尾")]


def add_to(app: typer.Typer) -> None:
    """Put the command into the command line."""
    app.command("qr", help="生成海报上的二维码，扫了就能在 Telegram 里问。")(make)


def make(
    out: Out,
    faq: Annotated[int | None, typer.Option(help="打开哪一条问答（编号）")] = None,
    guide: Annotated[int | None, typer.Option(help="打开哪一份办事指南（编号）")] = None,
    grid: Annotated[str, typer.Option(help="打开哪个网格，例如 城关镇/东关村")] = "",
    bot: Annotated[str, typer.Option(help="机器人的名字；不写就问 Telegram")] = "",
) -> None:
    """Write a code as a picture, and say what it opens."""
    if out.suffix.lower() not in KINDS:
        raise BadInput(f"二维码的文件名要以 .png 或 .svg 结尾，现在是“{out.name}”。")
    with opened() as (database, settings):
        target = _target(database, faq=faq, guide=guide, grid=grid)
        link = address(bot.strip().removeprefix("@") or _ask_name(settings), target)
    code = segno.make_qr(link, error="m")
    code.save(str(out), scale=SCALE, border=BORDER)
    say(f"已存为 {out}")
    say(f"扫了打开：{link}")


def _target(database: Database, *, faq: int | None, guide: int | None, grid: str) -> Target | None:
    chosen = [one for one in (faq, guide, grid or None) if one is not None]
    if len(chosen) > 1:
        raise BadInput("--faq、--guide、--grid 一次只能写一个。")
    with database.reading() as session:
        if grid:
            named = int(grid) if grid.isdecimal() else grid
            return Target(Opens.GRID, str(find_grid(session, named).id))
        for number, kind, opens in ((faq, Kind.FAQ, Opens.FAQ), (guide, Kind.GUIDE, Opens.GUIDE)):
            entry = session.get(Entry, number) if number is not None else None
            if number is not None and (entry is None or entry.kind != kind or not entry.published):
                raise NotFound(f"没有编号为 {number}、已经发布的{_NAMES[opens]}。")
            if number is not None:
                return Target(opens, str(number))
    return None


def _ask_name(settings: Settings) -> str:
    if not settings.telegram_token:
        raise BadInput("还没有设置 MINGBAI_TELEGRAM_TOKEN；也可以用 --bot 写上机器人的名字。")
    from bot.channels.telegram.arrival.own_name import own_name  # the library takes a while to load

    return asyncio.run(own_name(settings))


_NAMES = {Opens.FAQ: "问答", Opens.GUIDE: "办事指南"}
