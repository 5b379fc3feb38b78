"""A console's town with grids, groups, and notices in every state, as the five people made them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import mailings
from console_town import NAMES, ConsoleTown
from noticing import TIMES, facts, standards
from sqlmodel import Session

from bot.people import Role
from jobs.delivery.deliveries import State
from jobs.places.groups import Channel
from jobs.writing.drafting import draft
from jobs.writing.notices import Notice
from jobs.writing.reviewing import approve, send_back

WORKER, DRAFTER, REVIEWER, PUBLISHER, CHIEF = (NAMES[role] for role in Role)
EAST, WEST = "东街", "西街"
STEPS = 3


class NoticeDesk:
    """Makes what a test needs; `east` is the worker's own grid."""

    def __init__(self, console: ConsoleTown) -> None:
        self.console, self.database = console, console.database
        with self.database.writing() as session:
            self.east = mailings.grid(session, mailings.TOWN, EAST)
            self.west = mailings.grid(session, mailings.TOWN, WEST)
            self.east_group = mailings.group(
                session, "东街一组", place=self.east, lane="telegram", members=86
            )
            self.west_group = mailings.group(
                session, "西街一组", place=self.west, lane="telegram", members=120
            )
            self.chat = mailings.group(
                session, "东街邻里群", place=self.east, channel=Channel.WECHAT
            )

    @property
    def now(self) -> datetime:
        """The town's time."""
        return self.console.now

    def drafted(self, *, by: str = DRAFTER, submit: bool = True, **changed: Any) -> int:
        """A notice that somebody wrote."""
        with self.database.writing() as session:
            row = draft(
                session,
                facts(**changed),
                by=by,
                now=self.now,
                standards=standards(session),
                submit=submit,
            )
            return row.id or 0

    def passed(self, number: int, *people: str) -> int:
        """The notice after these people took a step each."""
        with self.database.writing() as session:
            for name in people:
                row = session.get_one(Notice, number)
                approve(session, row, by=name, now=self.now, steps_needed=STEPS, times=TIMES)
        return number

    def approved(self, **changed: Any) -> int:
        """A notice that went through its review."""
        return self.passed(self.drafted(**changed), REVIEWER, CHIEF, PUBLISHER)

    def returned(self, remark: str = "请写明电话", **changed: Any) -> int:
        """A notice that came back."""
        number = self.drafted(**changed)
        with self.database.writing() as session:
            row = session.get_one(Notice, number)
            send_back(session, row, by=REVIEWER, now=self.now, remark=remark, times=TIMES)
        return number

    def sent(self, number: int, *states: tuple[int, State], **changed: Any) -> int:
        """A sending of a notice, with what became of it in each group."""
        slot = changed.pop("slot", self.now - timedelta(hours=1))
        with self.database.writing() as session:
            title = session.get_one(Notice, number).title
            run = mailings.run(session, number, slot=slot, title=title, **changed)
            self._deliver(session, run, states)
        return run

    def _deliver(self, session: Session, run: int, states: Sequence[tuple[int, State]]) -> None:
        for group, state in states:
            error = "机器人被移出了群" if state is State.FAILED else ""
            due = self.now if state is State.PENDING else None
            mailings.delivery(session, run, group, state, error=error, due_at=due)
