"""What a bot's calls do to its world."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from .telegram_checks import as_list, as_object
from .telegram_faults import Fault
from .telegram_shapes import chat_of, formatted
from .telegram_world import INSIDE, Chat, Json, Message, World

Parameters = Mapping[str, Any]
_TRUE = (True, "true", "True")
_CANNOT_WRITE = ("restricted",)


class Acts:
    """The methods, by name; each gives what Telegram gives, or raises `Fault`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.by_name: dict[str, Callable[[Parameters], object]] = {
            "getMe": lambda _given: world.bot,
            "sendMessage": self._send_text,
            "sendPhoto": self._send_photo,
            "sendDocument": self._send_document,
            "sendPoll": self._send_poll,
            "stopPoll": self._stop_poll,
            "sendChatAction": self._act,
            "editMessageText": self._edit_text,
            "editMessageCaption": self._edit_caption,
            "editMessageReplyMarkup": self._edit_markup,
            "answerCallbackQuery": self._answer_button,
            "deleteMessage": self._delete,
            "pinChatMessage": self._pin,
            "unpinChatMessage": self._unpin,
            "getChat": self._chat,
            "getChatMember": self._member,
            "getChatMemberCount": lambda given: 1 + len(self._place(given).members),
            "getChatAdministrators": self._administrators,
            "leaveChat": self._leave,
            "getFile": self._file,
            "setMyCommands": self._set_commands,
            "deleteMyCommands": self._delete_commands,
            "getMyCommands": lambda given: world.commands.get(_menu(given), []),
        }

    def _place(self, given: Parameters) -> Chat:
        return self.world.reachable(int(chat_of(given)))

    def _send_text(self, given: Parameters) -> Json:
        text, entities = formatted(given["text"], given.get("parse_mode"))
        return self._send(given, {"text": text.strip()}, entities, html=given["text"])

    def _send_photo(self, given: Parameters) -> Json:
        number = self._keep_file(given["photo"])
        size = {"file_id": number, "file_unique_id": number, "width": 900, "height": 1200}
        return self._send_captioned(given, {"photo": [size]})

    def _send_document(self, given: Parameters) -> Json:
        number = self._keep_file(given["document"])
        return self._send_captioned(
            given, {"document": {"file_id": number, "file_unique_id": number}}
        )

    def _send_captioned(self, given: Parameters, body: Json) -> Json:
        words = given.get("caption", "")
        caption, entities = formatted(words, given.get("parse_mode"))
        return self._send(
            given, body | ({"caption": caption} if caption else {}), entities, html=words
        )

    def _send_poll(self, given: Parameters) -> Json:
        choices = as_list(given["options"], "options")
        words = [one["text"] if isinstance(one, dict) else one for one in choices]
        number = f"poll-{self.world.order()}"
        poll: Json = {
            "id": number,
            "question": given["question"],
            "options": [{"text": each, "voter_count": 0} for each in words],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": given.get("is_anonymous", True) in _TRUE,
            "type": given.get("type", "regular"),
            "allows_multiple_answers": given.get("allows_multiple_answers", False) in _TRUE,
        }
        sent = self._send(given, {"poll": poll}, [], html="")
        chat = self.world.chat(sent["chat"]["id"])
        self.world.polls[number] = chat.messages[sent["message_id"]]
        return sent

    def _stop_poll(self, given: Parameters) -> Json:
        message = self.world.message(self._place(given), int(given["message_id"]), what="edit")
        message.view["poll"]["is_closed"] = True
        self.world.touch(message)
        return dict(message.view["poll"])

    def _send(self, given: Parameters, body: Json, entities: list[Json], *, html: str) -> Json:
        chat = self._place(given)
        if chat.bot in _CANNOT_WRITE or (chat.kind == "channel" and chat.bot != "administrator"):
            raise Fault(
                "not enough rights to send text messages to the chat"
                if chat.bot in _CANNOT_WRITE
                else "need administrator rights in the channel chat"
            )
        if entities:
            body["caption_entities" if "caption" in body else "entities"] = entities
        view = self._head(chat) | self._thread(chat, given) | self._reply(chat, given) | body
        if "reply_markup" in given:
            keyboard = as_object(given["reply_markup"], "reply markup")
            if keyboard.get("inline_keyboard"):
                view["reply_markup"] = keyboard
        message = self.world.keep(chat, view, who=self.world.bot["first_name"], ours=True)
        message.html = html
        return message.view

    def _head(self, chat: Chat) -> Json:
        return {"sender_chat": chat.view} if chat.kind == "channel" else {"from": self.world.bot}

    def _thread(self, chat: Chat, given: Parameters) -> Json:
        number = int(given.get("message_thread_id", 0))
        if not number:
            return {}
        topic = chat.messages.get(number)
        if not self.world.open and (topic is None or "forum_topic_created" not in topic.view):
            raise Fault("message thread not found")
        if topic and topic.view.get("closed"):
            raise Fault("TOPIC_CLOSED")
        return {"message_thread_id": number, "is_topic_message": True}

    def _reply(self, chat: Chat, given: Parameters) -> Json:
        if "reply_parameters" not in given:
            return {}
        wish = as_object(given["reply_parameters"], "reply parameters")
        found = chat.messages.get(int(wish["message_id"]))
        if found and not found.deleted:
            answered = {k: v for k, v in found.view.items() if k != "reply_to_message"}
            return {"reply_to_message": answered}
        if wish.get("allow_sending_without_reply") not in _TRUE:
            raise Fault("message to be replied not found")
        return {}

    def _keep_file(self, content: object) -> str:
        if isinstance(content, str):
            if content not in self.world.files:
                raise Fault("wrong file_id or the file is temporarily unavailable")
            return content
        number = f"file-{self.world.order()}"
        if not self.world.open:
            self.world.files[number] = bytes(content)  # type: ignore[call-overload]
        return number

    def _act(self, given: Parameters) -> bool:
        self.world.actions.append((self._place(given).id, str(given["action"])))
        return True

    def _edit_text(self, given: Parameters) -> Json:
        text, entities = formatted(given["text"], given.get("parse_mode"))
        return self._edit(given, {"text": text.strip(), "entities": entities}, given["text"])

    def _edit_caption(self, given: Parameters) -> Json:
        words = given.get("caption", "")
        caption, entities = formatted(words, given.get("parse_mode"))
        return self._edit(given, {"caption": caption, "caption_entities": entities}, words)

    def _edit_markup(self, given: Parameters) -> Json:
        return self._edit(given, {}, None)

    def _edit(self, given: Parameters, body: Json, html: str | None) -> Json:
        message = self.world.message(
            self._place(given), int(given.get("message_id", 0)), what="edit"
        )
        if not message.ours:
            raise Fault("message can't be edited")
        if "text" in body and "text" not in message.view:
            raise Fault("there is no text in the message to edit")
        keyboard = as_object(given.get("reply_markup", {}), "inline keyboard markup")
        new = message.view | body
        new.pop("reply_markup", None)
        if keyboard.get("inline_keyboard"):
            new["reply_markup"] = keyboard
        new = {name: value for name, value in new.items() if value != []}
        if {**new, "edit_date": 0} == {**message.view, "edit_date": 0}:
            raise Fault(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        message.view.clear()
        message.view.update(new, edit_date=new["date"])
        message.edits += 1
        message.html = message.html if html is None else html
        self.world.touch(message)
        return message.view

    def _answer_button(self, given: Parameters) -> bool:
        number = str(given["callback_query_id"])
        with self.world.changed:
            if number not in self.world.callbacks or self.world.callbacks[number] is not None:
                raise Fault("query is too old and response timeout expired or query ID is invalid")
            self.world.callbacks[number] = dict(given)
            self.world.changed.notify_all()
        return True

    def _delete(self, given: Parameters) -> bool:
        chat = self._place(given)
        message = self.world.message(chat, int(given["message_id"]), what="delete")
        if not message.ours and chat.bot != "administrator":
            raise Fault("message can't be deleted for everyone")
        message.deleted = True
        self.world.touch(message)
        return True

    def _pin(self, given: Parameters) -> bool:
        chat = self._place(given)
        message = self.world.message(chat, int(given["message_id"]), what="pin")
        if chat.kind != "private" and chat.bot != "administrator":
            raise Fault("not enough rights to manage pinned messages in the chat")
        chat.pinned = message.number
        return True

    def _unpin(self, given: Parameters) -> bool:
        self._place(given).pinned = 0
        return True

    def _chat(self, given: Parameters) -> Json:
        return self._place(given).view | {"accent_color_id": 0, "max_reaction_count": 11}

    def _member(self, given: Parameters) -> Json:
        chat, number = self._place(given), int(given["user_id"])
        if number == self.world.bot["id"]:
            return member_view(self.world.bot, chat.bot)
        if number not in self.world.users:
            raise Fault("invalid user_id specified")
        status = chat.members.get(number, "left")
        return member_view(self.world.users[number].view, status)

    def _administrators(self, given: Parameters) -> list[Json]:
        chat = self._place(given)
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
        chat = self._place(given)
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


def member_view(user: Json, status: str) -> Json:
    """How a member of a chat is shown."""
    shown: Json = {"user": user, "status": status}
    if status == "kicked":
        shown["until_date"] = 0
    if status == "creator":
        shown["is_anonymous"] = False
    if status == "administrator":
        rights = (
            "can_be_edited is_anonymous can_manage_chat can_delete_messages "
            "can_manage_video_chats can_restrict_members can_promote_members can_change_info "
            "can_invite_users can_post_stories can_edit_stories can_delete_stories"
        )
        shown |= dict.fromkeys(rights.split(), False)
    if status == "restricted":
        may = (
            "can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos "
            "can_send_video_notes can_send_voice_notes can_send_polls can_send_other_messages "
            "can_add_web_page_previews can_change_info can_invite_users can_pin_messages "
            "can_manage_topics"
        )
        shown |= {"is_member": True, "until_date": 0} | dict.fromkeys(may.split(), False)
    return shown


def inside(status: str) -> bool:
    """Say whether somebody of that status is in a chat."""
    return status in INSIDE


def _menu(given: Parameters) -> str:
    scope = as_object(given.get("scope", {"type": "default"}), "scope")
    parts = [str(scope[name]) for name in ("type", "chat_id", "user_id") if name in scope]
    return ":".join([*parts, *re.findall(r"\w+", str(given.get("language_code", "")))])


__all__ = ["Acts", "Message", "inside", "member_view"]
