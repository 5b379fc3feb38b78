"""Sending to Telegram chats: messages, pictures with words under them, and taking back."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from telegram import InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.speech.errors import translate
from bot.channels.telegram.speech.keyboard import Button, keyboard
from bot.channels.telegram.speech.request import AiohttpRequest, deadline, make_bot
from bot.traffic import Traffic
from jobs.delivery.sending import TAP, Limits, Parcel

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_PNG = b"\x89PNG"


class TelegramSender:
    """Sends as one bot; the limits keep within what Telegram names for a bot and for a group."""

    limits = Limits(lane=((25, 1.0),), group=((1, 1.0), (20, 60.0)))  # of 30: replies need room

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base: str,
        token: str,
        *,
        traffic: Traffic | None = None,
    ) -> None:
        self._bot = make_bot(AiohttpRequest(session, token), base)
        self._traffic = traffic or Traffic()

    async def send(self, parcel: Parcel) -> str:
        """Deliver a message, or a picture with the words under it, and give its number."""
        self._traffic.note()
        with _translated(until=parcel.deadline):
            if parcel.picture is None:
                sent = await self._bot.send_message(
                    parcel.address,
                    parcel.text,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=_buttons(parcel),
                )
            else:
                sent = await self._bot.send_photo(
                    parcel.address,
                    parcel.picture,
                    caption=parcel.text,
                    parse_mode=ParseMode.HTML,
                    filename="picture.png" if parcel.picture.startswith(_PNG) else "picture.jpg",
                    reply_markup=_buttons(parcel),
                )
        return str(sent.message_id)

    async def recall(self, address: str, message_id: str) -> None:
        """Delete a message; one that is gone already is as good."""
        with _translated():
            try:
                await self._bot.delete_message(address, int(message_id))
            except BadRequest as error:
                if "to delete not found" not in error.message:
                    raise


@contextmanager
def _translated(*, until: float = float("inf")) -> Iterator[None]:
    """Let requests be written until a moment, and turn the library's errors into ours."""
    before = deadline.set(until)
    try:
        yield
    except TelegramError as error:
        raise translate(error) from None
    finally:
        deadline.reset(before)


def _buttons(parcel: Parcel) -> InlineKeyboardMarkup | None:
    """Give one button a row; an address `tap:…` is what a tap on it sends us."""
    rows = [
        [Button(label, data=place.removeprefix(TAP))]
        if place.startswith(TAP)
        else [Button(label, url=place)]
        for label, place in parcel.buttons
    ]
    return keyboard(rows)
