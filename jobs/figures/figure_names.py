"""What states, channels and categories are called where people read figures."""

from collections.abc import Mapping

from jobs.delivery.deliveries import State
from jobs.places.groups import Channel
from jobs.schedule.runs import RunState
from knowledge.starter_notices import Category

STATES: Mapping[State, str] = {
    State.PENDING: "等待发送",
    State.SENDING: "正在发送",
    State.UNKNOWN: "不知是否收到",
    State.FAILED: "发送失败",
    State.SENT: "已送达",
    State.SKIPPED: "未发送",
    State.AWAITING: "等待转发",
    State.FORWARDED: "已确认转发",
}
CHANNELS: Mapping[Channel, str] = {
    Channel.TELEGRAM: "Telegram 群",
    Channel.WECOM: "企业微信群",
    Channel.WECHAT: "微信群（转发）",
}
CATEGORIES: Mapping[Category, str] = {
    Category.SAFETY: "安全",
    Category.LAW: "法律",
    Category.FRAUD: "反诈",
    Category.WEATHER: "天气",
    Category.SERVICE: "办事",
    Category.POLICY: "政策",
    Category.EMERGENCY: "紧急",
}
RUN_STATES: Mapping[RunState, str] = {
    RunState.DUE: "等待发出",
    RunState.FANNED: "已发出",
    RunState.MISSED: "错过了",
    RunState.CANCELLED: "已取消",
}
