"""The bot's own standing in chats: let in, put out, silenced; groups renamed and moved."""

from sqlmodel import Session
from telegram import ChatMember, ChatMemberRestricted, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot import chat_texts as texts
from bot.channels.telegram.in_groups.words import hello
from bot.channels.telegram.speech.desk import TelegramDesk
from jobs.places.presence import contact_back, contact_lost, let_in, let_out, migrate, rename

_IN = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER)
_BLOCKED = "对方屏蔽了机器人。"


async def membership(update: Update, desk: TelegramDesk) -> bool:
    """Keep the rows of groups as the groups are."""
    changed, message = update.my_chat_member, update.message
    if changed is not None and changed.chat.type == ChatType.PRIVATE:
        await _private(desk, changed)
        return True
    if changed is not None:
        await _standing(desk, changed)
        return True
    return message is not None and await _service(desk, message)


async def _private(desk: TelegramDesk, changed: ChatMemberUpdated) -> None:
    person, blocked = changed.chat.id, not is_in(changed.new_chat_member)
    act = contact_lost if blocked else contact_back
    await desk.write(lambda session: act(session, person, reason=_BLOCKED))


async def _standing(desk: TelegramDesk, changed: ChatMemberUpdated) -> None:
    chat, now, member = changed.chat, desk.clock(), changed.new_chat_member
    anew = not is_in(changed.old_chat_member)
    channel = chat.type == ChatType.CHANNEL

    def work(session: Session) -> None:
        if not is_in(member):
            let_out(session, chat.id, reason=texts.OUT, now=now)
        elif not may_speak(member, channel=channel):
            let_out(session, chat.id, reason=texts.SILENCED, now=now)
        else:
            title, public = chat.title or "", chat.username or ""
            let_in(session, chat.id, title=title, public_name=public, anew=anew, now=now)

    await desk.write(work)
    if anew and not channel and may_speak(member, channel=False):
        await desk.say(chat.id, hello(desk, administrator=_is_administrator(member)))


async def _service(desk: TelegramDesk, message: Message) -> bool:
    """Follow what a group says of itself."""
    chat, now = message.chat.id, desk.clock()
    if message.new_chat_title:
        title = message.new_chat_title
        await desk.write(lambda session: rename(session, chat, title=title, now=now))
    elif message.migrate_to_chat_id:
        to = message.migrate_to_chat_id
        await desk.write(lambda session: migrate(session, chat, to=to, now=now))
    elif message.migrate_from_chat_id:
        before = message.migrate_from_chat_id
        await desk.write(lambda session: migrate(session, before, to=chat, now=now))
    else:
        return False
    return True


def is_in(member: ChatMember) -> bool:
    """Say whether somebody is in a chat, with or without a voice."""
    return member.status in _IN or (isinstance(member, ChatMemberRestricted) and member.is_member)


def may_speak(member: ChatMember, *, channel: bool) -> bool:
    """Say whether the bot may write: in a channel only who manages it may."""
    if channel:
        return _is_administrator(member)
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    return member.status in _IN


def _is_administrator(member: ChatMember) -> bool:
    return member.status in (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)
