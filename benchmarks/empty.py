"""What the web framework costs by itself: our middleware and server around an empty route."""

import sys

import uvicorn
from fastapi import FastAPI

from bot.channels.guard import Guard
from bot.serving import GRACE_SECONDS


def build_empty_app() -> FastAPI:
    """Build an application whose one route does nothing."""
    app = FastAPI()
    app.add_middleware(Guard)

    @app.post("/api/ask")
    async def nothing() -> dict[str, str]:
        return {}

    return app


if __name__ == "__main__":
    uvicorn.run(
        build_empty_app(),
        port=int(sys.argv[1]),
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        server_header=False,
    )
