"""Keeping within a platform's limits, strictly: never more than so many in any such time."""

from collections import deque
from collections.abc import Iterable, Iterator

from jobs.delivery.sending import Limits


class Window:
    """At most `count` in any `seconds`.

    A place is taken when a send begins and is free again `seconds` after its answer came. The
    platform sees a message somewhere between the two, so it never sees more than `count`.
    """

    def __init__(self, count: int, seconds: float) -> None:
        self.count, self.seconds = count, seconds
        self._going = 0
        self._free_at: deque[float] = deque()

    def free(self, now: float) -> int:
        """How many may begin now."""
        while self._free_at and self._free_at[0] <= now:
            self._free_at.popleft()
        return max(0, self.count - self._going - len(self._free_at))

    def opens(self, now: float) -> float:
        """When the next one may begin: `now`, or later; without end while all are on their way."""
        if self.free(now) > 0:
            return now
        return self._free_at[0] if self._free_at else float("inf")

    def begin(self) -> None:
        """Take a place."""
        self._going += 1

    def end(self, now: float) -> None:
        """Note that the answer came."""
        self._going -= 1
        self._free_at.append(now + self.seconds)

    def remember(self, ended: float) -> None:
        """Take in one that ended before we began to serve, in the order of time."""
        self._free_at.append(ended + self.seconds)

    def idle(self, now: float) -> bool:
        """Whether it holds nothing that matters any more."""
        return self.free(now) == self.count


class Pace:
    """The windows of one lane and of each group in it; all times are monotonic seconds."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lane = [Window(*limit) for limit in limits.lane]
        self._groups: dict[int, list[Window]] = {}
        self.closed_until = 0.0

    def close(self, until: float) -> None:
        """Let nothing begin before then; nothing opens the lane earlier."""
        self.closed_until = max(self.closed_until, until)

    def free(self, now: float, *, most: int) -> int:
        """How many sends may begin now, at most `most`."""
        if now < self.closed_until:
            return 0
        return min([most, *(window.free(now) for window in self._lane)])

    def opens(self, now: float) -> float:
        """When the lane as a whole lets the next one begin."""
        return max([now, self.closed_until, *(window.opens(now) for window in self._lane)])

    def waiting(self, now: float) -> Iterator[tuple[int, float]]:
        """Name the groups that must wait for their next message, and for how many seconds."""
        for group, windows in self._groups.items():
            wait = max(window.opens(now) for window in windows) - now
            if wait > 0:
                yield group, wait

    def begin(self, group: int) -> None:
        """Note that a send to this group begins."""
        for window in self._windows(group):
            window.begin()

    def end(self, group: int, now: float) -> None:
        """Note that its answer came, or that it never will."""
        for window in self._windows(group):
            window.end(now)
        if len(self._groups) > 2 * sum(window.count for window in self._lane) + 1_000:
            self._tidy(now)

    def remember(self, past: Iterable[tuple[int, float]]) -> None:
        """Take in sends (group, when they ended) of whoever served before, oldest first."""
        for group, ended in past:
            for window in self._windows(group):
                window.remember(ended)

    @property
    def memory(self) -> float:
        """For how many seconds a send matters."""
        limits = (*self._limits.lane, *self._limits.group)
        return max((seconds for _count, seconds in limits), default=0.0)

    def _windows(self, group: int) -> list[Window]:
        if not self._limits.group:
            return self._lane
        if group not in self._groups:
            self._groups[group] = [Window(*limit) for limit in self._limits.group]
        return [*self._lane, *self._groups[group]]

    def _tidy(self, now: float) -> None:
        self._groups = {
            group: windows
            for group, windows in self._groups.items()
            if not all(window.idle(now) for window in windows)
        }
