"""What other processes may tell the fakes over HTTP: what to answer, and who comes to talk."""

import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .answers import as_json
from .telegram_api import Bot

if TYPE_CHECKING:
    from .platforms import Platforms


async def obey(fake: "Platforms", name: str, request: web.BaseRequest) -> web.Response:
    """Do what is asked for, and tell how often what was answered."""
    given = json.loads(await request.read() or b"{}")
    if name == "script" and request.method == "POST":
        fake.script.add_raw(given)
    elif name == "script" and request.method == "DELETE":
        fake.script.clear()
    elif name == "limits" and request.method == "POST":
        fake.enforce_limits(bool(given["on"]))
    elif name == "crowd" and request.method == "POST":
        crowd(fake.telegram.bot(given["token"]), chats=given["chats"], texts=given["texts"])
    elif name == "webhook" and request.method == "POST":
        return _told(_webhook(fake.telegram.bot(given["token"])))
    elif name != "counts":
        return web.Response(status=404)
    fake.log.flush()
    return _told(fake.log.counts)


def crowd(bot: Bot, *, chats: int, texts: list[str]) -> None:
    """Let so many people come, and each say all of this one after the other."""
    people = [bot.people.person(f"居民{number}") for number in range(chats)]
    for text in texts:
        for person in people:
            bot.people.say(bot.world.chats[person.id], person, text)


def _webhook(bot: Bot) -> dict[str, Any]:
    return {
        "url": bot.posting.hook.url,
        "waiting": bot.updates.waiting,
        "handed": len(bot.updates.handed),
        "answers": bot.posting.hook.answers,
    }


def _told(what: object) -> web.Response:
    return web.Response(body=as_json(what), content_type="application/json")
