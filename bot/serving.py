"""Serving the web in one process, until Ctrl-C or SIGTERM."""

import logging
import signal
import socket

import uvicorn
from rich.console import Console

from bot.channel_states import channel_states
from bot.channels.telegram.arrival.application import Telegram
from bot.channels.web import build_app
from bot.settings import Settings
from bot.town import open_town
from knowledge.errors import BadInput

GRACE_SECONDS = 3


def serve(settings: Settings, *, host: str, port: int, console: Console) -> None:
    """Serve until told to stop; then finish open requests and write what waits.

    Raises `BadInput` when the address is taken.
    """
    listener = _listen(host, port)
    town = open_town(settings)
    town.start()
    telegram = Telegram(town) if settings.telegram_token else None
    try:
        if telegram:
            telegram.start()
        _announce(console, settings, listener, len(list(town.knowledge.index.documents)))
        _mention_drafts(console, town.drafts_waiting())
        config = uvicorn.Config(
            build_app(town, telegram),
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            server_header=False,
        )
        server = uvicorn.Server(config)
        _stop_on_signals(server)
        server.run(sockets=[listener])
    finally:
        if telegram:
            telegram.close()
        town.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(512)
    except OSError as error:
        listener.close()
        raise BadInput(
            f"地址 {host}:{port} 用不了，可能已被占用；请换一个端口，例如 --port {port + 1}。"
        ) from error
    return listener


def _stop_on_signals(server: uvicorn.Server) -> None:
    """Let a signal only end the serving: uvicorn repeats it, and we must still close."""

    def stop(*_: object) -> None:
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def _announce(console: Console, settings: Settings, listener: socket.socket, count: int) -> None:
    host, port = listener.getsockname()[:2]
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  (only for showing)
    console.print(
        f"{settings.town_name}的法律明白人已启动，知识 {count} 条。", markup=False, highlight=False
    )
    console.print(f"  居民页面  http://{shown}:{port}/", markup=False, highlight=False)
    for state in channel_states(settings):
        console.print(f"  {state}", markup=False, highlight=False)
    console.print("  按 Ctrl-C 停止。")


def _mention_drafts(console: Console, count: int) -> None:
    if count:
        said = f"  起步知识有更新：{count} 条草稿等待审核，发布以前照原来的内容回答。"
        console.print(said, markup=False, highlight=False)
        logging.getLogger(__name__).info("%d starter drafts wait for review", count)
