"""A chat as those see it who are in it: what was heard there, and which buttons there are."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from fakes.telegram_world import Chat, Json, Message, User

if TYPE_CHECKING:
    from telegram_chat import Telegram

PATIENCE, SILENCE = 15.0, 0.5
Found = TypeVar("Found")
Button = tuple[Message, Json]


class Place:
    """A chat as those see it who are in it."""

    def __init__(self, telegram: "Telegram", chat: Chat) -> None:
        self.telegram, self.chat = telegram, chat
        self.toast = ""
        self._since = 0

    @property
    def id(self) -> int:
        """The number of the chat."""
        return self.chat.id

    def hears(self, *fragments: str, within: float = PATIENCE) -> Message:
        """Wait for one message of the bot that has all of this in it, and give it."""
        return self.waits_for(
            lambda: next(
                (one for one in self.heard if all(words in one.text for words in fragments)), None
            ),
            f"a message with {'、'.join(fragments)}",
            within=within,
        )

    @property
    def heard(self) -> list[Message]:
        """What the bot has said or changed since the last thing a person did."""
        with self.telegram.world.changed:
            return [
                one
                for one in self.telegram.world.spoken()
                if one.chat == self.chat.id
                and one.ours
                and one.at > self._since
                and not one.deleted
            ]

    def is_silent(self, seconds: float = SILENCE) -> None:
        """See that the bot says nothing more, once it has taken in what was said."""
        self.telegram.settles()
        time.sleep(seconds)
        if self.heard:
            self.telegram.fails(f"{self.chat.title} was to be silent", self.chat)

    def does_not_hear(self, fragment: str) -> None:
        """See that nothing of what was heard has this in it."""
        self.telegram.settles()
        if any(fragment in one.text for one in self.heard):
            self.telegram.fails(f"“{fragment}” was not to be heard", self.chat)

    def sees_buttons(self, *labels: str) -> Message:
        """Wait until what last came or changed with buttons has all of these, and give it."""

        def found() -> Message | None:
            newest = self._with_buttons()
            shown = [button["text"] for button in newest.buttons] if newest else []
            fits = all(any(label in text for text in shown) for label in labels)
            return newest if fits and newest else None

        return self.waits_for(found, f"buttons {'、'.join(labels)}")

    def sees_no_button(self, label: str) -> None:
        """See that what last came or changed with buttons has none like this."""
        newest = self._with_buttons()
        if newest and any(label in button["text"] for button in newest.buttons):
            self.telegram.fails(f"there was to be no button {label}", self.chat)

    def shows(self, message: Message, *fragments: str) -> None:
        """Wait until a message reads like this: it may have been changed."""
        self.waits_for(
            lambda: all(words in message.text for words in fragments) or None,
            f"message {message.number} to read {'、'.join(fragments)}",
        )

    def button(self, label: str, *, message: Message | None = None) -> Button:
        """Wait for a button, the newest of that name, to be tapped now or later."""

        def found() -> Button | None:
            places = [message] if message else reversed(self._all_with_buttons())
            for place in places:
                for button in place.buttons:
                    if label in button["text"]:
                        return place, dict(button)
            return None

        return self.waits_for(found, f"a button {label}")

    def waits_for(
        self, look: Callable[[], Found | None], what: str, *, within: float = PATIENCE
    ) -> Found:
        """Wait for something to be there."""
        end = time.monotonic() + within
        with self.telegram.world.changed:
            while not (found := look()):
                if time.monotonic() >= end:
                    self.telegram.fails(f"waited in vain for {what}", self.chat)
                self.telegram.world.changed.wait(0.2)
            return found

    def begins(self) -> None:
        """Count as heard only what comes from here on."""
        self._since = self.telegram.world.order()

    def tap(self, who: User, label: str, given: Button | None) -> str:
        """Have somebody press a button; gives what pops up, or where a link leads."""
        message, button = given or self.button(label)
        if "url" in button:
            return str(button["url"])
        self.begins()
        number = self.telegram.people.tap(message, who, button)
        calls = self.telegram.world.callbacks
        answer = self.waits_for(lambda: calls[number], f"an answer to a tap on {button['text']}")
        self.toast = str(answer.get("text", ""))
        return self.toast

    def _with_buttons(self) -> Message | None:
        return next(reversed(self._all_with_buttons()), None)

    def _all_with_buttons(self) -> list[Message]:
        everything = sorted(self.chat.messages.values(), key=lambda message: message.at)
        return [one for one in everything if one.ours and one.buttons and not one.deleted]
