"""Figures for Prometheus: how much is asked, how fast it is answered, how much is known."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """The figures of one running program, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._questions = Counter(
            "mingbai_questions",
            "Questions answered, by kind of reply and channel.",
            ("kind", "channel"),
            registry=self.registry,
        )
        self._dangers = Counter(
            "mingbai_dangers", "Dangers heard, by kind.", ("kind",), registry=self.registry
        )
        self._seconds = Histogram(
            "mingbai_answer_seconds",
            "Seconds from a question to its reply.",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._entries = Gauge(
            "mingbai_entries", "Published entries, by kind.", ("kind",), registry=self.registry
        )
        self._pending = Gauge(
            "mingbai_records_pending",
            "Exchanges answered but not yet recorded.",
            registry=self.registry,
        )
        self._updates = Counter(
            "mingbai_telegram_updates",
            "Updates from Telegram, by what became of them.",
            ("outcome",),
            registry=self.registry,
        )
        self._updates_waiting = Gauge(
            "mingbai_telegram_updates_waiting",
            "Updates from Telegram that are not handled yet.",
            registry=self.registry,
        )

    def telegram_update(self, outcome: str, count: int = 1) -> None:
        """Count updates: received, repeated, refused, handled, failed, set_aside or flooded."""
        self._updates.labels(outcome).inc(count)

    def set_updates_waiting(self, count: int) -> None:
        """State how many updates wait to be handled."""
        self._updates_waiting.set(count)

    def answered(self, kind: str, channel: str, *, seconds: float) -> None:
        """Count one reply and how long it took."""
        self._questions.labels(kind, channel).inc()
        self._seconds.observe(seconds)

    def danger_heard(self, kind: str) -> None:
        """Count one danger that a resident spoke of."""
        self._dangers.labels(kind).inc()

    def set_entries(self, counts: Mapping[str, int]) -> None:
        """State how many entries of each kind are published; kinds left out are gone."""
        self._entries.clear()
        for kind, count in counts.items():
            self._entries.labels(kind).set(count)

    def set_records_pending(self, count: int) -> None:
        """State how many exchanges wait to be recorded."""
        self._pending.set(count)

    def render(self) -> bytes:
        """Write everything down the way Prometheus reads it."""
        return generate_latest(self.registry)
