"""What people do in Telegram, and the updates a bot gets of it."""

import time
from itertools import count
from typing import Any

from .telegram_acts import inside, member_view
from .telegram_html import utf16
from .telegram_updates import Updates
from .telegram_words import entities_in, words_of
from .telegram_world import (
    ANONYMOUS,
    BOT_NAME,
    CHANNEL_BOT,
    FORWARDER,
    Chat,
    Json,
    Message,
    User,
    World,
)

FIRST_USER, FIRST_GROUP, FIRST_SUPERGROUP = 5_000_001, -4_000_001, -100_200_000_001
SERVICE = frozenset(
    (
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "group_chat_created",
        "supergroup_chat_created",
        "forum_topic_created",
        "forum_topic_closed",
        "forum_topic_reopened",
        "pinned_message",
    )
)


class People:
    """Acts of people in one bot's world; whatever the bot may hear becomes an update."""

    def __init__(self, world: World, updates: Updates) -> None:
        self.world, self.updates = world, updates
        self._users, self._groups, self._supergroups = count(0), count(0), count(0)
        self._callbacks = count(1)

    # Places

    def person(self, name: str, *, username: str = "") -> User:
        """A person who has not met the bot yet."""
        user = User(FIRST_USER + next(self._users), name, username)
        self.world.users[user.id] = user
        self.world.chats[user.id] = Chat(user.id, "private", name, met=False)
        return user

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

    # Words

    def say(self, chat: Chat, who: User, body: Json | str, **rest: Any) -> Message:
        """Send a text, or a body that is something else."""
        chat.members.setdefault(who.id, "member")
        return self._sent(chat, _body(body), sender={"from": who.view}, who=who.name, **rest)

    def say_anonymously(self, chat: Chat, text: str, **rest: Any) -> Message:
        """Send as an administrator whose name is hidden behind the group's."""
        sender = {"from": ANONYMOUS, "sender_chat": chat.view}
        return self._sent(chat, _body(text), sender=sender, who=chat.title, **rest)

    def say_as_channel(self, chat: Chat, channel: Chat, text: str, **rest: Any) -> Message:
        """Send to a group in the name of a channel."""
        sender = {"from": CHANNEL_BOT, "sender_chat": channel.view}
        return self._sent(chat, _body(text), sender=sender, who=channel.title, **rest)

    def forward_post(self, chat: Chat, channel: Chat, text: str) -> Message:
        """A post of the linked channel, which Telegram puts into its group."""
        sender = {"from": FORWARDER, "sender_chat": channel.view, "is_automatic_forward": True}
        return self._sent(chat, _body(text), sender=sender, who=channel.title)

    def post(self, channel: Chat, text: str) -> Message:
        """Publish in a channel."""
        message = self.world.keep(
            channel, {"sender_chat": channel.view} | _body(text), who=channel.title
        )
        if inside(channel.bot):
            self.updates.push("channel_post", message.view)
        return message

    def edit(self, message: Message, text: str) -> None:
        """Change one's words."""
        chat = self.world.chats[message.chat]
        message.view.update(_body(text), edit_date=int(time.time()))
        message.edits += 1
        self.world.touch(message)
        if self._heard(chat, message):
            kind = "edited_channel_post" if chat.kind == "channel" else "edited_message"
            self.updates.push(kind, dict(message.view))

    def tap(self, message: Message, who: User, button: Json) -> str:
        """Press a button that calls back; gives the number of the call."""
        number = str(10**15 + next(self._callbacks))
        self.world.callbacks[number] = None
        self.updates.push(
            "callback_query",
            {
                "id": number,
                "from": who.view,
                "message": dict(message.view),
                "chat_instance": str(message.chat),
                "data": button["callback_data"],
            },
        )
        return number

    def vote(self, message: Message, who: User, *options: int) -> None:
        """Answer a poll."""
        poll = message.view["poll"]
        for option in options:
            poll["options"][option]["voter_count"] += 1
        poll["total_voter_count"] += 1
        if not poll["is_anonymous"]:
            answer = {"poll_id": poll["id"], "user": who.view, "option_ids": list(options)}
            kept = [str(option) for option in options]
            self.updates.push("poll_answer", answer | {"option_persistent_ids": kept})
        self.updates.push("poll", dict(poll))

    # Membership and changes of a chat

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

    def _sent(
        self,
        chat: Chat,
        body: Json,
        *,
        sender: Json,
        who: str,
        reply_to: Message | None = None,
        thread: int = 0,
    ) -> Message:
        chat.met = True
        if reply_to:
            answered = {k: v for k, v in reply_to.view.items() if k != "reply_to_message"}
            body = body | {"reply_to_message": answered}
        if thread:
            body = body | {"message_thread_id": thread, "is_topic_message": True}
            if not reply_to:
                topic = {k: v for k, v in chat.messages[thread].view.items() if k != "closed"}
                body = body | {"reply_to_message": topic}
        message = self.world.keep(chat, sender | body, who=who)
        if self._heard(chat, message):
            self.updates.push("message", dict(message.view))
        return message

    def _heard(self, chat: Chat, message: Message) -> bool:
        """Say whether the bot is told: in groups with privacy only what is meant for it."""
        if chat.kind == "private":
            return True
        if not inside(chat.bot):
            return False
        if chat.bot == "administrator" or not self.world.privacy or chat.kind == "channel":
            return True
        view = message.view
        answered = view.get("reply_to_message", {}).get("from", {}).get("id")
        return answered == self.world.bot["id"] or meant_for_bot(view)


def meant_for_bot(view: Json) -> bool:
    """Say whether a message commands the bot or names it."""
    text = view.get("text", view.get("caption", ""))
    for entity in view.get("entities", view.get("caption_entities", [])):
        words = words_of(text, entity)
        if entity["type"] == "mention" and words.lower() == f"@{BOT_NAME}":
            return True
        if entity["type"] == "bot_command" and entity["offset"] == 0:
            _command, _, name = words.partition("@")
            return name.lower() in ("", BOT_NAME)
    return False


def _body(body: Json | str) -> Json:
    if not isinstance(body, str):
        return body
    entities = entities_in(body)
    assert utf16(body) <= 4096, "people cannot write more than 4,096 characters at once"
    return {"text": body} | ({"entities": entities} if entities else {})
