"""One entry: what residents see, how it stands, what it rests on, and what it said before."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from bot.console.entries.acts import allowed_acts
from bot.console.entries.looks import Look, look_at, next_said
from bot.console.pages import Pages, Shown, Went
from bot.console.visit import Visit
from bot.entry_rights import may_decline, may_send_back, may_step, may_withdraw, may_write
from bot.people import Role
from knowledge.catalogue import Document
from knowledge.difference import Change, changes
from knowledge.drafts import Kind
from knowledge.entry_keeping import restore
from knowledge.entry_review import decline, hand_in, pass_step, send_back, withdraw
from knowledge.entry_standing import Stand, stand
from knowledge.entry_tables import EntryStep
from knowledge.entry_wordings import Wording, wording, wordings
from knowledge.errors import BadInput
from knowledge.law_typing import citing

MOST_STEPS = 200

pages = Pages()


@dataclass(frozen=True, slots=True)
class Past:
    """One revision in the history of an entry, with the steps of its reviews."""

    wording: Wording
    steps: tuple[EntryStep, ...]


@pages.show("/entries/{entry:int}", role=Role.DRAFTER)
def entry_page(visit: Visit, entry: int) -> Shown:
    """Show one entry."""
    look = look_at(visit, entry)
    return Shown(
        "console/entries/entry.html",
        look=look,
        next=next_said(look, visit),
        acts=allowed_acts(visit.session, look.stand, visit.person),
        citing=_citing(visit, look),
        history=_history(visit, look.stand),
    )


@pages.show("/entries/{entry:int}/changes", role=Role.DRAFTER)
def changes_page(visit: Visit, entry: int) -> Shown:
    """Show what changed between two revisions; by default what the newest changed."""
    look = look_at(visit, entry)
    latest = look.stand.entry.latest
    to = visit.number("to", latest) or latest
    since = visit.number("from", max(to - 1, 1)) or 1
    if since > to:
        since, to = to, since
    before = wording(visit.session, look.stand.entry, since)
    after = wording(visit.session, look.stand.entry, to)
    return Shown(
        "console/entries/changes.html",
        look=look,
        before=before,
        after=after,
        found=_found(before, after),
        numbers=list(range(1, latest + 1)),
        acts=allowed_acts(visit.session, look.stand, visit.person),
    )


@pages.act("/entries/{entry:int}/submit", role=Role.DRAFTER, again=entry_page)
def submit(visit: Visit, entry: int) -> Went:
    """Hand the newest wording in for review."""
    name = may_write(visit.session, visit.person.name)
    hand_in(visit.session, entry, by=name, now=visit.now, seen=seen(visit))
    return Went(f"/entries/{entry}", said="已经送审，通过以后才回答居民。")


@pages.act("/entries/{entry:int}/pass", role=Role.REVIEWER, again=entry_page)
def take(visit: Visit, entry: int) -> Went:
    """Take the next step of its review."""
    needed = visit.town.settings.review_steps
    name = may_step(visit.session, visit.person.name, _stand(visit, entry))
    last = pass_step(
        visit.session,
        entry,
        by=name,
        now=visit.now,
        steps_needed=needed,
        remark=visit.word("remark"),
        seen=seen(visit),
    )
    said = "已经发布，一秒钟内开始回答居民。" if last else "这一步已经通过。"
    return Went(_onward(visit, entry), said=said)


@pages.act("/entries/{entry:int}/back", role=Role.REVIEWER, again=entry_page)
def give_back(visit: Visit, entry: int) -> Went:
    """Send it back with a remark."""
    name = may_send_back(visit.session, visit.person.name)
    remark, now = visit.word("remark"), visit.now
    send_back(visit.session, entry, by=name, now=now, remark=remark, seen=seen(visit))
    return Went(_onward(visit, entry), said="已经退回，起草人会看到您的意见。")


@pages.act("/entries/{entry:int}/withdraw", role=Role.REVIEWER, again=entry_page)
def take_down(visit: Visit, entry: int) -> Went:
    """Let it answer no more."""
    name = may_withdraw(visit.session, visit.person.name)
    withdraw(visit.session, entry, by=name, now=visit.now, reason=visit.word("reason"))
    return Went(f"/entries/{entry}", said="已经撤下，一秒钟内不再回答居民。")


@pages.act("/entries/{entry:int}/decline", role=Role.DRAFTER, again=entry_page)
def put_aside(visit: Visit, entry: int) -> Went:
    """Put the newest draft aside."""
    name = may_decline(visit.session, visit.person.name, _stand(visit, entry))
    reason, now = visit.word("reason"), visit.now
    decline(visit.session, entry, by=name, now=now, reason=reason, seen=seen(visit))
    return Went(_onward(visit, entry), said="这一稿不采用，已经收起；历史里还能找到。")


@pages.act("/entries/{entry:int}/restore", role=Role.DRAFTER, again=entry_page)
def bring_back(visit: Visit, entry: int) -> Went:
    """Make an old wording the newest draft."""
    name, number = may_write(visit.session, visit.person.name), visit.number("number")
    base = visit.number("base")
    if number is None or base is None:
        raise BadInput("请选一稿再恢复。")
    restore(visit.session, entry, number, by=name, now=visit.now, base=base)
    return Went(f"/entries/{entry}", said=f"第 {number} 稿已经恢复成新的草稿，送审通过后生效。")


def seen(visit: Visit) -> tuple[int, int] | None:
    """Give how the entry stood when the person saw it: its revision and the steps taken."""
    revision, steps = visit.number("revision"), visit.number("steps")
    return None if revision is None or steps is None else (revision, steps)


def _stand(visit: Visit, entry: int) -> Stand:
    return stand(visit.session, entry, steps_needed=visit.town.settings.review_steps)


def _onward(visit: Visit, entry: int) -> str:
    """Go on with the queue for whoever came from it."""
    return "/entries/review" if visit.word("queue") else f"/entries/{entry}"


def _found(before: Wording, after: Wording) -> list[Change]:
    return changes(before.draft, after.draft)


def _citing(visit: Visit, look: Look) -> list[Document]:
    if Kind(look.stand.entry.kind) is not Kind.ARTICLE:
        return []
    return citing(look.source.title, look.stand.entry.key, visit.town.knowledge.index)


def _history(visit: Visit, one: Stand) -> list[Past]:
    rows = visit.session.scalars(
        select(EntryStep)
        .where(col(EntryStep.entry_id) == one.id)
        .order_by(col(EntryStep.id).desc())
        .limit(MOST_STEPS)
    ).all()
    return [
        Past(text, tuple(step for step in reversed(rows) if step.revision == text.number))
        for text in wordings(visit.session, one.entry)
    ]
