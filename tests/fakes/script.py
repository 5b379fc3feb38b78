"""What the fakes are told to answer, to whom, and how often."""

import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ANY = "*"
ALWAYS = -1


@dataclass(slots=True)
class Rule:
    """One scripted answer to one bot or robot (`who`), in one chat and method or in all.

    `answer` is a name both platforms know (flood, error, hang, reset, garbage) or one of their
    own (`kicked`, `migrate`, `errcode` …); `seconds`, `status`, `code` and `to` fill it in. With
    `accepted` the message arrives although the caller hears nothing good of it.
    """

    answer: str
    who: str = ANY
    chat: str = ANY
    method: str = ANY
    times: int = 1
    seconds: float = 0
    status: int = 500
    code: int = 0
    to: int = 0
    accepted: bool = False

    def fits(self, who: str, chat: str, method: str) -> bool:
        """Say whether this rule speaks of such a call."""
        return (
            self.times != 0
            and self.who in (ANY, who)
            and self.chat in (ANY, chat)
            and self.method in (ANY, method)
        )


class Script:
    """The rules in order; the first that fits is used, as often as it says."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._closed: dict[str, float] = {}

    def add(self, rule: Rule) -> None:
        """Have calls that fit answered so."""
        self._rules = [*self._rules, rule]

    def add_raw(self, raw: Mapping[str, Any]) -> None:
        """The same, as it came over HTTP."""
        self.add(Rule(**{**raw, "chat": str(raw.get("chat", ANY))}))

    def clear(self) -> None:
        """Forget all rules and open what a flood closed."""
        self._rules, self._closed = [], {}

    def find(self, who: str, chat: str, method: str) -> Rule | None:
        """Give the rule for a call and use it up by one."""
        if not self._rules:
            return None
        for rule in self._rules:
            if rule.fits(who, chat, method):
                rule.times -= rule.times > 0
                return rule
        return None

    def close(self, who: str, seconds: float) -> None:
        """Refuse everything from here on for so many seconds."""
        self._closed[who] = time.monotonic() + seconds

    def closed_for(self, who: str) -> float:
        """For how many more seconds everything is refused."""
        return self._closed[who] - time.monotonic() if who in self._closed else 0


class Limiter:
    """At most `most` accepted calls in any window of `seconds`, for each key."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._taken: defaultdict[str, deque[float]] = defaultdict(deque)

    def wait(self, key: str) -> float:
        """Give the seconds until the next is allowed: none when it is allowed now."""
        taken, now = self._taken[key], time.monotonic()
        while taken and taken[0] <= now - self._seconds:
            taken.popleft()
        return taken[0] + self._seconds - now if len(taken) >= self._most else 0

    def take(self, key: str) -> None:
        """Count one."""
        self._taken[key].append(time.monotonic())
