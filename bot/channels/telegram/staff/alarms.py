"""Danger alerts in private chats: brought at once, and taken care of by whoever taps first."""

from sqlmodel import Session

from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.staff.spot import CHANNEL, Spot, put, rest, shown, tap
from bot.danger_letters import CARE, untold, write_alarms
from bot.people import Role, allow
from bot.staff_chats import Person
from jobs.records.alerts import Alert, list_alerts, see_alert

NOTHING = "没有等着查看的警报。"
CARED = "记下了，由您跟进。"
MOST = 8


async def raise_alarms(desk: TelegramDesk) -> None:
    """Write to whoever has to know of a danger."""
    now = desk.clock()
    found = await desk.read(lambda session: untold(session, now=now))
    if not found:
        return

    def write(session: Session) -> None:
        write_alarms(session, found, CHANNEL, zone=desk.settings.zone, now=now)

    await desk.write(write)
    if desk.town.delivering:
        desk.town.delivering.nudge()


async def list_open(desk: TelegramDesk, spot: Spot, person: Person) -> None:
    """Show the alerts that nobody has taken care of yet."""

    def look(session: Session) -> list[tuple[str, int]]:
        allow(session, person.name, Role.ADMINISTRATOR)
        return [(_line(desk, one), one.id or 0) for one in list_alerts(session, limit=MOST)]

    found = await desk.read(look)
    text = "\n".join(f"{place}. {line}" for place, (line, _number) in enumerate(found, 1))
    buttons = [tap(f"{CARE}：第 {place} 条", "a", one) for place, (_, one) in enumerate(found, 1)]
    await put(desk, spot, shown("警报" if found else NOTHING, text), buttons=buttons)


async def care(desk: TelegramDesk, spot: Spot, person: Person, number: int) -> None:
    """Note who takes care of an alert."""

    def act(session: Session) -> str:
        name = allow(session, person.name, Role.WORKER)
        return _line(desk, see_alert(session, number, by=name, now=desk.clock()))

    line = await desk.write(act)
    await rest(desk, spot, CARED)
    await put(desk, spot, shown("您在跟进这件事", line))


def _line(desk: TelegramDesk, alert: Alert) -> str:
    here = alert.raised_at.astimezone(desk.settings.zone)
    return f"{here.month}月{here.day}日 {here:%H:%M}　“{alert.excerpt}”"
