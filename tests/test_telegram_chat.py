"""Real python-telegram-bot talks to the fake, and conversations with it are heard as they are."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from html import escape
from typing import Any

import pytest
from aiohttp import web
from fakes.platforms import platforms
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, TypeHandler
from telegram_chat import TOKEN, Telegram

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("再来", callback_data="again")]])


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    if message and message.text:
        await message.reply_text(f"<b>{escape(message.text)}</b>", "HTML", reply_markup=BUTTONS)


async def again(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query
    await update.callback_query.answer("好的")
    await update.callback_query.edit_message_text("又来了")


@asynccontextmanager
async def hooked(application: Any) -> AsyncIterator[None]:
    """Take updates where Telegram is told to post them."""

    async def take(request: web.BaseRequest) -> web.StreamResponse:
        if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != "a-secret":
            return web.Response(status=403)
        update = Update.de_json(await request.json(), application.bot)
        await application.update_queue.put(update)
        return web.Response()

    runner = web.ServerRunner(web.Server(take))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await application.bot.set_webhook(url, secret_token="a-secret")
    yield
    await application.bot.delete_webhook()
    await runner.cleanup()


async def until(stop: threading.Event) -> None:
    while not stop.is_set():
        await asyncio.sleep(0.02)


def echo_bot(url: str, stop: threading.Event, mode: str) -> None:
    """A bot of the library's own kind that repeats what it hears, until told to stop."""

    async def run() -> None:
        application = Application.builder().token(TOKEN).base_url(f"{url}/bot").build()
        application.add_handler(CallbackQueryHandler(again))
        application.add_handler(TypeHandler(Update, echo))
        assert application.updater
        async with application:
            await application.start()
            if mode == "polling":
                await application.updater.start_polling(allowed_updates=Update.ALL_TYPES)
                await until(stop)
                await application.updater.stop()
            else:
                async with hooked(application):
                    await until(stop)
            await application.stop()

    asyncio.run(run())


@pytest.fixture(params=["polling", "webhook"])
def telegram(request: pytest.FixtureRequest) -> Iterator[Telegram]:
    stop = threading.Event()
    with platforms() as fake:
        telegram = Telegram(fake)
        thread = threading.Thread(target=echo_bot, args=(fake.url, stop, request.param))
        thread.start()
        with contextlib.ExitStack() as stack:
            stack.callback(thread.join)
            stack.callback(stop.set)
            yield telegram


def test_a_person_is_answered_and_taps_a_button(telegram):
    person = telegram.private("张三")
    person.says("您好 <b>")
    person.hears("您好")
    old = person.sees_buttons("再来")
    assert person.taps("再来") == "好的"
    person.hears("又来了")
    person.shows(old, "又来了")
