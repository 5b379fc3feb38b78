"""The fields of a part of the settings: what is typed, what holds, what the default is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.console.visit import Visit
from bot.settings import Settings
from bot.town_settings import NAMES, PARTS, Chosen, kept_settings, read_chosen
from bot.town_tables import TownSetting
from bot.town_words import NAMES as WORD_NAMES
from bot.town_words import TOWN, TownWords
from knowledge.errors import BadInput

TOWN_SHOWN = "〔镇名〕"
NO_QUIET = "00:00-00:00"
_SHARES = {"answer_from": (50, 95), "offer_from": (5, 70)}
_TICKED = ("stop_on_repealed", "require_second_factor")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as a form shows it.

    `value` is what stands in the field, `holds` what is kept now where that is something else.
    """

    key: str
    name: str
    value: str
    default: str
    holds: str = ""
    by: str = ""
    at: datetime | None = None


def environment(visit: Visit) -> Settings:
    """Give the settings as the environment has them, under those of the console."""
    return visit.town.environment


def all_settings(visit: Visit, posted: str = "") -> Mapping[str, Setting]:
    """Give every setting; those of a part that was just `posted` as they were typed."""
    base, session = environment(visit), visit.session
    chosen, default = read_chosen(session, base), Chosen(base, TownWords())
    kept = kept_settings(session)
    typed = typed_values(visit, posted) if posted else {}
    return {key: _setting(key, chosen, default, kept.get(key), typed) for key in NAMES}


def marks(session: Session, base: Settings) -> Mapping[str, str]:
    """Tell what every part looks like now."""
    chosen = read_chosen(session, base)
    return {part: chosen.mark(part) for part in PARTS}


def typed_values(visit: Visit, part: str) -> dict[str, str]:
    """Read a part of the settings from a form, as they are kept."""
    return {key: _kept(visit, key) for key in PARTS[part]}


def said(key: str, value: str) -> str:
    """Write a kept value as people read it."""
    if key in _SHARES:
        return f"{shown(key, value)}%"
    if key in _TICKED:
        return "是" if value == "true" else "否"
    if key == "quiet_hours":
        start, _, end = value.partition("-")
        return "没有" if value in ("", NO_QUIET) else f"{start} 到 {end}"
    return shown(key, value) + {"keep_days": " 天", "review_steps": " 步"}.get(key, "")


def shown(key: str, value: str) -> str:
    """Write a kept value as it stands in a field."""
    if key in WORD_NAMES:
        return value.replace(TOWN, TOWN_SHOWN)
    if key in _SHARES:
        try:
            return f"{float(value) * 100:g}"
        except ValueError:
            return value
    return value


def _setting(
    key: str, chosen: Chosen, default: Chosen, row: TownSetting | None, typed: Mapping[str, str]
) -> Setting:
    holds = chosen.value(key)
    value = typed.get(key, holds)
    return Setting(
        key=key,
        name=NAMES[key],
        value=shown(key, value),
        default=said(key, default.value(key)),
        holds=said(key, holds) if value != holds else "",
        by=row.by if row else "",
        at=row.at if row else None,
    )


def _kept(visit: Visit, key: str) -> str:
    if key in _TICKED:
        return "true" if visit.word(key) else "false"
    if key == "quiet_hours":
        start, end = visit.word("quiet_from"), visit.word("quiet_until")
        return f"{start}-{end}" if start or end else NO_QUIET
    word = visit.word(key)
    if key in WORD_NAMES:
        return word.replace(TOWN_SHOWN, TOWN)
    return _share(word) if key in _SHARES else word


def check_shares(visit: Visit) -> None:
    """Refuse shares that are no whole per cent within their bounds, in the words of the form."""
    for key, (least, most) in _SHARES.items():
        word = visit.word(key)
        if word and not (_is_percent(word) and least <= int(word) <= most):
            raise BadInput(f"{NAMES[key]}请写 {least} 到 {most} 的整数，现在是“{word[:10]}”。")


def _share(word: str) -> str:
    return f"{int(word) / 100:g}" if _is_percent(word) else word


def _is_percent(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= 3
