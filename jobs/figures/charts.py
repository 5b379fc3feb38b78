"""Charts as SVG for pages and as PNG for chats; each stands beside a table that says the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jobs.figures.chart_looks import TEXT, patterned, style
from jobs.figures.drawing import Graph, Listed, ListedStacked, Stacked

WIDE, NARROW = 760, 380
_UPRIGHT, _LINE, _BAR, _AROUND = 320, 34, 16, 90


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows: labels along one side, and for each named part a value for each label.

    An `upright` one runs through time from left to right, its parts on top of each other; the
    others list things from top to bottom in the order given.
    """

    name: str
    title: str
    labels: Sequence[str]
    parts: Mapping[str, Sequence[int]]
    upright: bool = False
    stacked: bool = False

    @property
    def worth_showing(self) -> bool:
        """Whether there is anything in it."""
        return any(any(values) for values in self.parts.values())


def draw(chart: Chart, *, width: int = WIDE) -> str:
    """Draw a chart as SVG that needs nothing from outside: no script, no sheet, no font."""
    drawing = _upright(chart, width) if chart.upright else _listed(chart, width)
    drawing.uuid = chart.name
    for part, values in chart.parts.items():
        ordered = values if chart.upright else values[::-1]  # those begin at the bottom
        drawing.add(part, list(ordered))
    drawn: str = drawing.render(is_unicode=True)
    return patterned(drawn, chart.name)


def picture(drawn: str) -> bytes:
    """Turn a drawing into a PNG, with a font that has Chinese wherever it runs."""
    import resvg_py  # both are large, and few ask for pictures
    from pylopdf_fonts_zh_cn import sans_path

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawn,
            background="#ffffff",
            zoom=2,
            skip_system_fonts=True,
            font_files=[str(sans_path())],
            font_family="Noto Sans SC",
            sans_serif_family="Noto Sans SC",
        )
    )


def _upright(chart: Chart, width: int) -> Graph:
    most = max(1, width * 10 // WIDE)  # labels that fit
    step = -(-len(chart.labels) // most)
    return Stacked(
        height=_UPRIGHT,
        x_labels=list(chart.labels),
        x_labels_major=list(chart.labels[::step]),
        show_minor_x_labels=False,
        truncate_label=-1,
        **_options(chart, width),
    )


def _listed(chart: Chart, width: int) -> Graph:
    bars = 1 if chart.stacked else len(chart.parts)
    labels = [_cut(label, width * 3 // 10 // TEXT) for label in chart.labels[::-1]]
    # The library reckons with Latin letters; Chinese ones need more room at the left.
    room = max((sum(letter > "\u2e7f" for letter in label) for label in labels), default=0)
    kind = ListedStacked if chart.stacked else Listed
    return kind(
        height=_AROUND + (_LINE + _BAR * (bars - 1)) * len(labels),
        x_labels=labels,
        truncate_label=-1,
        margin_left=8 + room * TEXT * 2 // 5,
        margin_right=8 if chart.stacked else 48,
        print_values=not chart.stacked,
        print_values_position="top",
        **_options(chart, width),
    )


def _options(chart: Chart, width: int) -> dict[str, Any]:
    return {
        "style": style(),
        "js": [],
        "disable_xml_declaration": True,
        "explicit_size": True,
        "width": width,
        "margin": 8,
        "spacing": 8,
        "show_legend": len(chart.parts) > 1,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": _columns(len(chart.parts), width),
        "legend_box_size": TEXT,
        "min_scale": 2,
        "max_scale": 6,
        "include_x_axis": True,
        "zero": 0,
        "range": None if chart.worth_showing else (0, 1),
        "formatter": _whole,
        "value_formatter": _whole,
        "no_data_text": "",
    }


def _columns(parts: int, width: int) -> int:
    return 2 if parts > 3 and width < WIDE else parts


def _whole(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else ""


def _cut(label: str, most: int) -> str:
    return label if len(label) <= most else f"{label[: most - 1]}…"
