"""What staff say of a group, spelled one way and within bounds."""

import re
from collections.abc import Iterable
from dataclasses import replace

from jobs.places.groups import GroupFacts
from jobs.places.webhooks import hide_webhooks
from knowledge.errors import BadInput

MAX_NAME = 100
MAX_TAG = 20
MOST_TAGS = 20
MOST_MEMBERS = 1_000_000
_PARTS = re.compile(r"[、，,；;\n]")


def tidy(facts: GroupFacts) -> GroupFacts:
    """Spell facts one way, or raise `BadInput` for the first that cannot be."""
    name = " ".join(facts.name.split())
    if not name:
        raise BadInput("没有写群的名称。")
    if len(name) > MAX_NAME:
        raise BadInput(f"群的名称有 {len(name)} 个字，最多 {MAX_NAME} 个字。")
    if facts.members is not None and not 0 <= facts.members <= MOST_MEMBERS:
        raise BadInput(f"人数不对，应在 0 到 {MOST_MEMBERS} 之间。")
    if any(
        hide_webhooks(said) != said for said in (name, *(facts.grid or ()), *(facts.tags or ()))
    ):
        raise BadInput("名称、网格或标签里像是写了机器人网址，请检查有没有填错列。")
    tags = None if facts.tags is None else split_tags("、".join(facts.tags))
    closed = None if facts.closed is None else facts.closed.strip()
    return replace(facts, name=name, address=facts.address.strip(), tags=tags, closed=closed)


def split_tags(written: str) -> tuple[str, ...]:
    """Part tags written after another, each once."""
    tags = _once(" ".join(part.split()) for part in _PARTS.split(written))
    if len(tags) > MOST_TAGS:
        raise BadInput(f"标签有 {len(tags)} 个，最多 {MOST_TAGS} 个。")
    if long := next((tag for tag in tags if len(tag) > MAX_TAG), ""):
        raise BadInput(f"标签“{long[:8]}…”太长，最多 {MAX_TAG} 个字。")
    return tags


def _once(tags: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, tags)))
