"""What happens next with a notice, and who has to do it: the first sentence of its page."""

from zoneinfo import ZoneInfo

from bot.console.frame import moment
from bot.console.notices.standing import Standing
from bot.console.notices.turns import Turn
from bot.people import ROLES, Role
from jobs.delivery.deliveries import State
from jobs.figures.progress import Progress
from jobs.schedule.runs import RunState
from jobs.schedule.timing_rules import Drawn
from jobs.writing.notices import NoticeState

NOTHING_TO_DO = "不用做什么。"
_MINUTE = 60.0
_INNER = str.maketrans("“”", "‘’")


def what_next(stand: Standing, turn: Turn | None, *, me: str, zone: ZoneInfo) -> str:
    """Say what comes next and whose turn it is."""
    if turn is not None:
        return _review(stand, turn)
    match NoticeState(stand.notice.state):
        case NoticeState.DRAFT:
            return _draft(stand, me=me)
        case NoticeState.CANCELLED:
            return _cancelled(stand)
        case _:
            return _approved(stand, zone=zone)


def how_far(far: Progress) -> str:
    """Say how far a sending is and how long it may still take."""
    said = f"正在发送：{far.total:,} 个群里已经处理 {far.total - far.left:,} 个"
    if far.failed:
        said += f"，其中 {far.failed:,} 个没有成功"
    return f"{said}，{_while(far.seconds_left)}。"


def _review(stand: Standing, turn: Turn) -> str:
    after = "，您通过以后就按时发出" if turn.last and not stand.notice.emergency_reason else ""
    out = "紧急通知已经发出，" if stand.notice.emergency_reason else ""
    if turn.mine:
        return f"{out}等您{turn.step}：看过以后点“通过”，要改就点“退回”并写明意见{after}。"
    if turn.nobody:
        role = ROLES[Role.PUBLISHER if turn.last else Role.REVIEWER]
        return f"{out}等待{turn.step}，可是没有人能做：请管理员再加一位{role}。"
    return f"{out}等待{turn.step}，要由{turn.who}来办。"


def _draft(stand: Standing, *, me: str) -> str:
    notice, back = stand.notice, stand.sent_back
    writer = notice.edited_by or notice.drafted_by
    who = "请您" if me in (writer, notice.drafted_by) else f"请{writer}"
    if back is not None:
        said = back.remark.rstrip("。").translate(_INNER)
        return f"{back.by}退回了这一稿：“{said}”。{who}改好再送审。"
    return f"这还是草稿，谁也收不到。{who}写好以后送审。"


def _cancelled(stand: Standing) -> str:
    if stand.reached:
        return f"已经取消，不会再发。已有 {stand.reached:,} 个群收到，要收回请签发人点“撤回”。"
    return "已经取消，一个群也没有收到，不用做什么。"


def _approved(stand: Standing, *, zone: ZoneInfo) -> str:
    if stand.fault:
        return f"时间有问题，已经自动停下：{stand.fault.rstrip('。')}。请起草人改好时间再送审。"
    if stand.paused:
        return "已经暂停，到了时间也不发。请签发人点“继续”，不想发了就取消。"
    if stand.far and stand.far.left:
        return f"{how_far(stand.far)}{NOTHING_TO_DO}"
    parts = [*_afterwards(stand)]
    if stand.coming:
        parts.append(f"下次发出：{moment(stand.coming[0].send_at, zone)}。")
    return "".join(parts) or _quiet_end(stand)


def _afterwards(stand: Standing) -> list[str]:
    """Say what the sendings so far left to do."""
    parts, newest = list[str](), stand.newest
    if waiting := stand.counts[State.AWAITING]:
        parts.append(f"还有 {waiting:,} 个微信群等网格员转发并确认。")
    if failed := stand.counts[State.FAILED]:
        parts.append(f"有 {failed:,} 个群没有发成，看看原因，能补发的点“重发”。")
    if newest and newest.state == RunState.DUE:
        parts.append("马上就要发出。")
    if newest and newest.state == RunState.MISSED:
        parts.append(f"上一次错过了：{newest.reason.rstrip('。')}。")
    return parts


def _quiet_end(stand: Standing) -> str:
    if not stand.runs and stand.when == Drawn().words():
        return f"已经通过，由同组的通知轮流带出，{NOTHING_TO_DO}"
    newest = stand.newest
    if newest and newest.reason:
        return f"{newest.reason.rstrip('。')}。请核对发送范围。"
    return f"已经发完，{NOTHING_TO_DO}"


def _while(seconds: float | None) -> str:
    if seconds is None:
        return "还要多久暂时算不出来"
    if seconds < _MINUTE:
        return "不到 1 分钟就发完"
    return f"大约还要 {round(seconds / _MINUTE)} 分钟"
