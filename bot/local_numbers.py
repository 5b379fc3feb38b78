"""What a number is, and which number the town's own offices have."""

import re
from collections.abc import Iterable, Mapping

from bot import texts
from bot.town_hotlines import Line
from knowledge.wording import bare

_ASKS_NUMBER = re.compile(r"电话|号码|热线|怎么联系|打哪|打什么")


def number_told(text: str, names: Mapping[str, str], own: Iterable[Line]) -> str:
    """Tell whose number was typed, or the number of the town's own that is asked for."""
    said, lines = bare(text), list(own)
    typed = next((line.number for line in lines if bare(line.number) == said), said)
    if typed in names:
        return texts.ABOUT_NUMBER.format(number=typed, name=names[typed])
    asked = [line for line in lines if line.name in said and _ASKS_NUMBER.search(said)]
    if not asked:
        return ""
    line = max(asked, key=lambda line: len(line.name))
    return texts.ABOUT_LINE.format(
        name=line.name, number=line.number, hours=line.hours, purpose=line.purpose.rstrip("。")
    )
