"""What is said in a group about the bot itself: who it is, and how the group stands."""

import html
from datetime import datetime

from sqlmodel import Session

from bot import chat_texts as texts
from bot.channels.telegram.speech.desk import TelegramDesk
from jobs.places.grids import Grid, names_of
from jobs.places.presence import group_at
from jobs.places.workers import of_grid
from jobs.schedule.wall_time import wall


def hello(desk: TelegramDesk, *, administrator: bool) -> str:
    """Introduce the bot, and say what to do where privacy mode keeps messages from it."""
    name = desk.bot.username
    said = texts.GROUP_HELLO.format(town=_safe(desk.settings.town_name), bot=name)
    if administrator or sees_everything(desk):
        return said
    return f"{said}\n{texts.GROUP_PRIVACY.format(bot=name)}"


def sees_everything(desk: TelegramDesk) -> bool:
    """Say whether privacy mode was turned off for this bot."""
    return bool(desk.bot.bot.can_read_all_group_messages)


def status(session: Session, desk: TelegramDesk, chat: int, *, administrator: bool) -> str:
    """Say how a group stands: its grid and workers, notices, answers, and what is in the way."""
    group, name = group_at(session, chat), desk.bot.username
    if group is None:
        return texts.STATUS_UNKNOWN
    grid = session.get(Grid, group.grid_id) if group.grid_id is not None else None
    lines = [texts.STATUS.format(name=_safe(group.name)), texts.STATUS_NO_GRID]
    if grid is not None:
        lines[1] = texts.STATUS_GRID.format(grid=_safe("/".join(names_of(session, grid))))
        workers = "、".join(worker.name for worker in of_grid(session, grid.id))
        lines += [texts.GRID_WORKERS.format(workers=_safe(workers))] if workers else []
    closed = texts.STATUS_CLOSED.format(reason=_safe(group.reason))
    lines.append(texts.STATUS_NOTICES if group.active else closed)
    muted = group.muted_until is not None and group.muted_until > desk.clock()
    until = said_time(desk, group.muted_until) if muted and group.muted_until else ""
    lines.append(
        texts.STATUS_MUTED.format(until=until) if muted else texts.STATUS_ANSWERS.format(bot=name)
    )
    if not administrator and not sees_everything(desk):
        lines.append(texts.STATUS_PRIVACY)
    return "\n".join(lines)


def said_time(desk: TelegramDesk, at: datetime) -> str:
    """Say a moment in a few words: 18:00, or with the day if it is another one."""
    reading, today = wall(at, desk.settings.zone), desk.town.today()
    day = "" if reading.date() == today else f"{reading.month}月{reading.day}日 "
    return f"{day}{reading:%H:%M}"


def _safe(text: str) -> str:
    return html.escape(text, quote=False)
