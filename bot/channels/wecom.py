"""WeCom group robots: text, markdown, pictures and news cards through a webhook."""

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.channels.outbound import AnswerLost, NotWritten, call
from jobs.delivery.sending import (
    TAP,
    Limits,
    NotSent,
    Parcel,
    Refused,
    TryLater,
    Unreachable,
    Unsure,
)

SEND_PATH = "/cgi-bin/webhook/send"
TEXT_BYTES, MARKDOWN_BYTES, PICTURE_BYTES = 2_048, 4_096, 2 * 2**20
CARD_TITLE_BYTES, CARD_TEXT_BYTES = 128, 512
BUSY_SECONDS = 60.0
PICTURE_SECONDS = 3_600.0  # for how long a picture whose words failed need not be sent again

TOO_OFTEN = 45009
BUSY = (-1, 130101)
GONE = {
    93000: "群机器人的网址不对，或者机器人已经被移出群",
    93004: "群机器人已经被停用",
    93008: "群机器人不在这个群里",
}
REFUSED = {
    40008: "企业微信不认识这种消息",
    40009: "图片太大，企业微信最多收 2 MB",
    40058: "消息内容不合企业微信的要求",
    45002: "消息太长，超过了企业微信的限制",
    301019: "图片在路上损坏了",
}


class WecomSender:
    """Sends to groups by their robots' webhooks; only an `errcode` of 0 is a yes."""

    limits = Limits(lane=((20, 60.0),))

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session, self._base = session, base.rstrip("/")
        self._pictures: dict[str, float] = {}  # sent, while the words that belong to them were not

    async def send(self, parcel: Parcel) -> str:
        """Deliver the picture, if any, and the words; WeCom numbers no messages."""
        message = message_of(parcel)
        if parcel.picture is not None:
            await self._send_picture(parcel, parcel.picture)
        await self._post(parcel, message)
        self._pictures.pop(_mark(parcel), None)
        return ""

    async def recall(self, address: str, message_id: str) -> None:  # noqa: ARG002
        """A robot cannot take back what it said."""
        raise Refused("企业微信群机器人发出的消息收不回来，请另发更正。")

    async def _send_picture(self, parcel: Parcel, picture: bytes) -> None:
        """Send the picture, unless a try whose words failed has just done so."""
        mark, now = _mark(parcel), time.monotonic()
        self._pictures = {one: end for one, end in self._pictures.items() if end > now}
        if mark not in self._pictures:
            await self._post(parcel, _picture(picture))
            self._pictures[mark] = now + PICTURE_SECONDS

    async def _post(self, parcel: Parcel, message: Mapping[str, Any]) -> None:
        url = f"{self._base}{SEND_PATH}"
        params = {"key": robot_key(parcel.secret)}
        try:
            status, body = await call(
                self._session, "POST", url, deadline=parcel.deadline, params=params, json=message
            )
        except NotWritten as error:
            said = "这一轮的发送时间过了" if error.late else "连不上企业微信"
            raise TryLater(f"{said}，稍后再发。") from None
        except AnswerLost:
            raise Unsure("企业微信没有回音，不知道群里收到没有。") from None
        _judge(status, body)


def robot_key(webhook: str) -> str:
    """Give the key in a robot's webhook, or what is already just the key."""
    return webhook.rpartition("key=")[2].partition("&")[0].strip()


def message_of(parcel: Parcel) -> dict[str, Any]:
    """Choose what kind of message it is, and refuse what is too long before anything is sent."""
    if parcel.picture is not None and len(parcel.picture) > PICTURE_BYTES:
        raise Refused(f"{REFUSED[40009]}。")
    if parcel.mention_all:
        _fit(parcel.text, TEXT_BYTES)
        return _of("text", content=parcel.text, mentioned_list=["@all"])
    card = _card(parcel)
    if card:
        return _of("news", articles=[card])
    _fit(parcel.text, MARKDOWN_BYTES)
    return _of("markdown", content=_with_buttons(parcel))


def _card(parcel: Parcel) -> dict[str, str]:
    """Make a card of what has a link and is short enough to be read whole on it."""
    body = parcel.text.partition("\n\n")[2].replace(f"\n{parcel.link}", "")
    short = len(parcel.title.encode()) <= CARD_TITLE_BYTES
    if not parcel.link or not short or len(body.encode()) > CARD_TEXT_BYTES:
        return {}
    return {"title": parcel.title, "description": body, "url": parcel.link}


def _with_buttons(parcel: Parcel) -> str:
    links = [
        f"[{label}]({address})" for label, address in parcel.buttons if not address.startswith(TAP)
    ]
    return "\n".join([parcel.text, *links])


def _picture(picture: bytes) -> dict[str, Any]:
    checksum = hashlib.md5(picture, usedforsecurity=False).hexdigest()
    return _of("image", base64=base64.b64encode(picture).decode(), md5=checksum)


def _of(kind: str, **body: Any) -> dict[str, Any]:
    return {"msgtype": kind, kind: body}


def _fit(text: str, most: int) -> None:
    if len(text.encode()) > most:
        raise Refused(f"{REFUSED[45002]}（{most} 字节）。")


def _mark(parcel: Parcel) -> str:
    said = "\0".join((parcel.secret, parcel.title, parcel.text)).encode()
    return hashlib.blake2b(said + (parcel.picture or b""), digest_size=16).hexdigest()


def _judge(status: int, body: bytes) -> None:
    """Raise what the answer means, unless it is a yes."""
    if status == 504:
        raise Unsure("企业微信没有回音（504），不知道群里收到没有。")
    if status != 200:
        raise TryLater(f"企业微信暂时出错（{status}），稍后再发。")
    try:
        code = int(json.loads(body)["errcode"])
    except (ValueError, KeyError, TypeError):
        raise Unsure("企业微信的回答看不懂，不知道群里收到没有。") from None
    if code:
        raise _error(code)


def _error(code: int) -> NotSent:
    if code == TOO_OFTEN:
        return TryLater("这个群机器人发得太快，企业微信让它歇一分钟。", lane_for=BUSY_SECONDS)
    if code in BUSY:
        return TryLater(f"企业微信正忙，稍后再发（{code}）。")
    if code in GONE:
        return Unreachable(f"{GONE[code]}（{code}）。")
    return Refused(f"{REFUSED.get(code, '企业微信没有收下这条消息')}（{code}）。")
