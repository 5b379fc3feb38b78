"""The frame around every page: the library's templates made fit for a strict policy, and ours."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context
from starlette.requests import Request
from starlette_admin.helpers import static_url

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
_INLINE = re.compile(r"<(script|style)(?=[\s>])(?![^>]*\bnonce=)")


class Nonces(Extension):
    """Gives every script and style in a template the nonce that the response's policy names."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """Mark the tags as the template is loaded."""
        return _INLINE.sub(r'<\1 nonce="{{ request.state.nonce }}"', source)


def furnish(environment: Environment, *, zone: ZoneInfo) -> None:
    """Add what our templates use: times, days and counts as people write them."""
    environment.add_extension(Nonces)
    environment.globals["url_for"] = _url_for
    environment.globals["static_url"] = lambda request, path, v=None: _path(
        static_url(request, path, v=v)
    )
    environment.filters["moment"] = lambda at: moment(at, zone)
    environment.filters["day"] = day
    environment.filters["count"] = lambda number, unit: f"{number:,} {unit}"


def moment(at: datetime | None, zone: ZoneInfo) -> str:
    """Write a time as 2026年11月23日 18:00; nothing for none."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{day(local.date())} {local:%H:%M}"


def day(when: date | None) -> str:
    """Write a day as 2026年11月23日; nothing for none."""
    return f"{when.year}年{when.month}月{when.day}日" if when else ""


@pass_context
def _url_for(context: Context, name: str, /, **parameters: Any) -> str:
    request: Request = context["request"]
    return _path(str(request.url_for(name, **parameters)))


def _path(url: str) -> str:
    """Leave the path of an address: a proxy in front may be reached by another name than ours."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
