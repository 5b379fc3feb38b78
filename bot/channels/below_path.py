"""Living below a path of somebody else's address, such as https://town.example.cn/mingbai."""

from starlette.types import ASGIApp, Receive, Scope, Send


class BelowPath:
    """Tells the application its prefix, whether or not the proxy in front leaves it in the path."""

    def __init__(self, app: ASGIApp, *, prefix: str) -> None:
        self._app, self._prefix = app, prefix.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its prefix named."""
        if self._prefix and scope["type"] in ("http", "websocket"):
            path = scope["path"]
            if path != self._prefix and not path.startswith(f"{self._prefix}/"):
                path = self._prefix + path
            scope = {**scope, "root_path": self._prefix, "path": path}
        await self._app(scope, receive, send)
