"""The senders of the channels that this township has credentials for."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from bot.channels.outbound import open_outbound
from bot.channels.telegram.speech.sending import TelegramSender
from bot.channels.wecom import WecomSender
from bot.settings import Settings
from bot.traffic import Traffic
from jobs.delivery.sending import Sender
from jobs.places.groups import Channel


@asynccontextmanager
async def open_senders(
    settings: Settings, *, traffic: Traffic | None = None
) -> AsyncIterator[Mapping[str, Sender]]:
    """Open the senders by channel, on one HTTP client; WeCom robots bring their own keys.

    What Telegram gets is counted in `traffic`.
    """
    async with open_outbound() as session:
        senders: dict[str, Sender] = {Channel.WECOM: WecomSender(session, settings.wecom_api_base)}
        if settings.telegram_token:
            senders[Channel.TELEGRAM] = TelegramSender(
                session, settings.telegram_api_base, settings.telegram_token, traffic=traffic
            )
        yield senders
