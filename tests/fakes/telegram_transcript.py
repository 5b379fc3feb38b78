"""What was said in Telegram, written down for people who look for a fault."""

from .telegram_world import Message, World


def transcript(world: World, *, only: int | None = None) -> str:
    """Everything that was said, in one chat or in all, in order."""
    chats = [chat for chat in world.chats.values() if only is None or chat.id == only]
    parts = []
    for chat in chats:
        if chat.messages:
            lines = [_line(message) for message in chat.messages.values()]
            parts.append("\n".join([f"— {chat.title} ({chat.kind}) —", *lines]))
    return "\n\n".join(parts)


def _line(message: Message) -> str:
    view = message.view
    said = message.text or next((f"[{name}]" for name in view if name not in _HEAD), "")
    marks = [name for name, is_so in (("撤回", message.deleted), ("改", message.edits)) if is_so]
    mark = f"（{'、'.join(marks)}）" if marks else ""
    buttons = "".join(f" [{button['text']}]" for button in message.buttons)
    return f"{message.who}{mark}：{said}" + (f"\n   {buttons.strip()}" if buttons else "")


_HEAD = frozenset(
    ("message_id", "date", "chat", "from", "sender_chat", "edit_date", "reply_to_message", "closed")
)
