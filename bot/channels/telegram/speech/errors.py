"""What Telegram's refusals mean for a group, and how they are said to staff."""

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.channels.telegram.speech.request import Flooded, NeverSent, NoAnswer
from jobs.delivery.sending import Moved, NotSent, Refused, TryLater, Unreachable, Unsure

TOKEN_SECONDS = 300.0
TOO_LATE = "这一轮的发送时间过了，稍后再发。"
NO_CONNECTION = "连不上 Telegram，稍后再发。"
NO_ANSWER = "Telegram 没有回音，不知道群里收到没有。"
TROUBLE = "Telegram 暂时出错，稍后再发。"
BAD_TOKEN = "机器人令牌不对，Telegram 不认；请检查设置 MINGBAI_TELEGRAM_TOKEN。"  # noqa: S105

# Words in Telegram's own answer, in lower case; the first that is found counts.
_FORBIDDEN = {
    "kicked": "机器人已被移出这个群。",
    "blocked": "对方屏蔽了机器人。",
    "user is deactivated": "对方的账号已经注销。",
    "deleted": "这个群已经解散。",
    "deactivated": "这个群已经解散。",
    "initiate conversation": "对方还没有和机器人说过话，机器人不能先开口。",
    "not a member": "机器人不在这个群里。",
}
_NO_PICTURES = ("send photos", "chat_send_photos_forbidden", "chat_send_media_forbidden")
_GONE = {
    "chat not found": "找不到这个群，机器人可能已被移出。",
    "peer_id_invalid": "找不到这个群，机器人可能已被移出。",
    "not enough rights": "机器人在这个群里没有发言的权限。",
    "no rights to send": "机器人在这个群里没有发言的权限。",
    "chat_write_forbidden": "机器人在这个群里没有发言的权限。",
    "chat_send_plain_forbidden": "机器人在这个群里没有发言的权限。",
    "chat_admin_required": "机器人在这个群里没有发言的权限。",
    "need administrator rights": "机器人不是这个频道的管理员，不能发言。",
    "deactivated": "这个群已经解散。",
    "topic_closed": "群里的这个话题已经关闭。",
}
_REFUSED = {
    "too long": "消息太长，超过了 Telegram 的限制。",
    "can't parse entities": "消息的格式 Telegram 看不懂。",
    "url": "消息里的网址 Telegram 不收。",
    "image_process_failed": "图片 Telegram 打不开，请换一张 PNG 或 JPEG 图片。",
    "photo_invalid": "图片的尺寸 Telegram 不收，请换一张。",
    "file is too big": "图片太大，Telegram 不收。",
    "can't be deleted": "这条消息收不回来：已经超过 48 小时，或者机器人没有权限。",
}


def translate(error: TelegramError) -> NotSent:
    """Say what an error of the library means for us; nothing of a token is in it."""
    match error:
        case NeverSent():
            return TryLater(TOO_LATE if error.late else NO_CONNECTION)
        case NoAnswer():
            return Unsure(NO_ANSWER)
        case Flooded():
            said = f"发得太快，Telegram 要机器人停 {error.seconds:.0f} 秒。"
            return TryLater(said, lane_for=error.seconds)
        case ChatMigrated():
            said = "这个群升级成了超级群，换了编号。"
            return Moved(said, address=str(error.new_chat_id))
        case Forbidden():
            return Unreachable(_said(error, _FORBIDDEN) or "机器人不能在这里发消息。")
        case InvalidToken():
            return TryLater(BAD_TOKEN, lane_for=TOKEN_SECONDS)
        case BadRequest():  # a NetworkError by birth, so it comes first
            return _bad_request(error)
        case NetworkError():  # their servers' trouble: a 5xx is a no
            return TryLater(TROUBLE)
        case _:  # a yes that cannot be read
            return Unsure(NO_ANSWER)


def closes_the_chat(error: BadRequest) -> bool:
    """Say whether nothing at all can be said in this chat any more."""
    return bool(_said(error, _GONE))


def _bad_request(error: BadRequest) -> NotSent:
    if any(words in error.message.lower() for words in _NO_PICTURES):
        return Refused("这个群不让机器人发图片。")
    gone = _said(error, _GONE)
    if gone:
        return Unreachable(gone)
    return Refused(_said(error, _REFUSED) or "Telegram 没有收下这条消息。")


def _said(error: TelegramError, sentences: dict[str, str]) -> str:
    heard = error.message.lower()
    return next((said for words, said in sentences.items() if words in heard), "")
