"""A town after a busy year: thousands of entries, tens of thousands of deliveries and questions."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlmodel import Session, col, select

from bot.people import Role, add_staff
from bot.town import Town
from jobs.delivery.deliveries import Delivery, State
from jobs.places.grid_tree import ensure_path
from jobs.places.groups import Channel, Group
from jobs.records.exchanges import Exchange
from jobs.records.gaps import Gap
from jobs.schedule.runs import Run, RunState
from jobs.writing.notices import Notice, NoticeState
from knowledge.drafts import Citation, Draft, Kind, Parsed, SourceFacts
from knowledge.editions import take_in
from knowledge.starter_notices import Category
from knowledge.tables import Entry

ARTICLES, LAWS = 59_000, 118
ENTRIES, GROUPS, RUNS, EXCHANGES, GAPS = 5_000, 2_500, 20, 100_000, 2_000
VILLAGES = 40
BY = "终端"
TOPICS = ("婚姻家庭", "劳动就业", "邻里相邻", "消费维权", "土地宅基地", "防范诈骗")


def furnish(town: Town, *, now: datetime) -> dict[str, int]:
    """Fill a town, and give one number of each kind of row that pages show."""
    with town.database.writing() as session:
        for parsed in (_faq(), *map(_law, range(LAWS))):
            take_in(session, parsed, by=BY, now=now, publish=True)
        grids = [
            ensure_path(session, ("城关镇", f"第{number}村"), by=BY, now=now).id
            for number in range(VILLAGES)
        ]
        person = add_staff(session, "管大姐", role=Role.ADMINISTRATOR, by=BY, now=now).id
        session.execute(insert(Group), list(_groups(grids, now)))
        notice = _notice(session, now)
        runs = [_run(session, notice, now - timedelta(days=18 * number)) for number in range(RUNS)]
        groups = list(session.scalars(select(col(Group.id))))
        for run in runs:
            session.execute(insert(Delivery), list(_deliveries(run, groups)))
        entries = list(session.scalars(select(col(Entry.id)).where(col(Entry.kind) == Kind.FAQ)))
        session.execute(insert(Gap), list(_gaps(now)))
        for start in range(0, EXCHANGES, 10_000):
            session.execute(insert(Exchange), list(_exchanges(start, entries, now)))
        gap = session.scalars(select(col(Gap.id))).first() or 0
    return {
        "notice": notice,
        "run": runs[0],
        "entry": entries[0],
        "group": groups[0],
        "grid": grids[0] or 0,
        "gap": gap,
        "person": person or 0,
    }


def _faq() -> Parsed:
    drafts = (
        Draft(
            Kind.FAQ,
            f"bench-{number}",
            f"第{number}种情形下，{TOPICS[number % len(TOPICS)]}的事怎么办",
            f"先和对方协商，协商不成的，到村委会申请调解。情形 {number}。",
            phrases=(f"情形{number}怎么办", f"遇到情形{number}找谁"),
            citations=(Citation("中华人民共和国民法典", "第一千零七十七条"),),
            fields={"topic": TOPICS[number % len(TOPICS)]},
        )
        for number in range(ENTRIES)
    )
    return Parsed(SourceFacts("基准问答", "faq"), tuple(drafts))


def _law(law: int) -> Parsed:
    title = f"中华人民共和国第{law}号示例法"
    drafts = (
        Draft(
            Kind.ARTICLE,
            f"第{number}条",
            f"{title}第{number}条",
            f"有关单位应当依照第{number}条的规定处理第{law}类事项。",
            section=f"第{number // 50 + 1}章",
        )
        for number in range(ARTICLES // LAWS)
    )
    return Parsed(SourceFacts(title, "law"), tuple(drafts))


def _groups(grids: list[int | None], now: datetime) -> Iterator[dict[str, object]]:
    for number in range(GROUPS):
        yield {
            "channel": Channel.TELEGRAM,
            "address": str(-1_000_000 - number),
            "secret": "",
            "name": f"第{number}群",
            "grid_id": grids[number % len(grids)],
            "members": 100,
            "active": True,
            "reason": "",
            "private": False,
            "added_at": now,
        }


def _notice(session: Session, now: datetime) -> int:
    notice = Notice(
        title="防汛安全提醒",
        text="今晚有大雨，请住在低洼处的村民转移到安置点。值班电话 12345。",
        category=Category.WEATHER,
        state=NoticeState.APPROVED,
        drafted_by="管大姐",
        made_at=now,
        changed_at=now,
    )
    session.add(notice)
    session.flush()
    return notice.id or 0


def _run(session: Session, notice: int, at: datetime) -> int:
    run = Run(
        notice_id=notice,
        slot=at,
        state=RunState.FANNED,
        title="防汛安全提醒",
        text="今晚有大雨，请住在低洼处的村民转移到安置点。",
        category=Category.WEATHER,
        send_at=at,
        made_at=at,
    )
    session.add(run)
    session.flush()
    return run.id or 0


def _deliveries(run: int, groups: list[int | None]) -> Iterator[dict[str, object]]:
    for place, group in enumerate(groups):
        state = State.FAILED if place % 50 == 0 else State.SENT
        yield {
            "run_id": run,
            "group_id": group,
            "state": state,
            "priority": 10,
            "once": False,
            "attempts": 1,
            "repeated": False,
            "message_id": str(place),
            "error": "机器人已不在群里。" if state is State.FAILED else "",
            "forwarded_by": "",
            "reminders": 0,
            "recalling": False,
        }


def _gaps(now: datetime) -> Iterator[dict[str, object]]:
    for number in range(GAPS):
        at = now - timedelta(hours=number)
        yield {
            "key": f"bench-{number}",
            "question": f"第{number}件没人答得上来的事怎么办",
            "count": number % 17 + 1,
            "first_at": at,
            "last_at": at,
            "state": "open",
            "nearest": [],
            "closed_by": "",
            "reason": "",
        }


def _exchanges(start: int, entries: list[int | None], now: datetime) -> Iterator[dict[str, object]]:
    chance = random.Random(start)
    for number in range(start, start + 10_000):
        kind = chance.choices(("answer", "choices", "unknown", "danger"), (70, 15, 14, 1))[0]
        yield {
            "id": f"bench-{number}",
            "channel": chance.choice(("web", "telegram")),
            "conversation": f"web:{number // 3}",
            "question": f"情形{number % ENTRIES}怎么办",
            "kind": kind,
            "confidence": chance.random(),
            "entry_id": chance.choice(entries) if kind == "answer" else None,
            "asked_at": now - timedelta(minutes=5 * number),
            "useful": chance.choice((None, None, True, False)),
            "comment": "",
        }
