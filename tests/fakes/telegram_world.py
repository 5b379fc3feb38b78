"""One bot's world: the people it may meet, the chats they talk in, and what was said there."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from .telegram_faults import Fault

Json = dict[str, Any]

BOT_NAME = "mingbai_bot"
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
ANONYMOUS |= {"username": "GroupAnonymousBot"}
FORWARDER = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
CHANNEL_BOT |= {"username": "Channel_Bot"}
INSIDE = frozenset(("member", "administrator", "creator", "restricted"))
_GONE = {"left": "is not a member of", "kicked": "was kicked from"}


@dataclass(frozen=True)
class User:
    """A person."""

    id: int
    name: str
    username: str = ""

    @property
    def view(self) -> Json:
        """As updates show them."""
        shown: Json = {"id": self.id, "is_bot": False, "first_name": self.name}
        return shown | ({"username": self.username} if self.username else {})


@dataclass
class Message:
    """A message as it stands, and when it last changed in the order of everything."""

    number: int
    chat: int
    who: str
    view: Json
    at: int
    edits: int = 0
    deleted: bool = False
    ours: bool = False
    html: str = ""

    @property
    def text(self) -> str:
        """What can be read."""
        poll = self.view.get("poll", {}).get("question", "")
        return str(self.view.get("text", self.view.get("caption", poll)))

    @property
    def buttons(self) -> list[Json]:
        """The buttons below it, row by row."""
        rows = self.view.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]


@dataclass
class Chat:
    """A chat; `bot` is what our bot is in it, `met` says that a person has begun to talk to it."""

    id: int
    kind: str
    title: str
    bot: str = "member"
    forum: bool = False
    met: bool = True
    moved_to: int = 0
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    newest: int = 0
    pinned: int = 0

    @property
    def view(self) -> Json:
        """As updates show it."""
        if self.kind == "private":
            return {"id": self.id, "type": self.kind, "first_name": self.title}
        forum = {"is_forum": True} if self.forum else {}
        return {"id": self.id, "type": self.kind, "title": self.title} | forum


class World:
    """What exists, guarded by one lock; `changed` wakes those who wait for something.

    While it is `open`, every chat that is spoken of exists; a test closes it, and then only
    those that people made do. Whether a mention reaches a bot that hears only what is meant for it
    (`mentions_arrive`) is told both ways: BotFather says that it does, people that it does not.
    """

    def __init__(self, number: int) -> None:
        self.bot: Json = {
            "id": number,
            "is_bot": True,
            "first_name": "明白",
            "username": BOT_NAME,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.changed = threading.Condition(threading.RLock())
        self.open = self.mentions_arrive = True
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.callbacks: dict[str, Json | None] = {}
        self.commands: dict[str, list[Json]] = {}
        self.files: dict[str, bytes] = {}
        self.polls: dict[str, Message] = {}
        self.actions: list[tuple[int, str]] = []
        self._order = count(1)

    @property
    def privacy(self) -> bool:
        """Whether the bot hears in groups only what is meant for it."""
        return not self.bot["can_read_all_group_messages"]

    def order(self) -> int:
        """Give the next place in the order of everything."""
        return next(self._order)

    def chat(self, number: int) -> Chat:
        """Give a chat, or raise `Fault`."""
        found = self.chats.get(number)
        if found is None:
            if not self.open:
                raise Fault("chat not found")
            kind, title = ("private", "某人") if number > 0 else ("supergroup", "群")
            found = self.chats[number] = Chat(number, kind, title)
        return found

    def reachable(self, number: int) -> Chat:
        """Give a chat that the bot may act in, or raise the `Fault` that says why not."""
        chat = self.chat(number)
        if chat.moved_to:
            said = "group chat was upgraded to a supergroup chat"
            raise Fault(said, migrate_to_chat_id=chat.moved_to)
        if chat.kind == "private":
            _look_at_private(chat)
        elif chat.bot not in INSIDE:
            place = {"group": "group chat", "supergroup": "supergroup chat"}.get(chat.kind)
            said = f"bot {_GONE[chat.bot]} the {place or 'channel chat'}"
            raise Fault(said, status=403)
        return chat

    def message(self, chat: Chat, number: int, *, what: str) -> Message:
        """Give a message that is there, or say that the message to do `what` to is not."""
        found = chat.messages.get(number)
        if found is None or found.deleted:
            raise Fault(f"message to {what} not found")
        return found

    def keep(self, chat: Chat, view: Json, *, who: str, ours: bool = False) -> Message:
        """Give a message its number and its place, and wake those who wait."""
        with self.changed:
            chat.newest += 1
            head = {"message_id": chat.newest, "date": int(time.time()), "chat": chat.view}
            message = Message(chat.newest, chat.id, who, head | view, self.order(), ours=ours)
            chat.messages[chat.newest] = message
            self.changed.notify_all()
        return message

    def touch(self, message: Message) -> None:
        """Note that a message has changed, and wake those who wait."""
        with self.changed:
            message.at = self.order()
            self.changed.notify_all()

    def spoken(self) -> Iterator[Message]:
        """Everything in every chat, in the order it last changed."""
        everything = [one for chat in self.chats.values() for one in chat.messages.values()]
        return iter(sorted(everything, key=lambda message: message.at))


def _look_at_private(chat: Chat) -> None:
    if chat.bot == "kicked":
        raise Fault("bot was blocked by the user", status=403)
    if not chat.met:
        raise Fault("bot can't initiate conversation with a user", status=403)
