"""What a bot's calls do to its world."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from .telegram_checks import as_list, as_object
from .telegram_faults import Fault
from .telegram_members import member_view
from .telegram_speaking import Speaking
from .telegram_world import Json, World

Parameters = Mapping[str, Any]


class Acts(Speaking):
    """The methods, by name; each gives what Telegram gives, or raises `Fault`."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.by_name: dict[str, Callable[[Parameters], object]] = {
            "getMe": lambda _given: world.bot,
            "sendMessage": self.send_text,
            "sendPhoto": self.send_photo,
            "sendDocument": self.send_document,
            "sendPoll": self.send_poll,
            "stopPoll": self.stop_poll,
            "sendChatAction": self._act,
            "editMessageText": self.edit_text,
            "editMessageCaption": self.edit_caption,
            "editMessageReplyMarkup": self.edit_markup,
            "answerCallbackQuery": self._answer_button,
            "deleteMessage": self._delete,
            "pinChatMessage": self._pin,
            "unpinChatMessage": self._unpin,
            "getChat": self._chat,
            "getChatMember": self._member,
            "getChatMemberCount": lambda given: 1 + len(self.place(given).members),
            "getChatAdministrators": self._administrators,
            "leaveChat": self._leave,
            "getFile": self._file,
            "setMyCommands": self._set_commands,
            "deleteMyCommands": self._delete_commands,
            "getMyCommands": lambda given: world.commands.get(_menu(given), []),
        }

    def _act(self, given: Parameters) -> bool:
        self.world.actions.append((self.place(given).id, str(given["action"])))
        return True

    def _answer_button(self, given: Parameters) -> bool:
        number = str(given["callback_query_id"])
        with self.world.changed:
            if number not in self.world.callbacks or self.world.callbacks[number] is not None:
                raise Fault("query is too old and response timeout expired or query ID is invalid")
            self.world.callbacks[number] = dict(given)
            self.world.changed.notify_all()
        return True

    def _delete(self, given: Parameters) -> bool:
        chat = self.place(given)
        message = self.world.message(chat, int(given["message_id"]), what="delete")
        if not message.ours and chat.bot != "administrator":
            raise Fault("message can't be deleted for everyone")
        message.deleted = True
        self.world.touch(message)
        return True

    def _pin(self, given: Parameters) -> bool:
        chat = self.place(given)
        message = self.world.message(chat, int(given["message_id"]), what="pin")
        if chat.kind != "private" and chat.bot != "administrator":
            raise Fault("not enough rights to manage pinned messages in the chat")
        chat.pinned = message.number
        return True

    def _unpin(self, given: Parameters) -> bool:
        self.place(given).pinned = 0
        return True

    def _chat(self, given: Parameters) -> Json:
        return self.place(given).view | {"accent_color_id": 0, "max_reaction_count": 11}

    def _member(self, given: Parameters) -> Json:
        chat, number = self.place(given), int(given["user_id"])
        if number == self.world.bot["id"]:
            return member_view(self.world.bot, chat.bot)
        if number not in self.world.users:
            raise Fault("invalid user_id specified")
        status = chat.members.get(number, "left")
        return member_view(self.world.users[number].view, status)

    def _administrators(self, given: Parameters) -> list[Json]:
        chat = self.place(given)
        if chat.kind == "private":
            raise Fault("there are no administrators in the private chat")
        leading = ("administrator", "creator")
        found = [
            member_view(self.world.users[number].view, status)
            for number, status in chat.members.items()
            if status in leading
        ]
        return [*found, *([member_view(self.world.bot, chat.bot)] if chat.bot in leading else [])]

    def _leave(self, given: Parameters) -> bool:
        chat = self.place(given)
        if chat.kind == "private":
            raise Fault("chat member status can't be changed in private chats")
        chat.bot = "left"
        return True

    def _file(self, given: Parameters) -> Json:
        number = str(given["file_id"])
        if number not in self.world.files:
            raise Fault("wrong file_id or the file is temporarily unavailable")
        size = len(self.world.files[number])
        if size > 20 * 2**20:
            raise Fault("file is too big")
        return {
            "file_id": number,
            "file_unique_id": number,
            "file_size": size,
            "file_path": f"files/{number}",
        }

    def _set_commands(self, given: Parameters) -> bool:
        self.world.commands[_menu(given)] = as_list(given["commands"], "commands")
        self._notify()
        return True

    def _delete_commands(self, given: Parameters) -> bool:
        self.world.commands.pop(_menu(given), None)
        self._notify()
        return True

    def _notify(self) -> None:
        with self.world.changed:
            self.world.changed.notify_all()


def _menu(given: Parameters) -> str:
    scope = as_object(given.get("scope", {"type": "default"}), "scope")
    parts = [str(scope[name]) for name in ("type", "chat_id", "user_id") if name in scope]
    return ":".join([*parts, *re.findall(r"\w+", str(given.get("language_code", "")))])
