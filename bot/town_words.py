"""The few sentences to residents that a town may put in its own words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self

from bot import texts
from knowledge.errors import BadInput

TOWN = "{town}"  # stands in a sentence for the town's name
LONGEST = {"greeting": 150, "standing": 60, "goodbye": 60}
NAMES = {"greeting": "问候语", "standing": "回答下面的提示", "goodbye": "结束语"}


@dataclass(frozen=True, slots=True)
class TownWords:
    """What greets residents, what stands under every answer, and what is said at the end."""

    greeting: str = texts.GREETING
    standing: str = texts.STANDING
    goodbye: str = texts.SMALL_TALK["bye"]

    def changed(self, changes: Mapping[str, str]) -> Self:
        """Give the same words with some changed, or raise `BadInput`."""
        values = asdict(self) | {key: _fit(key, text) for key, text in changes.items()}
        return type(self)(**values)

    def greet(self, town: str) -> str:
        """Greet in the name of a town."""
        return self.greeting.replace(TOWN, town)


def _fit(key: str, text: str) -> str:
    said, name = " ".join(text.split()), NAMES[key]
    if not said:
        raise BadInput(f"{name}不能是空的。")
    if len(said) > LONGEST[key]:
        raise BadInput(f"{name}有 {len(said)} 个字，最多 {LONGEST[key]} 个字。")
    if key == "standing" and not ("律师" in said and "12348" in said):
        raise BadInput(f"{name}要说明不代替律师意见，并写上免费法律咨询电话 12348。")
    return said
