"""Flows of staff in Telegram: begun, shown step by step, left at any point, safe from old taps."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.keyboard import Button, Buttons
from bot.channels.telegram.staff.spot import OLD, Spot, actor, data, put, rest, words_of
from bot.flows.keeping import Flow
from bot.flows.screens import CANCEL, Heard, Screen
from bot.staff_chats import Person
from knowledge.errors import BadInput

KIND = "f"  # of a button that belongs to a flow
LEFT = "已取消，什么都没有发出。"
NAMES = "staff-"
WORD = "取消"


@dataclass(frozen=True, slots=True)
class Course:
    """One flow: `mark` tells it from others, `turn` its newest buttons from old ones."""

    name: str
    mark: str
    turn: int = 0
    kept: Mapping[str, Any] = field(default_factory=dict)

    def as_flow(self) -> Flow:
        """Give what is kept of it."""
        return Flow(self.name, {"mark": self.mark, "turn": self.turn, "kept": dict(self.kept)})


GoOn = Callable[[TelegramDesk, Spot, Person, Course, Heard], Awaitable[None]]


def new_course(name: str, kept: Mapping[str, Any]) -> Course:
    """Begin a flow; whatever was open before is over."""
    return Course(NAMES + name, secrets.token_hex(3), 0, kept)


async def open_course(desk: TelegramDesk, spot: Spot) -> Course | None:
    """Give the flow of staff that is open here."""
    flow = await desk.flows.get(spot.chat, spot.chat)
    if flow is None or not flow.name.startswith(NAMES):
        return None
    state = flow.state
    return Course(flow.name, str(state["mark"]), int(state["turn"]), state["kept"])


async def show(
    desk: TelegramDesk, spot: Spot, course: Course, screen: Screen, *, afresh: bool = False
) -> None:
    """Keep where a flow stands and show its step; `afresh` in a message of its own."""
    course = replace(course, turn=course.turn + 1)
    await desk.flows.keep(spot.chat, spot.chat, course.as_flow())
    place = Spot(spot.chat) if afresh else spot
    await put(desk, place, words_of(screen), buttons=_buttons(screen, course))
    await rest(desk, spot)


async def finish(desk: TelegramDesk, spot: Spot) -> None:
    """End the flow that is open."""
    await desk.flows.end(spot.chat, spot.chat)


async def leave(desk: TelegramDesk, spot: Spot) -> None:
    """End a flow without doing anything."""
    await finish(desk, spot)
    await put(desk, spot, LEFT)
    await rest(desk, spot)


async def go_on(
    desk: TelegramDesk, spot: Spot, course: Course, heard: Heard, flows: Mapping[str, GoOn]
) -> None:
    """Take in what was said or tapped; whoever may not act any more is refused."""
    person = await actor(desk, spot)
    if heard.tap == CANCEL or heard.text.strip() in (WORD, "/cancel"):
        await leave(desk, spot)
        return
    await flows[course.name.removeprefix(NAMES)](desk, spot, person, course, heard)


async def tapped(
    desk: TelegramDesk, spot: Spot, parts: list[str], flows: Mapping[str, GoOn]
) -> None:
    """Take a tap on a button of a flow, unless the button is old."""
    course = await open_course(desk, spot)
    if course is None or len(parts) < 3 or parts[:2] != [course.mark, str(course.turn)]:
        raise BadInput(OLD)
    await go_on(desk, spot, course, Heard(tap=":".join(parts[2:])), flows)


def _buttons(screen: Screen, course: Course) -> Buttons:
    return [
        [Button(one.label, data(KIND, course.mark, course.turn, one.does)) for one in row]
        for row in screen.rows
    ]
