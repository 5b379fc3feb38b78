"""Codes for posters: whoever scans one asks the bot on Telegram, in the grid where it hangs."""

import asyncio
from io import BytesIO

import segno

from bot.channels.telegram.residents.deep_links import Opens, Target, address
from bot.console.pages import Pages, Sent
from bot.console.visit import Visit
from bot.people import Role
from jobs.places.grids import get_grid
from knowledge.errors import BadInput

SCALE, BORDER = 12, 4  # a module's side in pixels, and the quiet zone that scanners need

pages = Pages()


@pages.show("/grids/{grid:int}/poster", role=Role.DRAFTER)
def poster(visit: Visit, grid: int) -> Sent:
    """Give the code of a grid as a picture to print."""
    settings, place = visit.town.settings, get_grid(visit.session, grid)
    if not settings.telegram_token:
        raise BadInput("还没有接上 Telegram，没有可以扫的二维码。")
    from bot.channels.telegram.arrival.own_name import own_name  # the library takes a while to load

    link = address(asyncio.run(own_name(settings)), Target(Opens.GRID, str(place.id)))
    target = BytesIO()
    segno.make_qr(link, error="m").save(target, kind="png", scale=SCALE, border=BORDER)
    return Sent(target.getvalue(), name=f"{place.name}-二维码.png", kind="image/png")
