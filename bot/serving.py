"""Serving the web in one process, until Ctrl-C or SIGTERM."""

import logging
import signal
import socket

import uvicorn
from rich.console import Console

from bot.channel_states import channel_states
from bot.channels.telegram.arrival.application import Telegram
from bot.channels.web import build_app
from bot.console.entering.opening import first_link
from bot.loading import loading
from bot.settings import Settings
from bot.town import Town, now, open_town
from knowledge.errors import BadInput

GRACE_SECONDS = 3


def serve(settings: Settings, *, host: str, port: int, console: Console) -> None:
    """Serve until told to stop; then finish open requests and write what waits.

    Raises `BadInput` when the address is taken.
    """
    listener = _listen(host, port)
    with loading():
        town = open_town(settings)
    town.start()
    telegram = Telegram(town) if settings.telegram_token else None
    try:
        if telegram:
            telegram.start()
        _announce(console, town, listener)
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


def _announce(console: Console, town: Town, listener: socket.socket) -> None:
    settings, count = town.settings, len(list(town.knowledge.index.documents))
    host, port = listener.getsockname()[:2]
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  (only for showing)
    console.print(
        f"{settings.town_name}的法律明白人已启动，知识 {count} 条。", markup=False, highlight=False
    )
    here = f"http://{shown}:{port}"
    console.print(f"  居民页面  {here}/", markup=False, highlight=False)
    console.print(f"  工作人员  {here}/console/", markup=False, highlight=False)
    _show_first_link(console, town, settings.public_url or here)
    for state in channel_states(settings):
        console.print(f"  {state}", markup=False, highlight=False)
    console.print("  按 Ctrl-C 停止。")


def _show_first_link(console: Console, town: Town, base: str) -> None:
    """Print the way in for the first administrator; it goes into no log."""
    address = first_link(town.database, base, now=now())
    if address:
        console.print("  还没有管理员设过密码。请在 24 小时内打开这个链接来设，只能用一次：")
        console.print(f"  {address}", markup=False, highlight=False, soft_wrap=True)


def _mention_drafts(console: Console, count: int) -> None:
    if count:
        said = f"  起步知识有更新：{count} 条草稿等待审核，发布以前照原来的内容回答。"
        console.print(said, markup=False, highlight=False)
        logging.getLogger(__name__).info("%d starter drafts wait for review", count)
