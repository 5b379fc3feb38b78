"""Conversations in Telegram that read like conversations: who says what, and what is heard.

    resident = telegram.private("张三")
    resident.says("离婚冷静期多久")
    resident.hears("30天")
    resident.taps("依据")

    group = telegram.group("东关一群")
    group.says(resident, "@mingbai_bot 离婚冷静期多久")
    group.hears("30天")
    group.says(resident, "今天天气不错")
    group.is_silent()

Heard is what the bot has said or changed since the last thing that a person did in that chat.
What is not as it should be fails with the whole conversation.
"""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fakes.platforms import Platforms
from fakes.telegram_transcript import transcript
from fakes.telegram_world import Chat, Message, User
from telegram_place import PATIENCE, Button, Place

from bot.town import Town

TOKEN = "700001:dialogue-token"


class Private(Place):
    """A person in their own chat with the bot."""

    def __init__(self, telegram: "Telegram", user: User) -> None:
        super().__init__(telegram, telegram.world.chats[user.id])
        self.user = user

    def says(self, text: str, *, reply_to: Message | None = None) -> Message:
        """Write something."""
        self.begins()
        self._last = self.telegram.people.say(self.chat, self.user, text, reply_to=reply_to)
        return self._last

    def sends(self, **body: Any) -> Message:
        """Send something else: `photo=…`, `sticker=…`, `location=…` as Telegram has it."""
        self.begins()
        return self.telegram.people.say(self.chat, self.user, body)

    def sends_picture(self, content: bytes, caption: str = "") -> Message:
        """Send a picture that the bot can fetch."""
        number = self.telegram.keeps_file(content)
        sizes = [
            {"file_id": number, "file_unique_id": number, "width": side, "height": side}
            for side in (90, 900)
        ]
        return self.sends(photo=sizes, **({"caption": caption} if caption else {}))

    def edits(self, text: str, *, message: Message | None = None) -> None:
        """Change what was written last, or a message."""
        self.begins()
        self.telegram.people.edit(message or self._last, text)

    def taps(self, label: str = "", *, button: Button | None = None) -> str:
        """Press the newest button of that name, or one kept from before; gives what pops up."""
        return self.tap(self.user, label, button)

    def opens(self, url: str) -> None:
        """Follow a link to the bot."""
        payload = parse_qs(urlsplit(url).query).get("start", [""])[0]
        self.says(f"/start {payload}".strip())

    def blocks(self) -> None:
        """Want nothing more of the bot."""
        self.telegram.people.set_bot(self.chat, "kicked", by=self.user)


class Room(Place):
    """A group, a supergroup or a channel."""

    def __init__(self, telegram: "Telegram", chat: Chat) -> None:
        super().__init__(telegram, chat)

    def says(self, who: "Private | str", text: str, **rest: Any) -> Message:
        """Let somebody write; `reply_to` a message, in a `thread`."""
        self.begins()
        return self.telegram.people.say(self.chat, self.telegram.user(who), text, **rest)

    def says_anonymously(self, text: str, **rest: Any) -> Message:
        """Let an administrator write whose name is hidden."""
        self.begins()
        return self.telegram.people.say_anonymously(self.chat, text, **rest)

    def posts(self, text: str) -> Message:
        """Publish in a channel."""
        self.begins()
        return self.telegram.people.post(self.chat, text)

    def edits(self, message: Message, text: str) -> None:
        """Let its author change a message."""
        self.begins()
        self.telegram.people.edit(message, text)

    def taps(self, who: "Private | str", label: str = "", *, button: Button | None = None) -> str:
        """Let somebody press a button; gives what pops up, or where a link leads."""
        return self.tap(self.telegram.user(who), label, button)

    def sets_bot(self, status: str, *, by: "Private | str" = "群主") -> None:
        """Add (`member`), promote (`administrator`), restrict or remove (`left`) the bot."""
        self.begins()
        self.telegram.people.set_bot(self.chat, status, by=self.telegram.user(by))

    def is_renamed(self, title: str, *, by: "Private | str" = "群主") -> None:
        """Get another name."""
        self.begins()
        self.telegram.people.rename(self.chat, title, by=self.telegram.user(by))

    def becomes_supergroup(self, *, by: "Private | str" = "群主") -> "Room":
        """Get a new number; gives the new room."""
        return Room(
            self.telegram, self.telegram.people.migrate(self.chat, by=self.telegram.user(by))
        )

    def opens_topic(self, name: str, *, by: "Private | str" = "群主") -> int:
        """Begin a topic of a forum; gives its thread."""
        return self.telegram.people.open_topic(self.chat, name, by=self.telegram.user(by))


class Telegram:
    """Telegram around one bot, for as long as the program runs."""

    town: Town

    def __init__(self, fake: Platforms, *, token: str = TOKEN) -> None:
        self.fake = fake
        bot = fake.telegram.bot(token)
        self.world, self.people = bot.world, bot.people
        self.updates, self.posting = bot.updates, bot.posting
        self.world.open = False
        self.depth: Callable[[], int] = lambda: 0
        self._people: dict[str, Private] = {}

    def private(self, name: str, *, username: str = "") -> Private:
        """A person, the same for the same name."""
        if name not in self._people:
            self._people[name] = Private(self, self.people.person(name, username=username))
        return self._people[name]

    def group(
        self,
        title: str,
        *,
        bot: str = "member",
        kind: str = "supergroup",
        forum: bool = False,
        by: Private | str = "群主",
    ) -> Room:
        """A group in which somebody has made the bot what it is; not at all with `left`."""
        room = Room(self, self.people.group(title, kind=kind, forum=forum))
        if bot != "left":
            room.sets_bot(bot, by=by)
        return room

    def user(self, who: Private | str) -> User:
        """Who is meant."""
        return who.user if isinstance(who, Private) else self.private(who).user

    def keeps_file(self, content: bytes) -> str:
        """Have a file at hand that somebody sends; gives its number."""
        number = f"file-{self.world.order()}"
        self.world.files[number] = content
        return number

    def settles(self, within: float = PATIENCE) -> None:
        """Wait until every update was taken and worked on."""
        end = time.monotonic() + within
        while self.updates.waiting or self.depth():
            if time.monotonic() > end:
                self.fails("updates were not worked on")
            time.sleep(0.02)
        time.sleep(0.1)

    def fails(self, why: str, chat: Chat | None = None) -> None:
        """Fail, and show what was said."""
        shown = transcript(self.world, only=chat.id if chat else None)
        others = transcript(self.world) if chat else ""
        refused = [
            f"{call.method} {call.verdict}: {str(call.sent)[:300]}"
            for call in self.fake.calls
            if not call.accepted and call.platform == "telegram"
        ]
        parts = [why, shown or "(nothing was said)"]
        if others and others != shown:
            parts.append(f"everywhere:\n{others}")
        if refused:
            parts.append("refused:\n" + "\n".join(refused[-10:]))
        pytest.fail("\n\n".join(parts), pytrace=False)
