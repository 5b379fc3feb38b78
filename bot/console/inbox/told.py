"""What a resident was told, as staff look at it afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from bot.console.inbox.nearby import Near, entries
from jobs.records.exchanges import Exchange

WITHOUT_ENTRY = {
    "answer": "按名称找到了法律或说明，没有用到某一条问答。",
    "choices": "没有直接回答，给了几个选项让居民选。",
    "unknown": "说了没有把握，没有回答。",
    "danger": "按危险情况处理，给了求助电话。",
    "flow": "在办理流程里，没有回答问题。",
}


@dataclass(frozen=True, slots=True)
class Told:
    """An exchange, and the entry that answered as it reads today."""

    exchange: Exchange
    entry: Near | None

    @property
    def without(self) -> str:
        """Say what the resident got where no entry answered."""
        return WITHOUT_ENTRY.get(self.exchange.kind, "") if self.entry is None else ""


def told(session: Session, exchanges: Iterable[Exchange]) -> list[Told]:
    """Join exchanges with what answered them."""
    rows = list(exchanges)
    known = {
        one.id: one for one in entries(session, [row.entry_id for row in rows if row.entry_id])
    }
    return [Told(row, known.get(row.entry_id or 0)) for row in rows]
