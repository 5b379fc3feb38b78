"""Whether a request that changes something comes from one of our own pages."""

from collections.abc import Mapping
from urllib.parse import urlsplit


def same_origin(headers: Mapping[str, str], public_url: str) -> bool:
    """Judge by what browsers add and no page can forge; a request with neither is refused."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(headers.get("origin", "")).netloc
    return bool(origin) and origin in (headers.get("host", ""), urlsplit(public_url).netloc)
