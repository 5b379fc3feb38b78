"""What becomes of chats and of those in them, and the updates a bot gets of it."""

import time
from itertools import count
from typing import Any

from .telegram_members import inside, member_view
from .telegram_updates import Updates
from .telegram_world import Chat, Message, User, World

FIRST_GROUP, FIRST_SUPERGROUP = -4_000_001, -100_200_000_001


class Gatherings:
    """Groups, supergroups and channels of one bot's world."""

    def __init__(self, world: World, updates: Updates) -> None:
        self.world, self.updates = world, updates
        self._groups, self._supergroups = count(0), count(0)

    def group(
        self, title: str, *, kind: str = "supergroup", bot: str = "left", forum: bool = False
    ) -> Chat:
        """A group, supergroup or channel; no update comes of its being there."""
        number = (
            FIRST_GROUP - next(self._groups)
            if kind == "group"
            else FIRST_SUPERGROUP - next(self._supergroups)
        )
        chat = self.world.chats[number] = Chat(number, kind, title, bot=bot, forum=forum)
        return chat

    def set_bot(self, chat: Chat, status: str, *, by: User) -> None:
        """Add, promote, restrict or remove the bot; in private: block it or take it back."""
        before, chat.bot = chat.bot, status
        if chat.kind != "private":
            chat.members.setdefault(by.id, "administrator")
            if inside(status) and not inside(before):
                self._service(chat, by, new_chat_members=[self.world.bot])
            elif inside(before) and not inside(status):
                self._service(chat, by, left_chat_member=self.world.bot)
        self.updates.push(
            "my_chat_member",
            {
                "chat": chat.view,
                "from": by.view,
                "date": int(time.time()),
                "old_chat_member": member_view(self.world.bot, before),
                "new_chat_member": member_view(self.world.bot, status),
            },
        )

    def set_member(self, chat: Chat, user: User, status: str, *, by: User) -> None:
        """Let somebody in, out, or make them an administrator."""
        before = chat.members.get(user.id, "left")
        chat.members[user.id] = status
        if chat.bot == "administrator":
            self.updates.push(
                "chat_member",
                {
                    "chat": chat.view,
                    "from": by.view,
                    "date": int(time.time()),
                    "old_chat_member": member_view(user.view, before),
                    "new_chat_member": member_view(user.view, status),
                },
            )
        if inside(status) and not inside(before):
            self._service(chat, by, new_chat_members=[user.view])

    def rename(self, chat: Chat, title: str, *, by: User) -> None:
        """Give a group another name."""
        chat.title = title
        self._service(chat, by, new_chat_title=title)

    def migrate(self, chat: Chat, *, by: User) -> Chat:
        """Make a supergroup of a group, which gets a new number."""
        new = self.group(chat.title, bot=chat.bot)
        new.members = dict(chat.members)
        self._service(chat, by, migrate_to_chat_id=new.id)
        chat.moved_to = new.id
        self._service(new, by, migrate_from_chat_id=chat.id)
        return new

    def open_topic(self, chat: Chat, name: str, *, by: User) -> int:
        """Begin a topic in a forum; gives the number of its thread."""
        made = self._service(chat, by, forum_topic_created={"name": name, "icon_color": 7322096})
        return made.number

    def close_topic(self, chat: Chat, thread: int, *, by: User) -> None:
        """Close a topic."""
        chat.messages[thread].view["closed"] = True
        self._service(chat, by, message_thread_id=thread, forum_topic_closed={})

    def _service(self, chat: Chat, by: User, **what: Any) -> Message:
        message = self.world.keep(chat, {"from": by.view} | what, who=by.name)
        if inside(chat.bot) or "left_chat_member" in what:
            self.updates.push("message", dict(message.view))
        return message
