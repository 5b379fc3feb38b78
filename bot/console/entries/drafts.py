"""Drafts that wait to be handed in: what imports and the starter's corrections left there."""

from collections.abc import Sequence

from bot.console.entries.looks import Look, look_of
from bot.console.entries.reviewing import batch_said
from bot.console.pages import Pages, Shown, Went
from bot.console.visit import Visit
from bot.entry_rights import may_write
from bot.people import Role
from knowledge.entry_batches import hand_in_many
from knowledge.entry_queues import Heap, draft_heaps, drafts_of
from knowledge.entry_standing import OUTRUN, stands
from knowledge.errors import NotAllowed
from knowledge.starter_files import EDITION

PER_PAGE = 50

pages = Pages()


@pages.show("/entries/drafts", role=Role.DRAFTER)
def drafts_page(visit: Visit) -> Shown:
    """Show the drafts of one source; which sources there are stands at the top."""
    return _page(visit, draft_heaps(visit.session), visit.number("source", 0) or 0)


@pages.show("/entries/corrections", role=Role.DRAFTER)
def corrections_page(visit: Visit) -> Shown:
    """Show the corrections that came with a newer starter."""
    heaps = [heap for heap in draft_heaps(visit.session) if heap.edition == EDITION]
    return _page(visit, heaps, visit.number("source", 0) or 0, starter=True)


@pages.act("/entries/drafts/submit", role=Role.DRAFTER, again=drafts_page)
def submit_many(visit: Visit) -> Went:
    """Hand those that were ticked, or all of a source, in for review."""
    by, source = may_write(visit.session, visit.person.name), visit.number("source", 0) or 0
    chosen = [int(word) for word in visit.words("entry") if word.isdigit()]
    if visit.word("all"):
        chosen = [entry.id or 0 for entry in drafts_of(visit.session, source)]
        if visit.number("count") != len(chosen):
            raise NotAllowed(OUTRUN)
    batch = hand_in_many(visit.session, chosen, by=by, now=visit.now)
    said = batch_said(batch).replace("办好", "已经送审")
    home = "/entries/corrections" if visit.word("starter") else "/entries/drafts"
    return Went(f"{home}?source={source}", said=said, loud=bool(batch.refused))


def _page(visit: Visit, heaps: Sequence[Heap], source: int, *, starter: bool = False) -> Shown:
    heap = next((one for one in heaps if one.id == source), heaps[0] if heaps else None)
    return Shown(
        "console/entries/drafts.html",
        heaps=heaps,
        heap=heap,
        looks=_looks(visit, heap) if heap else [],
        starter=starter,
    )


def _looks(visit: Visit, heap: Heap) -> list[Look]:
    rows = drafts_of(visit.session, heap.id, most=PER_PAGE)
    needed = visit.town.settings.review_steps
    return [look_of(visit, one) for one in stands(visit.session, rows, steps_needed=needed)]
