"""What people do in Telegram, and the updates a bot gets of it."""

import time
from itertools import count
from typing import Any

from .telegram_gatherings import Gatherings
from .telegram_html import utf16
from .telegram_members import inside
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

FIRST_USER = 5_000_001


class People(Gatherings):
    """Acts of people in one bot's world; whatever the bot may hear becomes an update."""

    def __init__(self, world: World, updates: Updates) -> None:
        super().__init__(world, updates)
        self._users, self._callbacks = count(0), count(1)

    def person(self, name: str, *, username: str = "") -> User:
        """A person who has not met the bot yet."""
        user = User(FIRST_USER + next(self._users), name, username)
        self.world.users[user.id] = user
        self.world.chats[user.id] = Chat(user.id, "private", name, met=False)
        return user

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
        meant = meant_for_bot(view, mentions=self.world.mentions_arrive)
        return meant or answered == self.world.bot["id"]


def meant_for_bot(view: Json, *, mentions: bool) -> bool:
    """Say whether a message commands the bot or names it."""
    text = view.get("text", view.get("caption", ""))
    for entity in view.get("entities", view.get("caption_entities", [])):
        words = words_of(text, entity)
        if entity["type"] == "mention" and words.lower() == f"@{BOT_NAME}":
            return mentions
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
