"""What is done for residents by the clock: the list of commands they see, and forgetting."""

from telegram import BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from bot import chat_texts as texts
from bot.channels.telegram.arrival.routing import Chore
from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.marks import KEPT, forget_answered

DAY, HOUR = 86_400.0, 3_600.0


async def show_commands(desk: TelegramDesk) -> None:
    """Tell Telegram which commands to offer residents, in private and in groups."""
    await desk.bot.set_my_commands(texts.COMMANDS, scope=BotCommandScopeAllPrivateChats())
    await desk.bot.set_my_commands(texts.GROUP_COMMANDS, scope=BotCommandScopeAllGroupChats())


async def forget(desk: TelegramDesk) -> None:
    """Forget which message answers which, once neither can be changed any more."""
    before = desk.clock() - KEPT
    await desk.write(lambda session: forget_answered(session, before=before))


CHORES = (Chore("commands", DAY, show_commands), Chore("answered", HOUR, forget))
