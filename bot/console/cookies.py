"""The one cookie that signs a browser in."""

from starlette.requests import Request
from starlette.responses import Response

SECURE, PLAIN = "__Host-mingbai", "mingbai"  # browsers keep the first for this very host alone


def token_of(request: Request) -> str:
    """Give the token that a browser sends, empty when it sends none."""
    return request.cookies.get(SECURE) or request.cookies.get(PLAIN) or ""


def keep(response: Response, token: str, *, secure: bool) -> None:
    """Let the browser keep a token until it is closed."""
    name = SECURE if secure else PLAIN
    response.set_cookie(name, token, path="/", httponly=True, samesite="lax", secure=secure)


def remove(response: Response, *, secure: bool) -> None:
    """Let the browser forget its token."""
    name = SECURE if secure else PLAIN
    response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=secure)
