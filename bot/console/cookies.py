"""The one cookie that signs a browser in."""

from starlette.requests import Request
from starlette.responses import Response

SECURE, PLAIN = "__Host-mingbai", "mingbai"  # browsers keep the first for this very host alone


def is_secure(request: Request, public_url: str) -> bool:
    """Whether the browser speaks to us, or to the proxy before us, over HTTPS."""
    return request.url.scheme == "https" or public_url.startswith("https://")


def token_of(request: Request, *, secure: bool) -> str:
    """Give the token that a browser sends, empty when it sends none.

    Over HTTPS only the cookie counts that no neighbouring host can plant.
    """
    return request.cookies.get(SECURE if secure else PLAIN, "")


def keep(response: Response, token: str, *, secure: bool) -> None:
    """Let the browser keep a token until it is closed."""
    name = SECURE if secure else PLAIN
    response.set_cookie(name, token, path="/", httponly=True, samesite="lax", secure=secure)


def remove(response: Response, *, secure: bool) -> None:
    """Let the browser forget its token."""
    name = SECURE if secure else PLAIN
    response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=secure)
