"""How often groups and people are answered: so many a minute, one polite word, then none."""

from collections import OrderedDict, deque
from collections.abc import Hashable
from datetime import datetime, timedelta
from enum import Enum, auto

PERIOD = timedelta(minutes=1)
MOST_KEYS = 10_000  # remembered; whoever was silent for longest is forgotten first


class Allowed(Enum):
    """Whether something may be answered."""

    YES = auto()
    SAY_WHY = auto()  # it may not, and they have not been told yet
    NO = auto()


class Allowance:
    """So many a minute for each key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: OrderedDict[Hashable, deque[datetime]] = OrderedDict()
        self._told: dict[Hashable, datetime] = {}

    def ask(self, key: Hashable, *, now: datetime) -> Allowed:
        """Say whether one more is allowed; it counts only once it is taken."""
        taken = self._taken.get(key, deque())
        while taken and now - taken[0] >= PERIOD:
            taken.popleft()
        if len(taken) < self._most:
            return Allowed.YES
        told = self._told.get(key)
        if told is not None and now - told < PERIOD:
            return Allowed.NO
        self._told[key] = now
        return Allowed.SAY_WHY

    def take(self, key: Hashable, *, now: datetime) -> None:
        """Count one."""
        self._taken.setdefault(key, deque()).append(now)
        self._taken.move_to_end(key)
        while len(self._taken) > MOST_KEYS:
            gone, _ = self._taken.popitem(last=False)
            self._told.pop(gone, None)


class GroupAllowances:
    """What a group may be answered, and each person in it."""

    def __init__(self, *, group: int, person: int) -> None:
        self._groups, self._people = Allowance(group), Allowance(person)

    def ask(self, chat: int, person: int, *, now: datetime) -> tuple[Allowed, bool]:
        """Say whether a question may be answered, and whether it is the group that is too busy."""
        own = self._people.ask((chat, person), now=now)
        if own is not Allowed.YES:
            return own, False
        everybody = self._groups.ask(chat, now=now)
        if everybody is Allowed.YES:
            self._people.take((chat, person), now=now)
            self._groups.take(chat, now=now)
        return everybody, True
