"""What a fake platform answers a call with."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, what the log says of it, and how it is kept from the caller, if at all."""

    status: int
    body: bytes
    verdict: str
    accepted: bool = False
    chat: str = ""
    text: str = ""
    sent: dict[str, Any] = field(default_factory=dict)
    hang: float = 0
    reset: bool = False


def as_json(value: object) -> bytes:
    """Write a body."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
