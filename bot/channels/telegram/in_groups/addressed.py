"""What is meant for the bot in a group: mentions, replies to it and commands; all else is not."""

from dataclasses import dataclass

from telegram import Bot, Chat, Message, User
from telegram.constants import ChatType, MessageEntityType

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
OURS = ("ask", "bind", "unbind", "mute", "status")  # also where no bot is named
ALSO_OURS = ("start", "help", "guide", "remind", "privacy", "erase", "stop", "where", "link")


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of a group: its words without the bot's name, and the command if it is one."""

    text: str
    addressed: bool = False
    command: str = ""


def hear(message: Message, bot: Bot) -> Heard:
    """Read a message of a group."""
    text = message.text or message.caption or ""
    named = {**message.parse_entities(), **message.parse_caption_entities()}
    for entity, written in named.items():
        if entity.type == MessageEntityType.BOT_COMMAND and entity.offset == 0:
            return _command(written, text[len(written) :].strip(), bot)
    mentioned = [
        written
        for entity, written in named.items()
        if _is_us(entity.user, bot) or written.lower() == f"@{bot.username}".lower()
    ]
    for written in mentioned:
        text = text.replace(written, " ")
    said = " ".join(text.split())  # a sticker in reply to us asks nothing
    return Heard(said, bool(mentioned) or (bool(said) and _replies_to_us(message, bot)))


def is_from_a_machine(message: Message) -> bool:
    """Say whether no person wrote it: another bot, or what a channel forwards by itself."""
    if message.is_automatic_forward:
        return True
    return message.sender_chat is None and bool(message.from_user and message.from_user.is_bot)


def author(message: Message) -> int:
    """Tell who wrote, also where they hide behind the group or a channel."""
    sender: Chat | User | None = message.sender_chat or message.from_user
    return sender.id if sender else 0


def is_anonymous(message: Message) -> bool:
    """Say whether an administrator wrote in the name of the group."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def thread_of(message: Message) -> int | None:
    """Give the topic of a forum that a message is in."""
    return message.message_thread_id if message.is_topic_message else None


def _command(written: str, rest: str, bot: Bot) -> Heard:
    name, at, whose = written[1:].lower().partition("@")
    if at and whose != bot.username.lower():
        return Heard(rest)
    ours = name in OURS or (bool(at) and name in ALSO_OURS)
    return Heard(rest, addressed=ours, command=name if ours else "")


def _replies_to_us(message: Message, bot: Bot) -> bool:
    replied = message.reply_to_message
    return replied is not None and _is_us(replied.from_user, bot)


def _is_us(user: User | None, bot: Bot) -> bool:
    return user is not None and user.id == bot.id
