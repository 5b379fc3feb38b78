"""Which channels this township has, in sentences for start-up lines and for `doctor`."""

from collections.abc import Iterator

from sqlmodel import Session, col, func, select

from bot.channels.telegram.arrival.inbox import count_set_aside
from bot.settings import Settings
from jobs.places.groups import Channel, Group

TELEGRAM_ON = "Telegram：已启用。它的服务器在境外，请确认本地可以使用。"
TELEGRAM_OFF = "Telegram：没有启用（没有设置 MINGBAI_TELEGRAM_TOKEN）。"
WECOM = "企业微信：用群机器人发通知，机器人网址写在群名单里。"
FORWARDING = "普通微信群：由网格员打开转发页转发。"
NO_ADDRESS = (
    "有 {count} 个普通微信群，但没有设置 MINGBAI_PUBLIC_URL，"
    "网格员收不到转发页的链接；请填写对外网址，或者用 mingbai forward list 查看链接。"
)
SET_ASIDE = (
    "有 {count} 条 Telegram 消息处理不了，放到一边了（两天后删除）；"
    "编号和出错的种类见 mingbai alert list --all，请告诉维护人员。"
)


def channel_states(settings: Settings) -> tuple[str, ...]:
    """Say of each channel whether it is on and what makes it so."""
    return (TELEGRAM_ON if settings.telegram_token else TELEGRAM_OFF, WECOM, FORWARDING)


def channel_faults(session: Session, settings: Settings) -> Iterator[str]:
    """Say what keeps a channel from working as meant."""
    plain = select(func.count()).where(col(Group.channel) == Channel.WECHAT, col(Group.active))
    count = session.exec(plain).one()
    if count and not settings.public_url:
        yield NO_ADDRESS.format(count=count)
    if kept := count_set_aside(session):
        yield SET_ASIDE.format(count=kept)
