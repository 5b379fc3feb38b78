"""A Telegram Bot API that refuses what the real one refuses, and more: unknown parameters."""

import json
import math
import re
from dataclasses import dataclass, replace
from typing import Any

from .answers import Answer, as_json
from .script import Limiter, Rule, Script
from .telegram_acts import Acts
from .telegram_faults import Fault
from .telegram_hooks import HOOKS
from .telegram_people import People
from .telegram_posting import Posting
from .telegram_shapes import METHODS, chat_of, check
from .telegram_updates import Updates
from .telegram_world import World

Parameters = dict[str, Any]
_COUNTED = frozenset(("sendMessage", "sendPhoto", "sendDocument", "sendPoll"))

TOKEN = re.compile(r"\d+:[\w-]+")
REFUSALS = {
    "kicked": (403, "Forbidden: bot was kicked from the supergroup chat"),
    "blocked": (403, "Forbidden: bot was blocked by the user"),
    "not_found": (400, "Bad Request: chat not found"),
    "no_rights": (400, "Bad Request: not enough rights to send text messages to the chat"),
    "deactivated": (403, "Forbidden: the group chat was deleted"),
    "bad_request": (400, "Bad Request: message text is empty"),
    "unauthorized": (401, "Unauthorized"),
    "too_old": (400, "Bad Request: message can't be deleted for everyone"),
}


@dataclass
class Bot:
    """One bot: its world, what its calls do there, the people in it and its updates."""

    world: World
    updates: Updates
    posting: Posting
    acts: Acts
    people: People


class TelegramApi:
    """Bots with a world each; any token of the right shape is a bot."""

    def __init__(self, script: Script) -> None:
        self.limits = False
        self._script = script
        self._per_bot, self._per_group = Limiter(30, 1), Limiter(20, 60)
        self._bots: dict[str, Bot] = {}

    def bot(self, token: str) -> Bot:
        """Give the bot with a token, made at its first call."""
        if token not in self._bots:
            world, updates = World(int(token.partition(":")[0])), Updates()
            people = People(world, updates)
            self._bots[token] = Bot(world, updates, Posting(updates), Acts(world), people)
        return self._bots[token]

    async def close(self) -> None:
        """Stop everything that posts updates."""
        for bot in self._bots.values():
            await bot.posting.close()

    async def answer(self, token: str, method: str, given: Parameters) -> Answer:
        """Answer one call; only a fetch of updates waits."""
        if not TOKEN.fullmatch(token) or method not in METHODS:
            return _refusal(404, "Not Found")
        chat = str(given.get("chat_id", ""))
        words = str(given.get("text", given.get("caption", "")))
        rule = self._script.find(token, chat, method)
        answer = self._closed(token) or (
            await self._scripted(token, method, rule, given) if rule else None
        )
        answer = answer or await self._obey(token, method, given)
        return replace(answer, chat=chat, text=words, sent=given)

    def file(self, token: str, path: str) -> bytes | None:
        """Give a file that somebody sent, if it is there."""
        return self.bot(token).world.files.get(path.removeprefix("files/"))

    def _closed(self, token: str) -> Answer | None:
        seconds = self._script.closed_for(token)
        return _flood(seconds) if seconds > 0 else None

    async def _scripted(
        self, token: str, method: str, rule: Rule, given: Parameters
    ) -> Answer | None:
        if rule.answer in REFUSALS:
            return _refusal(*REFUSALS[rule.answer], verdict=rule.answer)
        if rule.answer == "flood":
            self._script.close(token, rule.seconds)
            return _flood(rule.seconds)
        if rule.answer == "migrate":
            moved = "Bad Request: group chat was upgraded to a supergroup chat"
            return _refusal(400, moved, verdict="migrate", migrate_to_chat_id=rule.to)
        if rule.answer == "error":
            return _refusal(rule.status, "Internal Server Error", verdict=str(rule.status))
        if rule.answer == "garbage":
            return Answer(rule.status, b"<html>Bad Gateway</html>", "garbage")
        return _kept_back(rule, await self._obey(token, method, given) if rule.accepted else None)

    async def _obey(self, token: str, method: str, given: Parameters) -> Answer:
        bot = self.bot(token)
        try:
            check(method, given)
            if self.limits and method in _COUNTED:
                wait = self._wait(token, chat_of(given))
                if wait:
                    return _flood(wait)
            if method in HOOKS:
                body = _accepted(await HOOKS[method](bot.updates, bot.posting, given))
            else:
                with bot.world.changed:  # people change what is shown in their own thread
                    body = _accepted(bot.acts.by_name[method](given))
        except Fault as fault:
            return _refusal(fault.status, fault.description, **fault.parameters)
        return Answer(200, body, "accepted", accepted=True)

    def _wait(self, token: str, chat: str) -> float:
        group = f"{token} {chat}"
        in_group = chat.startswith("-")
        wait = max(self._per_bot.wait(token), self._per_group.wait(group) if in_group else 0)
        if not wait:
            self._per_bot.take(token)
            if in_group:
                self._per_group.take(group)
        return wait


def _accepted(result: object) -> bytes:
    return as_json({"ok": True, "result": result})


def _flood(seconds: float) -> Answer:
    whole = max(1, math.ceil(seconds))
    said = f"Too Many Requests: retry after {whole}"
    return _refusal(429, said, verdict="429", retry_after=whole)


def _refusal(status: int, said: str, *, verdict: str = "", **parameters: int) -> Answer:
    body: Parameters = {"ok": False, "error_code": status, "description": said}
    if parameters:
        body["parameters"] = parameters
    return Answer(status, as_json(body), verdict or str(status))


def _kept_back(rule: Rule, taken: Answer | None) -> Answer:
    """Hang or reset, having taken the message or not."""
    body = taken.body if taken else as_json({"ok": False, "error_code": 500})
    accepted = bool(taken and taken.accepted)
    return Answer(
        taken.status if taken else 500,
        body,
        f"{'accepted' if accepted else 'lost'}-{rule.answer}",
        accepted=accepted,
        hang=rule.seconds if rule.answer == "hang" else 0,
        reset=rule.answer == "reset",
    )


def parameters(raw: bytes) -> Parameters:
    """Read a JSON body, as Telegram takes it: an object or nothing."""
    try:
        given = json.loads(raw) if raw else {}
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}
