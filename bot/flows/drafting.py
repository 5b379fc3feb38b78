"""Drafting a notice step by step; every step can be left, and every part changed at the end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows.audience_choice import choose_grids, choose_tags
from bot.flows.drafts import Around, Draft, Step, next_step
from bot.flows.screens import Heard, part_tap
from bot.flows.typed_time import read_time
from jobs.writing.notice_facts import LONGEST_TITLE
from knowledge.errors import BadInput
from knowledge.starter_notices import Category

OLD = "这个按钮是以前的，请看最新的一条消息。"
TAP = "请点上面的按钮选一个；不想写了，点“取消”。"
EVENING, MORNING = 18, 9

CHANGES = {
    "words": Step.WORDS,
    "picture": Step.PICTURE,
    "audience": Step.AUDIENCE,
    "when": Step.WHEN,
    "reason": Step.REASON,
}


def hear(draft: Draft, heard: Heard, around: Around) -> Draft:
    """Take in what was said, or raise `BadInput` with what is wanted; the draft stays then."""
    if heard.picture is not None and draft.step in (Step.PICTURE, Step.PREVIEW):
        return _onward(replace(draft, picture=heard.picture, picture_asked=True))
    return _STEPS[draft.step](draft, heard, around)


def change(draft: Draft, part: str) -> Draft:
    """Go back to one part of a draft, with all others as they are."""
    if part not in CHANGES:
        raise BadInput(OLD)
    return replace(draft, step=CHANGES[part], page=0, place=None)


def stored_time(moment: datetime) -> str:
    """Write a moment as notice files do."""
    return f"{moment:%Y-%m-%d %H:%M}"


def evening(around: Around) -> datetime | None:
    """Give six in the evening, if it is still to come."""
    at = around.now.replace(hour=EVENING, minute=0, second=0, microsecond=0)
    return at if at > around.now else None


def morning(around: Around) -> datetime:
    """Give nine tomorrow morning."""
    day = around.now + timedelta(days=1)
    return day.replace(hour=MORNING, minute=0, second=0, microsecond=0)


def _onward(draft: Draft) -> Draft:
    return replace(draft, step=next_step(draft), page=0, place=None)


def _way(draft: Draft, heard: Heard, _around: Around) -> Draft:
    if heard.tap not in ("starter", "own"):
        raise BadInput(TAP)
    return _onward(replace(draft, from_starter=heard.tap == "starter"))


def _category(draft: Draft, heard: Heard, _around: Around) -> Draft:
    named = heard.tap.removeprefix("cat:")
    if named not in [*Category] or named == Category.EMERGENCY:
        raise BadInput(TAP)
    return _onward(replace(draft, category=named))


def _starter(draft: Draft, heard: Heard, around: Around) -> Draft:
    name, number = part_tap(heard.tap)
    if name == "page":
        return replace(draft, page=number)
    if heard.tap == "other":
        return replace(draft, category="", step=Step.CATEGORY, page=0)
    found = around.of_category(draft.category)
    if name != "starter" or not 0 <= number < len(found):
        raise BadInput(TAP)
    chosen = found[number]
    return _onward(replace(draft, title=chosen.title, text=chosen.long, short=chosen.short))


def _words(draft: Draft, heard: Heard, _around: Around) -> Draft:
    title, _, text = heard.text.strip().partition("\n")
    title, text = title.strip(), text.strip()
    if not title:
        raise BadInput("请用文字发来：第一行是标题，从第二行起是正文。")
    if len(title) > LONGEST_TITLE:
        raise BadInput(f"第一行是标题，最多 {LONGEST_TITLE} 个字，16 个字以内最好读。请重新发。")
    return _onward(replace(draft, title=title, text=text, short=""))


def _text(draft: Draft, heard: Heard, _around: Around) -> Draft:
    if not heard.text.strip():
        raise BadInput("请用文字发来正文。")
    return _onward(replace(draft, text=heard.text.strip(), short=""))


def _picture(draft: Draft, heard: Heard, _around: Around) -> Draft:
    if heard.tap != "no-picture":
        raise BadInput("请把图片发过来，或者点“不用图片”。")
    return _onward(replace(draft, picture=None, picture_asked=True))


def _audience(draft: Draft, heard: Heard, around: Around) -> Draft:
    return _settled(choose_grids(draft, heard.tap, around))


def _tags(draft: Draft, heard: Heard, around: Around) -> Draft:
    return _settled(choose_tags(draft, heard.tap, around))


def _settled(draft: Draft) -> Draft:
    """Go on once an audience was settled on; else look on in the tree."""
    return _onward(draft) if draft.step is Step.PREVIEW else draft


def _when(draft: Draft, heard: Heard, around: Around) -> Draft:
    if heard.tap == "typed":
        return replace(draft, step=Step.MOMENT)
    if heard.text.strip():
        return _moment(draft, heard, around)
    tonight = evening(around)
    times = {"now": "now", "tomorrow": stored_time(morning(around))}
    if tonight is not None:
        times["tonight"] = stored_time(tonight)
    if heard.tap not in times:
        raise BadInput(TAP)
    return _onward(replace(draft, when=times[heard.tap]))


def _moment(draft: Draft, heard: Heard, around: Around) -> Draft:
    at = read_time(heard.text, now=around.now)
    return _onward(replace(draft, when=stored_time(at)))


def _reason(draft: Draft, heard: Heard, _around: Around) -> Draft:
    if not heard.text.strip():
        raise BadInput("请用文字写明理由，事后审核的人要看。")
    return _onward(replace(draft, reason=heard.text.strip()))


def _preview(draft: Draft, heard: Heard, _around: Around) -> Draft:
    name, _, part = heard.tap.partition(":")
    if name != "change":
        raise BadInput(TAP)
    return change(draft, part)


_STEPS: dict[Step, Callable[[Draft, Heard, Around], Draft]] = {
    Step.WAY: _way,
    Step.CATEGORY: _category,
    Step.STARTER: _starter,
    Step.WORDS: _words,
    Step.TEXT: _text,
    Step.PICTURE: _picture,
    Step.AUDIENCE: _audience,
    Step.TAGS: _tags,
    Step.WHEN: _when,
    Step.MOMENT: _moment,
    Step.REASON: _reason,
    Step.PREVIEW: _preview,
}
