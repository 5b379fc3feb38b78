"""What keeps Telegram from working as meant, found out by asking Telegram, for `doctor`."""

import asyncio
from collections.abc import Iterator
from urllib.parse import urlsplit

from telegram import User, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.channels.outbound import open_outbound
from bot.channels.telegram.arrival.connecting import NO_ADDRESS, PATH
from bot.channels.telegram.speech.errors import BAD_TOKEN
from bot.channels.telegram.speech.request import AiohttpRequest, make_bot
from bot.commands.printing import say_moment
from bot.settings import Settings

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 10.0
MANY = 100  # updates that wait at Telegram: nobody takes them
AWAY = (
    "连不上 Telegram（{base}）：请检查网络；本地连不上 Telegram 服务器时，"
    "可以在 MINGBAI_TELEGRAM_API_BASE 里填自己架设的接口地址。"
)
KNOWN = "Telegram 认得这个机器人：@{name}。"
PRIVACY = (
    "机器人 @{name} 开着隐私模式：群里只有命令、回复机器人的话能收到，点名（@）的话不一定收得到。"
    "要收到点名，请在 @BotFather 里用 /setprivacy 关闭隐私模式、再把机器人移出群重新加入，"
    "或者把机器人设成群管理员。"
)
NO_GROUPS = "机器人 @{name} 不能被拉进群：请在 @BotFather 里用 /setjoingroups 打开。"
HOOKED = "Telegram 会把消息送到 {host}。"
NOT_HOOKED = "Telegram 还没有把消息送过来：运行 mingbai run 后会自动设置 webhook。"
ELSEWHERE = "Telegram 现在把消息送到别处（{host}）：运行 mingbai run 后会改成这里。"
STILL_HOOKED = "Telegram 还在往 {host} 送消息：运行 mingbai run 后会改成由程序自己去取。"
UNREACHABLE = (
    "Telegram 送消息没有送到（{when}，{said}）：请检查 {host} 能不能从外网打开、证书是否有效。"
)
BACKLOG = "Telegram 那里有 {count} 条消息没有取走：请看程序是不是在运行。"

Remark = tuple[bool, str]  # whether it is fine, and a sentence


def check_up(settings: Settings) -> list[Remark]:
    """Ask Telegram how things stand; nothing is changed there."""
    return asyncio.run(_ask(settings))


async def _ask(settings: Settings) -> list[Remark]:
    async with open_outbound(
        connect_seconds=CONNECT_SECONDS, answer_seconds=ANSWER_SECONDS
    ) as session:
        request = AiohttpRequest(session, settings.telegram_token)
        bot = make_bot(request, settings.telegram_api_base)
        try:
            me, hook = await bot.get_me(), await bot.get_webhook_info()
        except InvalidToken:
            return [(False, BAD_TOKEN)]
        except TelegramError:
            return [(False, AWAY.format(base=settings.telegram_api_base))]
    return [*_about_us(me), *_about_the_way(hook, settings)]


def _about_us(me: User) -> Iterator[Remark]:
    yield True, KNOWN.format(name=me.username)
    if not me.can_read_all_group_messages:
        yield True, PRIVACY.format(name=me.username)
    if me.can_join_groups is False:
        yield False, NO_GROUPS.format(name=me.username)


def _about_the_way(hook: WebhookInfo, settings: Settings) -> Iterator[Remark]:
    if settings.telegram_mode == "webhook":
        yield from _about_the_webhook(hook, settings)
    elif hook.url:
        yield False, STILL_HOOKED.format(host=_host(hook.url))
    if hook.pending_update_count > MANY:
        yield False, BACKLOG.format(count=hook.pending_update_count)


def _about_the_webhook(hook: WebhookInfo, settings: Settings) -> Iterator[Remark]:
    if not settings.public_url:
        yield False, NO_ADDRESS
    elif not hook.url:
        yield False, NOT_HOOKED
    elif hook.url != settings.public_url + PATH:
        yield False, ELSEWHERE.format(host=_host(hook.url))
    elif hook.last_error_date and hook.pending_update_count:
        when = say_moment(hook.last_error_date, settings.zone)
        said = hook.last_error_message or "没有说原因"
        yield False, UNREACHABLE.format(when=when, said=said, host=_host(hook.url))
    else:
        yield True, HOOKED.format(host=_host(hook.url))


def _host(url: str) -> str:
    return urlsplit(url).netloc
