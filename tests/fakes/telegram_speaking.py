"""What a bot says and how it changes what it said."""

from collections.abc import Mapping
from typing import Any

from .telegram_checks import as_list, as_object
from .telegram_faults import Fault
from .telegram_shapes import chat_of, formatted
from .telegram_world import Chat, Json, World

Parameters = Mapping[str, Any]
_TRUE = (True, "true", "True")
_CANNOT_WRITE = ("restricted",)


class Speaking:
    """The methods by which a bot speaks in its world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def place(self, given: Parameters) -> Chat:
        """Give the chat that is meant, or raise `Fault`."""
        return self.world.reachable(int(chat_of(given)))

    def send_text(self, given: Parameters) -> Json:
        """Say something."""
        text, entities = formatted(given["text"], given.get("parse_mode"))
        return self._send(given, {"text": text.strip()}, entities, html=given["text"])

    def send_photo(self, given: Parameters) -> Json:
        """Show a picture."""
        number = self._keep_file(given["photo"])
        size = {"file_id": number, "file_unique_id": number, "width": 900, "height": 1200}
        return self._send_captioned(given, {"photo": [size]})

    def send_document(self, given: Parameters) -> Json:
        """Hand over a file."""
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

    def send_poll(self, given: Parameters) -> Json:
        """Ask everybody."""
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

    def stop_poll(self, given: Parameters) -> Json:
        """Ask no more."""
        message = self.world.message(self.place(given), int(given["message_id"]), what="edit")
        message.view["poll"]["is_closed"] = True
        self.world.touch(message)
        return dict(message.view["poll"])

    def _send(self, given: Parameters, body: Json, entities: list[Json], *, html: str) -> Json:
        chat = self.place(given)
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

    def edit_text(self, given: Parameters) -> Json:
        """Say it differently."""
        text, entities = formatted(given["text"], given.get("parse_mode"))
        return self._edit(given, {"text": text.strip(), "entities": entities}, given["text"])

    def edit_caption(self, given: Parameters) -> Json:
        """Put other words under a picture."""
        words = given.get("caption", "")
        caption, entities = formatted(words, given.get("parse_mode"))
        return self._edit(given, {"caption": caption, "caption_entities": entities}, words)

    def edit_markup(self, given: Parameters) -> Json:
        """Put other buttons below."""
        return self._edit(given, {}, None)

    def _edit(self, given: Parameters, body: Json, html: str | None) -> Json:
        message = self.world.message(
            self.place(given), int(given.get("message_id", 0)), what="edit"
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
