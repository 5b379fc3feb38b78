"""The morning's letter to administrators: what residents asked and nobody could answer yet."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import Session, col

from bot.people import Role
from bot.staff_chats import people_in
from bot.telling import Told, first_to_tell, forget_told
from jobs.delivery.sending import TAP
from jobs.forward.letters import write_to_chat
from jobs.records.gaps import Gap, GapState, list_gaps

FROM, TO = time(8, 30), time(20)  # a morning that was missed is made up for until the evening
MOST = 8
LONGEST = 60
REMEMBERED = timedelta(days=60)
TITLE = "居民问了、还没有答案的问题"


def is_due(session: Session, *, zone: ZoneInfo, now: datetime) -> bool:
    """Whether it is late enough in the morning, and today's letter was not written yet."""
    here = now.astimezone(zone)
    return FROM <= here.time() < TO and session.get(Told, _key(here.date())) is None


def write_digest(session: Session, channel: str, *, zone: ZoneInfo, now: datetime) -> int:
    """Write to every administrator, once a day and only if there is something; say to how many."""
    people = people_in(session, channel, at_least=Role.ADMINISTRATOR)
    day = now.astimezone(zone).date()
    if not people or not first_to_tell(session, _key(day), now=now):
        return 0
    forget_told(session, before=now - REMEMBERED)
    gaps = list_gaps(session, limit=MOST)
    if not gaps:
        return 0
    text, buttons = _text(session, gaps, now=now), [_button(gap) for gap in gaps]
    letters = [
        write_to_chat(session, one.group, title=TITLE, text=text, now=now, buttons=buttons)
        for one in people
    ]
    return sum(letter is not None for letter in letters)


def brief(question: str) -> str:
    """Cut a question to what is read at a glance."""
    said = " ".join(question.split())
    return said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"


def _key(day: date) -> str:
    return f"gaps:{day}"


def _text(session: Session, gaps: Sequence[Gap], *, now: datetime) -> str:
    waiting = col(Gap.state) == GapState.OPEN
    total = session.scalar(select(func.count()).select_from(Gap).where(waiting)) or 0
    fresh = col(Gap.first_at) > now - timedelta(days=1)
    new = session.scalar(select(func.count()).select_from(Gap).where(waiting, fresh)) or 0
    lines = [
        f"{place}. {brief(gap.question)}（问过 {gap.count} 次）" for place, gap in _numbered(gaps)
    ]
    head = f"一共 {total} 个，过去一天新增 {new} 个。问得最多的："
    return "\n".join([head, *lines, "点下面的按钮处理，或者发 /gaps 看全部。"])


def _numbered(gaps: Sequence[Gap]) -> list[tuple[int, Gap]]:
    return list(enumerate(gaps, 1))


def _button(gap: Gap) -> tuple[str, str]:
    return f"处理：{brief(gap.question)[:20]}", f"{TAP}s:g:open:{gap.id}"
