"""Who is to take the next step of which notice: each is written to once, with what was found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.flows.handing_in import findings_said, timing_said
from bot.people import Role
from bot.staff_chats import Person, people_in
from bot.telling import Told, first_to_tell
from jobs.delivery.sending import TAP
from jobs.figures.figure_names import CATEGORIES
from jobs.forward.letters import write_to_chat
from jobs.places.audience import count, describe, parse_audience
from jobs.writing.checks import Standards
from jobs.writing.notice_facts import facts_of
from jobs.writing.notices import Notice, NoticeState, list_notices
from jobs.writing.reviewing import awaits_review_afterwards, list_afterwards, review_of
from knowledge.errors import BadInput
from knowledge.review import Review
from knowledge.starter_notices import Category

WHOLE = 1_500  # characters that are read in the letter itself
LAST = "这是最后一步：您通过以后，就按时发出。"
LOOK, PASS, BACK = "看群里的样子", "通过", "退回"


@dataclass(frozen=True, slots=True)
class Call:
    """One person who is to take one step of one notice."""

    key: str
    group: int
    notice: int


def calls(session: Session, channel: str, *, steps_needed: int) -> list[Call]:
    """Give those who were not written to yet."""
    people = people_in(session, channel, at_least=Role.REVIEWER)
    waiting = [*list_notices(session, NoticeState.REVIEW), *list_afterwards(session)]
    found = [
        call
        for notice in waiting
        for call in _of_notice(session, notice, people, steps_needed=steps_needed)
    ]
    keys = [call.key for call in found]
    told = set(session.exec(select(Told.key).where(col(Told.key).in_(keys))))
    return [call for call in found if call.key not in told]


def write_call(
    session: Session,
    call: Call,
    standards: Standards,
    *,
    steps_needed: int,
    now: datetime,
) -> None:
    """Write to one person, unless that was done."""
    if not first_to_tell(session, call.key, now=now):
        return
    notice = session.get_one(Notice, call.notice)
    review = review_of(session, notice, steps_needed=steps_needed)
    goes_out = review.next_is_last and not awaits_review_afterwards(notice)
    last = [LAST] if goes_out else []
    whole = ["", notice.text] if len(notice.text) <= WHOLE else []
    write_to_chat(
        session,
        call.group,
        title=_title(notice, review.next_step),
        text="\n".join([*about_lines(session, notice, standards, now=now), *last, *whole]),
        now=now,
        buttons=_buttons(notice),
    )


def may_take(person: Person, review: Review) -> bool:
    """Whether a person may take the next step: by their role, and as somebody new to it."""
    role = Role.PUBLISHER if review.next_is_last else Role.REVIEWER
    return person.may(role) and person.name not in (*review.writers, *review.passed)


def about_lines(
    session: Session, notice: Notice, standards: Standards, *, now: datetime
) -> Iterator[str]:
    """Say who wrote it, whom it is for and when, and what the checks find."""
    facts = facts_of(notice)
    yield f"“{notice.title}”（{CATEGORIES[Category(notice.category)]}，{notice.drafted_by}起草）"
    if notice.emergency_reason:
        yield f"紧急理由：{notice.emergency_reason}"
    try:
        audience = parse_audience(notice.audience)
        yield f"发给：{describe(session, audience)}（现有 {count(session, audience)} 个群）"
        yield f"时间：{timing_said(facts, standards)}"
    except BadInput as error:
        yield str(error)
    yield from findings_said(session, facts, standards, now=now, own=notice.id)


def _of_notice(
    session: Session, notice: Notice, people: Sequence[Person], *, steps_needed: int
) -> Iterator[Call]:
    review = review_of(session, notice, steps_needed=steps_needed)
    stage = f"{notice.id}:{notice.version}:{len(review.passed)}"
    for person in people:
        if may_take(person, review):
            yield Call(f"review:{stage}:{person.staff}", person.group, notice.id or 0)


def _title(notice: Notice, step: str) -> str:
    if awaits_review_afterwards(notice):
        return f"紧急通知已经发出，请您事后{step}"
    return f"有一条通知等您{step}"


def _buttons(notice: Notice) -> list[tuple[str, str]]:
    look = (LOOK, f"{TAP}s:n:open:{notice.id}")
    if len(notice.text) > WHOLE:  # nobody passes what they could not read
        return [look]
    number = f"{notice.id}:{notice.changes}"
    return [(PASS, f"{TAP}s:n:ok:{number}"), (BACK, f"{TAP}s:n:back:{number}"), look]
