"""The queue of a reviewer: one entry after the other, or many of one import at once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.console.entries.acts import allowed_acts
from bot.console.entries.looks import Look, look_of
from bot.console.pages import Pages, Shown, Went
from bot.console.visit import Visit
from bot.entry_rights import may_send_back, role_for
from bot.people import Role
from knowledge.entry_batches import Batch, pass_many
from knowledge.entry_queues import draft_heaps
from knowledge.entry_review import waiting_for
from knowledge.entry_standing import LARGEST, OUTRUN, Stand
from knowledge.errors import NotAllowed, NotFound
from knowledge.tables import Source

PER_PAGE = 50
SHOWN_REASONS = 3

pages = Pages()


@dataclass(frozen=True, slots=True)
class Group:
    """What waits for one person out of one source."""

    source: Source
    count: int
    last: bool


@pages.show("/entries/review", role=Role.REVIEWER)
def review_page(visit: Visit) -> Shown:
    """Show the first that waits for this person, and how many come after it."""
    waiting = waiting_here(visit)
    after = visit.number("after", 0) or 0
    order = [one.id for one in waiting]
    place = (order.index(after) + 1) % len(order) if after in order else 0
    look = look_of(visit, waiting[place]) if waiting else None
    return Shown(
        "console/entries/review.html",
        look=look,
        count=len(waiting),
        groups=_groups(visit, waiting),
        acts=allowed_acts(visit.session, look.stand, visit.person) if look else frozenset(),
        drafts=sum(heap.count for heap in draft_heaps(visit.session)),
    )


@pages.show("/entries/review/{source:int}", role=Role.REVIEWER)
def batch_page(visit: Visit, source: int) -> Shown:
    """Show what waits out of one import, to be passed at once."""
    row = _source(visit, source)
    waiting = _of(waiting_here(visit), source)
    looks: list[Look] = [look_of(visit, one) for one in waiting[:PER_PAGE]]
    return Shown(
        "console/entries/batch.html",
        source=row,
        looks=looks,
        count=len(waiting),
        last=bool(waiting) and all(one.review.next_is_last for one in waiting),
    )


@pages.act("/entries/review/{source:int}/pass", role=Role.REVIEWER, again=batch_page)
def pass_batch(visit: Visit, source: int) -> Went:
    """Take the next step of those that were ticked, or of all."""
    by = may_send_back(visit.session, visit.person.name)
    waiting = _of(waiting_here(visit), source)
    chosen = {int(word) for word in visit.words("entry") if word.isdigit()}
    if visit.word("all"):
        if visit.number("count") != len(waiting):
            raise NotAllowed(OUTRUN)
        chosen = {one.id for one in waiting}
    ids = [one.id for one in waiting if one.id in chosen]
    if len(ids) < len(chosen):
        raise NotAllowed(OUTRUN)
    batch = pass_many(
        visit.session,
        ids,
        by=by,
        now=visit.now,
        steps_needed=visit.town.settings.review_steps,
        may=lambda one: visit.at_least(role_for(one)),
    )
    left = len(waiting) - len(batch.done)
    path = f"/entries/review/{source}" if left else "/entries/review"
    return Went(path, said=batch_said(batch), loud=bool(batch.refused))


def waiting_here(visit: Visit) -> list[Stand]:
    """Give the entries whose next step is this person's to take."""
    return waiting_for(
        visit.session,
        visit.person.name,
        steps_needed=visit.town.settings.review_steps,
        reviews=True,
        publishes=visit.at_least(Role.PUBLISHER),
    )


def batch_said(batch: Batch) -> str:
    """Say what became of many entries at once."""
    published = f"，其中 {len(batch.published)} 条已经发布" if batch.published else ""
    said = f"办好 {len(batch.done)} 条{published}。"
    if batch.refused:
        reasons = list(dict.fromkeys(batch.refused.values()))[:SHOWN_REASONS]
        said += f"有 {len(batch.refused)} 条没有办：{''.join(reasons)}"
    return said


def _groups(visit: Visit, waiting: Sequence[Stand]) -> list[Group]:
    counts = Counter(one.entry.source_id for one in waiting)
    every = {one.entry.source_id: one for one in waiting}
    return [
        Group(visit.session.get_one(Source, source), count, every[source].review.next_is_last)
        for source, count in counts.most_common()
        if count > 1
    ]


def _source(visit: Visit, number: int) -> Source:
    row = visit.session.get(Source, number) if number <= LARGEST else None
    if row is None:
        raise NotFound("没有这次导入，可能是网址不完整。")
    return row


def _of(waiting: Sequence[Stand], source: int) -> list[Stand]:
    return [one for one in waiting if one.entry.source_id == source]
