"""What a town sets in the console: read over the environment, changed by administrators."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel import Session, col, select

from bot.people import Role, allow
from bot.settings import Settings, SettingsError, changed_settings
from bot.town_tables import TownSetting, count_change
from bot.town_words import NAMES as WORD_NAMES
from bot.town_words import TownWords
from knowledge.audit import note
from knowledge.errors import BadInput, NotAllowed

NAMES: Mapping[str, str] = {
    "town_name": "镇名",
    **WORD_NAMES,
    "quiet_hours": "免打扰时段",
    "review_steps": "审核步数",
    "answer_from": "直接回答的把握",
    "offer_from": "给出选项的把握",
    "keep_days": "问答记录保留天数",
    "stop_on_repealed": "依据废止时先停用",
    "require_second_factor": "管理员必须用两步登录",
}
PARTS: Mapping[str, tuple[str, ...]] = {
    "words": ("town_name", *WORD_NAMES),
    "notices": ("quiet_hours", "review_steps"),
    "answers": ("answer_from", "offer_from", "stop_on_repealed"),
    "safety": ("keep_days", "require_second_factor"),
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Settings and words as they hold: what the town set, and else the defaults."""

    settings: Settings
    words: TownWords

    def value(self, key: str) -> str:
        """Give one of them as it is kept."""
        found = getattr(self.words, key) if key in WORD_NAMES else getattr(self.settings, key)
        return str(found).lower() if isinstance(found, bool) else f"{found}"

    def mark(self, part: str) -> str:
        """Tell two states of a part apart."""
        values = [self.value(key) for key in PARTS[part]]
        return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]

    def changed(self, changes: Mapping[str, str]) -> "Chosen":
        """Give the same with some changed, or raise `BadInput`: one sentence for each fault."""
        words = {key: value for key, value in changes.items() if key in WORD_NAMES}
        others = {key: value for key, value in changes.items() if key not in WORD_NAMES}
        try:
            settings = changed_settings(self.settings, others, NAMES)
        except SettingsError as error:
            raise BadInput("\n".join(error.faults)) from error
        return Chosen(settings, self.words.changed(words))


def read_chosen(session: Session, settings: Settings) -> Chosen:
    """Give what holds over the environment's `settings`; what no longer fits does not count."""
    chosen = Chosen(settings, TownWords())
    rows = {row.key: row.value for row in session.exec(select(TownSetting))}
    try:
        return chosen.changed({key: rows[key] for key in NAMES if key in rows})
    except BadInput:
        log.warning("town_settings_do_not_fit")
    for key in NAMES:
        try:
            chosen = chosen.changed({key: rows[key]} if key in rows else {})
        except BadInput:
            continue
    return chosen


def change_settings(
    session: Session,
    settings: Settings,
    part: str,
    values: Mapping[str, str],
    *,
    seen: str,
    by: str,
    now: datetime,
) -> None:
    """Set a part of the settings, unless it moved since it was `seen`.

    `settings` are the environment's; what is set back to them is not kept.
    """
    name, chosen = allow(session, by, Role.ADMINISTRATOR), read_chosen(session, settings)
    if set(values) - set(PARTS[part]):
        raise BadInput("这里没有这一项设置。")
    if chosen.mark(part) != seen:
        raise NotAllowed(
            f"{_who_moved(session, part)}改过这一部分，请对照下面的新内容，再保存一次。"
        )
    after, default = chosen.changed(values), Chosen(settings, TownWords())
    moved = [key for key in values if after.value(key) != chosen.value(key)]
    for key in moved:
        _keep(session, key, after.value(key), default.value(key), by=name, now=now)
        detail = {"from": chosen.value(key), "to": after.value(key)}
        note(session, "change", f"setting:{key}", by=name, at=now, detail=detail)
    if moved:
        count_change(session)


def restore_settings(
    session: Session, settings: Settings, part: str, *, by: str, now: datetime
) -> None:
    """Let the defaults hold again for a part."""
    chosen, default = read_chosen(session, settings), Chosen(settings, TownWords())
    values = {key: default.value(key) for key in PARTS[part]}
    change_settings(session, settings, part, values, seen=chosen.mark(part), by=by, now=now)


def kept_settings(session: Session) -> Mapping[str, TownSetting]:
    """Give what the town set itself, with who did and when."""
    return {row.key: row for row in session.exec(select(TownSetting))}


def _keep(session: Session, key: str, value: str, default: str, *, by: str, now: datetime) -> None:
    row = session.get(TownSetting, key)
    if value == default:
        if row is not None:
            session.delete(row)
    else:
        row = row or TownSetting(key=key, value=value, by=by, at=now)
        row.value, row.by, row.at = value, by, now
        session.add(row)
    session.flush()


def _who_moved(session: Session, part: str) -> str:
    newest = select(TownSetting).where(col(TownSetting.key).in_(PARTS[part]))
    row = session.exec(newest.order_by(col(TownSetting.at).desc())).first()
    return f"{row.by}刚刚" if row else "刚刚有人"
