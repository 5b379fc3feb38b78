"""What the bot is called on Telegram, asked once and for all."""

from telegram.error import InvalidToken, TelegramError

from bot.channels.outbound import open_outbound
from bot.channels.telegram.speech.request import AiohttpRequest, make_bot
from bot.settings import Settings
from knowledge.errors import BadInput

BAD_TOKEN = "Telegram 不认识这个令牌，请检查 MINGBAI_TELEGRAM_TOKEN。"  # noqa: S105
AWAY = "现在连不上 Telegram，请稍后再试，或者用 --bot 写上机器人的名字。"


async def own_name(settings: Settings) -> str:
    """Ask Telegram for the bot's name, or raise `BadInput` if it does not say."""
    async with open_outbound() as session:
        request = AiohttpRequest(session, settings.telegram_token)
        try:
            user = await make_bot(request, settings.telegram_api_base).get_me()
        except InvalidToken:
            raise BadInput(BAD_TOKEN) from None
        except TelegramError:
            raise BadInput(AWAY) from None
    return user.username or ""
