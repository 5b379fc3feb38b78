"""The terminal: one question, or a conversation."""

import json
from collections.abc import Callable
from dataclasses import asdict

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot import texts
from bot.messages import INSIDE, Incoming, Reply, ReplyKind
from bot.town import Town

_LEAVE = ("退出", "再见", "exit", "quit", "q")


def ask_once(town: Town, text: str, console: Console, *, as_json: bool) -> None:
    """Answer one question, for people or (JSON) for programs."""
    reply = town.ask(Incoming("terminal", "ask", text))
    if as_json:
        told = {name: said for name, said in asdict(reply).items() if name not in INSIDE}
        console.print(
            json.dumps(told, ensure_ascii=False, default=str),
            soft_wrap=True,
            markup=False,
            highlight=False,
        )
    else:
        show(reply, console)


def converse(town: Town, console: Console, read: Callable[[str], str]) -> None:
    """Answer until the person leaves; a number picks the choice offered under it."""
    console.print(Text(town.knowledge.words.greet(town.settings.town_name)))
    choices: tuple[str, ...] = ()
    while True:
        try:
            typed = read("您问：").strip()
        except (EOFError, KeyboardInterrupt):
            typed = _LEAVE[0]
        if typed in _LEAVE:
            console.print(Text(town.knowledge.words.goodbye))
            return
        if not typed:
            console.print(texts.EMPTY)
            continue
        if typed.isdecimal() and 0 < int(typed) <= len(choices):
            typed = choices[int(typed) - 1]
        reply = town.ask(Incoming("terminal", "chat", typed[:1_000]))
        choices = tuple(choice.send for choice in reply.choices)
        show(reply, console)


def show(reply: Reply, console: Console) -> None:
    """Print a reply: the point, its sources, what one may ask next."""
    urgent = reply.kind is ReplyKind.DANGER
    console.print(Panel(Text(reply.text), border_style="red" if urgent else "cyan"))
    for cited in reply.citations:
        state = f"（{cited.state}）" if cited.state else ""
        style = "yellow" if cited.warning else "dim"
        console.print(Text(f"依据 {cited.title}{cited.article}{state}  {cited.source}", style))
    for number, choice in enumerate(reply.choices, 1):
        console.print(Text(f"  {number}. {choice.label}"))
    for line in reply.hotlines:
        console.print(Text(f"电话 {line.number}  {line.name}", style="bold"))
    if reply.note:
        console.print(Text(reply.note, style="dim"))
