"""What threads with an event loop of their own begin with."""

import asyncio
import os
import secrets
import socket
from collections.abc import Callable


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Take the faster loop where there is one: not on Windows."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def process_name() -> str:
    """Name this very process; a name never comes twice."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
