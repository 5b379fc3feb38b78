"""How a notice looks in each channel, written by the very functions that send it."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.channels.wecom import message_of
from jobs.delivery.sending import Parcel, Refused
from jobs.places.audience import Audience, groups_of
from jobs.places.grids import Grid
from jobs.places.groups import Channel, Group
from jobs.writing.checks import Standards
from jobs.writing.notice_facts import NoticeFacts
from jobs.writing.rendering import Rendered, render

_BOLD = re.compile(r"<b>(.*?)</b>|\*\*(.+?)\*\*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as a group sees it: a bold line, the words below it, and where a card leads.

    `remarks` say what is to be known of it, `cut` that its end is missing.
    """

    channel: Channel
    head: str
    body: str
    link: str = ""
    calls_all: bool = False
    remarks: tuple[str, ...] = ()
    cut: bool = False


def rendered(
    session: Session, facts: NoticeFacts, audience: Audience, standards: Standards, *, day: date
) -> dict[Channel, Rendered]:
    """Write it for one group of each channel that it goes to; if to none, for all channels."""
    first = (
        select(func.min(col(Group.id)))
        .where(col(Group.id).in_(groups_of(audience)), col(Group.active))
        .group_by(col(Group.channel))
    )
    rows = session.exec(
        select(Group.channel, Grid.name)
        .outerjoin(Grid, col(Grid.id) == col(Group.grid_id))
        .where(col(Group.id).in_(first))
    )
    grids = {Channel(channel): name or "" for channel, name in rows}
    picture = facts.picture_id is not None
    return {
        channel: render(
            facts,
            channel=channel,
            town=standards.town,
            grid=grids.get(channel, ""),
            day=day,
            picture=picture,
        )
        for channel in Channel
        if channel in grids or not grids
    }


def bubbles(facts: NoticeFacts, written: Mapping[Channel, Rendered]) -> list[Bubble]:
    """Turn what is sent into what is seen, with the markup read as the platform reads it."""
    return [_BUBBLES[channel](facts, one) for channel, one in written.items()]


def _telegram(_facts: NoticeFacts, one: Rendered) -> Bubble:
    head, body = _parted(one.text)
    head, body = html.unescape(head), html.unescape(body)
    return Bubble(Channel.TELEGRAM, head, body, remarks=one.warnings, cut=one.cut)


def _wecom(facts: NoticeFacts, one: Rendered) -> Bubble:
    """Read the message that the robot posts: text, markdown, or a card that opens a link."""
    parcel = Parcel("", "", one.title, one.text, link=facts.link, mention_all=facts.mention_all)
    try:
        message = message_of(parcel)
    except Refused as error:
        return Bubble(
            Channel.WECOM, one.title, one.text, remarks=(*one.warnings, str(error)), cut=True
        )
    if "news" in message:
        card = message["news"]["articles"][0]
        head, body, link = card["title"], card["description"], card["url"]
        remarks = (*one.warnings, "点开是网页卡片。")
        return Bubble(Channel.WECOM, head, body, link, remarks=remarks, cut=one.cut)
    head, body = _parted(message[message["msgtype"]]["content"])
    calls = bool(message[message["msgtype"]].get("mentioned_list"))
    return Bubble(Channel.WECOM, head, body, calls_all=calls, remarks=one.warnings, cut=one.cut)


def _wechat(_facts: NoticeFacts, one: Rendered) -> Bubble:
    return Bubble(Channel.WECHAT, "", one.text, remarks=one.warnings, cut=one.cut)


def _parted(text: str) -> tuple[str, str]:
    """Part the bold line at the beginning, if there is one, from the rest."""
    found = _BOLD.match(text)
    if found is None:
        return "", text
    return found[1] or found[2] or "", text[found.end() :].lstrip("\n")


_BUBBLES = {Channel.TELEGRAM: _telegram, Channel.WECOM: _wecom, Channel.WECHAT: _wechat}
