"""Notice files: one notice as staff write it down, read strictly."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool
from sqlmodel import Session

from jobs.figures.figure_names import CATEGORIES
from jobs.places.audience import KEYS, parse_audience
from jobs.schedule.timing import parse_timing, storable
from jobs.writing.notice_facts import LONGEST_TEXT, LONGEST_TITLE, LONGEST_WAIT, NoticeFacts
from jobs.writing.pictures import keep_picture
from knowledge.calendar_shapes import CalendarEntry
from knowledge.errors import BadInput
from knowledge.starter_notices import Category
from knowledge.starter_shapes import Strict
from knowledge.strict_yaml import Where, line_of, read

_CATEGORIES = {name: category for category, name in CATEGORIES.items()}
_MINUTES = {"分钟": 1, "分": 1, "个小时": 60, "小时": 60, "天": 24 * 60}
_DURATION = re.compile(rf"(\d+|半)\s*({'|'.join(_MINUTES)})")


def _category(written: object) -> Category:
    found = _CATEGORIES.get(str(written)) or next(
        (category for category in Category if category == written), None
    )
    if found is None:
        raise ValueError(f"不认识“{written}”，能写的有 {'、'.join(_CATEGORIES)}")
    return found


def _name(written: object) -> str | int:
    if isinstance(written, bool) or not isinstance(written, str | int):
        raise ValueError("应当是名称或编号")
    return written


def _minutes(written: object) -> int:
    if isinstance(written, int) and not isinstance(written, bool):
        minutes = written
    else:
        found = _DURATION.fullmatch(str(written).strip())
        if found is None:
            raise ValueError("应写成分钟数，或者像 2小时、3天 这样")
        number = 0.5 if found[1] == "半" else int(found[1])
        minutes = int(number * _MINUTES[found[2]])
    if not 1 <= minutes <= LONGEST_WAIT:
        raise ValueError("应在 1 分钟到 366 天之间")
    return minutes


def _one_line(text: str) -> str:
    if "\n" in text.strip():
        raise ValueError("应当写在一行里")
    return text.strip()


def _something(text: str) -> str:
    if not text.strip():
        raise ValueError("不能是空的")
    return text.strip()


Line = Annotated[str, Field(max_length=LONGEST_TITLE), AfterValidator(_one_line)]
Words = Annotated[str, Field(max_length=LONGEST_TEXT)]
Minutes = Annotated[int, BeforeValidator(_minutes)]
Names = tuple[Annotated[Any, BeforeValidator(_name)], ...]


class AudienceShape(Strict):
    """Whom it is for; what is left out means all."""

    grids: Names = ()
    tags: Names = ()
    groups: Names = ()
    channels: Names = ()


class NoticeShape(Strict):
    """A notice file."""

    title: Annotated[Line, AfterValidator(_something)]
    text: Annotated[Words, AfterValidator(_something)]
    short: Words = ""
    category: Annotated[Category, BeforeValidator(_category)]
    audience: AudienceShape = AudienceShape()
    when: Any = "now"
    until: Any = None
    link: str = ""
    picture: str = ""
    mention_all: StrictBool = False
    once: StrictBool = False
    expires: Minutes | None = None
    grace: Minutes = 120
    pool: Line = ""


def read_notice(path: Path, session: Session, *, calendar: Iterable[CalendarEntry]) -> NoticeFacts:
    """Read a notice and keep its picture, or say in one sentence what is wrong on which line."""
    shape, lines = read(path, NoticeShape)
    return NoticeFacts(
        title=shape.title,
        text=shape.text,
        short=shape.short.strip(),
        category=shape.category,
        audience=_audience(path, shape, session, lines),
        timing=_timing(path, shape, calendar, lines),
        link=shape.link.strip(),
        picture_id=_picture(path, shape, session, lines),
        mention_all=shape.mention_all,
        once=shape.once,
        expires_minutes=shape.expires,
        grace_minutes=shape.grace,
        pool=shape.pool,
    )


def _audience(
    path: Path, shape: NoticeShape, session: Session, lines: dict[Where, int]
) -> dict[str, list[Any]]:
    raw = {key: list(getattr(shape.audience, key)) for key in KEYS}
    try:
        parse_audience(raw, session)
    except BadInput as error:
        raise _fault(path, _wrong_part(raw, session), error, lines) from error
    return {key: values for key, values in raw.items() if values}


def _wrong_part(raw: dict[str, list[Any]], session: Session) -> Where:
    """Find the value that is wrong by itself, or give the whole."""
    for key, values in raw.items():
        for place, value in enumerate(values):
            try:
                parse_audience({key: [value]}, session)
            except BadInput:
                return "audience", key, place
    return ("audience",)


def _timing(
    path: Path, shape: NoticeShape, calendar: Iterable[CalendarEntry], lines: dict[Where, int]
) -> dict[str, Any]:
    raw = {"when": _with_on(shape.when)}
    if shape.until is not None:
        raw["until"] = shape.until
    try:
        parse_timing(raw, calendar=calendar)
    except BadInput as error:
        raise _fault(path, ("when",), error, lines) from error
    if shape.when == "pool" and not shape.pool:
        said = BadInput("写了 when: pool，还要用 pool 写明是哪一组")
        raise _fault(path, ("when",), said, lines)
    return storable(raw)


def _with_on(when: Any) -> Any:
    """Undo what YAML makes of the key `on`: true."""
    if not isinstance(when, dict):
        return when
    return {"on" if key is True else key: value for key, value in when.items()}


def _picture(
    path: Path, shape: NoticeShape, session: Session, lines: dict[Where, int]
) -> int | None:
    if not shape.picture:
        return None
    place = Path(shape.picture)
    try:
        if place.is_absolute() or ".." in place.parts:
            raise BadInput("图片要放在通知文件旁边，只写文件名")
        return keep_picture(session, (path.parent / place).read_bytes())
    except BadInput as error:
        raise _fault(path, ("picture",), error, lines) from error
    except OSError as error:
        said = BadInput(f"找不到图片 {shape.picture}")
        raise _fault(path, ("picture",), said, lines) from error


def _fault(path: Path, where: Where, error: BadInput, lines: dict[Where, int]) -> BadInput:
    said = str(error).rstrip("。")
    return BadInput(f"{path.name} 第 {line_of(where, lines)} 行，{where[0]}：{said}")
