"""WeCom group robots: HTTP 200 whatever happens, and the truth in `errcode`."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .answers import Answer, as_json
from .script import Limiter, Rule, Script

TEXT_BYTES, MARKDOWN_BYTES, PICTURE_BYTES = 2048, 4096, 2 * 2**20
MOST_ARTICLES = 8
MESSAGES = {
    -1: "system error",
    40008: "invalid message type",
    40009: "invalid image size",
    40058: "invalid Request Parameter",
    45009: "api freq out of limit",
    93000: "invalid webhook url",
    93004: "robot is disabled",
    301019: "media md5 not match",
}
_FIELDS = {
    "text": {"content", "mentioned_list", "mentioned_mobile_list"},
    "markdown": {"content"},
    "image": {"base64", "md5"},
    "news": {"articles"},
}
_ARTICLE = {"title", "description", "url", "picurl"}


class Fault(Exception):
    """A call that is refused with an errcode."""

    def __init__(self, code: int, said: str = "") -> None:
        super().__init__(said)
        self.code, self.said = code, said


class WecomApi:
    """Robots; any key is one, until the script says otherwise."""

    def __init__(self, script: Script) -> None:
        self.limits = False
        self._script = script
        self._per_robot = Limiter(20, 60)

    def answer(self, key: str, raw: bytes) -> Answer:
        """Answer one call; nothing here waits."""
        given = _read(raw)
        kind = str(given.get("msgtype", ""))
        body = given.get(kind)
        words = str(body.get("content", "")) if isinstance(body, dict) else ""
        rule = self._script.find(key, "*", kind)
        answer = (self._scripted(key, rule, given) if rule else None) or self._obey(key, given)
        return replace(answer, chat=key, text=words, sent=given)

    def _scripted(self, key: str, rule: Rule, given: Mapping[str, Any]) -> Answer:
        if rule.answer in ("errcode", "flood"):
            code = 45009 if rule.answer == "flood" else rule.code
            if rule.answer == "flood":
                self._script.close(key, rule.seconds)
            return _said(code)
        if rule.answer == "error":
            return Answer(rule.status, b"Bad Gateway", str(rule.status))
        if rule.answer == "garbage":
            return Answer(200, b"<html></html>", "garbage")
        accepted = rule.accepted and self._obey(key, given).accepted
        return Answer(
            200,
            as_json({"errcode": 0, "errmsg": "ok"}),
            f"{'accepted' if accepted else 'lost'}-{rule.answer}",
            accepted=accepted,
            hang=rule.seconds if rule.answer == "hang" else 0,
            reset=rule.answer == "reset",
        )

    def _obey(self, key: str, given: Mapping[str, Any]) -> Answer:
        if not key:
            return _said(93000)
        try:
            _check(given)
        except Fault as fault:
            return _said(fault.code, fault.said)
        if self._script.closed_for(key) > 0 or (self.limits and self._per_robot.wait(key)):
            return _said(45009)
        if self.limits:
            self._per_robot.take(key)
        return _said(0)


def _said(code: int, said: str = "") -> Answer:
    words = "ok" if not code else f"{said or MESSAGES.get(code, 'failed')}, hint: [17], e={code}"
    body = as_json({"errcode": code, "errmsg": words})
    return Answer(200, body, str(code) if code else "accepted", accepted=not code)


def _read(raw: bytes) -> dict[str, Any]:
    try:
        given = json.loads(raw)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def _check(given: Mapping[str, Any]) -> None:
    kind = given.get("msgtype")
    if kind not in _FIELDS:
        raise Fault(40008)
    body = given.get(kind)
    if set(given) != {"msgtype", kind} or not isinstance(body, dict) or set(body) - _FIELDS[kind]:
        raise Fault(40058)
    if kind in ("text", "markdown"):
        _check_words(kind, body)
    elif kind == "image":
        _check_image(body)
    else:
        _check_articles(body)


def _check_words(kind: str, body: Mapping[str, Any]) -> None:
    content, mentioned = body.get("content"), body.get("mentioned_list", [])
    limit = TEXT_BYTES if kind == "text" else MARKDOWN_BYTES
    if not isinstance(content, str) or not content.strip():
        raise Fault(40058, f"{kind}.content missing. invalid Request Parameter")
    if len(content.encode()) > limit:
        said = f"{kind}.content exceed max length {limit}. invalid Request Parameter"
        raise Fault(40058, said)
    if not isinstance(mentioned, list) or not all(isinstance(one, str) for one in mentioned):
        raise Fault(40058)


def _check_image(body: Mapping[str, Any]) -> None:
    try:
        picture = base64.b64decode(body.get("base64", ""), validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise Fault(40058) from error
    if not picture.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        raise Fault(40058)
    if len(picture) > PICTURE_BYTES:
        raise Fault(40009)
    if body.get("md5") != hashlib.md5(picture).hexdigest():
        raise Fault(301019)


def _check_articles(body: Mapping[str, Any]) -> None:
    articles = body.get("articles")
    if not isinstance(articles, list) or not 1 <= len(articles) <= MOST_ARTICLES:
        raise Fault(40058)
    for article in articles:
        if not isinstance(article, dict) or set(article) - _ARTICLE:
            raise Fault(40058)
        if not article.get("title") or not article.get("url"):
            raise Fault(40058)
