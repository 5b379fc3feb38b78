"""How charts look: few colours that also differ in lightness, and patterns that survive grey."""

import re

from jobs.figures.drawing import Style

# Dark, light, middle, very dark: told apart without colours; the patterns do it in print as well.
COLOURS = ("#0b7a75", "#f0b429", "#8fa3ad", "#7a1f1a")
INK, GUIDE = "#253237", "#c9d3d8"
FONT = "'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
TEXT = 14

_LINES = (
    "",
    '<path d="M0 8L8 0M-2 2L2 -2M6 10L10 6" stroke="#5c4300" stroke-width="1.2"/>',
    '<circle cx="4" cy="4" r="1.3" fill="#253237"/>',
    '<path d="M0 0L8 8M0 8L8 0" stroke="#ffffff" stroke-width="1"/>',
)
_NEEDLESS = re.compile(r"<desc\b[^>]*>.*?</desc>|<!--.*?-->|<script\b.*?</script>", re.DOTALL)
_TOOLTIPS = re.compile(r'<g [^>]*class="plot tooltip-overlay">.*?</g></g>', re.DOTALL)


def style() -> Style:
    """Give the style of every chart; no font and no sheet is fetched."""
    return Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground=INK,
        foreground_strong=INK,
        foreground_subtle=GUIDE,
        guide_stroke_color=GUIDE,
        major_guide_stroke_color=GUIDE,
        guide_stroke_dasharray="none",
        major_guide_stroke_dasharray="none",
        opacity="1",
        opacity_hover="1",
        colors=COLOURS,
        value_colors=(INK,) * len(COLOURS),
        font_family=FONT,
        label_font_size=TEXT,
        major_label_font_size=TEXT,
        legend_font_size=TEXT,
        value_font_size=TEXT,
        no_data_font_size=TEXT,
    )


def patterned(drawn: str, name: str) -> str:
    """Fill the parts of a drawing with patterns, and leave out what only scripts need."""
    plain = _TOOLTIPS.sub("", _NEEDLESS.sub("", drawn))
    patterns = "".join(
        f'<pattern id="{name}-{place}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{colour}"/>{line}</pattern>'
        for place, (colour, line) in enumerate(zip(COLOURS, _LINES, strict=True))
    )
    rules = "".join(
        f"#chart-{name} .color-{place} .rect,#chart-{name} .legends .color-{place}"
        f"{{fill:url(#{name}-{place});stroke:{INK};stroke-width:.6}}"
        for place in range(len(COLOURS))
    )
    text = f"#chart-{name} .text-overlay text{{fill:{INK};stroke:none;text-anchor:start}}"
    plain = plain.replace('class="value"', 'class="value" dx="6"')
    return plain.replace("</style>", f"{rules}{text}</style>", 1).replace(
        "<defs>", f"<defs>{patterns}", 1
    )
