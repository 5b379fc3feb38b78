"""What a measurement hands over: figures with their targets, and what a picture is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One number, and the limit it has to keep; without a limit it is only told."""

    what: str
    value: float
    unit: str = ""
    limit: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the limit is kept."""
        return self.limit is None or self.share <= 1

    @property
    def share(self) -> float:
        """How much of the limit is used: up to 1 it is kept."""
        if not self.limit:
            return float(self.value > 0) * 2
        if self.at_least and not self.value:
            return 2.0
        return self.limit / self.value if self.at_least else self.value / self.limit

    @property
    def target(self) -> str:
        """The limit as people read it."""
        if self.limit is None:
            return ""
        return f"{'≥' if self.at_least else '≤'} {self._shown(self.limit)}"

    @property
    def measured(self) -> str:
        """The value as people read it."""
        return self._shown(self.value) + (f" ({self.note})" if self.note else "")

    def _shown(self, value: float) -> str:
        whole = value >= 100 or value == int(value)
        number = f"{value:,.0f}" if whole else f"{value:.2f}"
        return f"{number} {self.unit}".strip()


@dataclass(frozen=True)
class Part:
    """The figures of one measurement, and the series behind them."""

    figures: Sequence[Figure]
    series: Sequence[Sequence[float]] = ()


def table(figures: Sequence[Figure]) -> str:
    """Write figures as one table that reads well as text and as Markdown."""
    rows = [("", "target", "measured", "kept")]
    rows += [(one.what, one.target, one.measured, _kept(one)) for one in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *lines[1:]])


def _kept(figure: Figure) -> str:
    if figure.limit is None:
        return ""
    return "yes" if figure.met else "NO"
