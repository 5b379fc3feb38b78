"""Forwards: what a worker copies into WeChat groups, and who still has to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.console.pages import Pages, Shown, Went
from bot.console.visit import Visit
from bot.people import Role, allow
from jobs.delivery.deliveries import Delivery
from jobs.forward.forwarding import confirm
from jobs.forward.listing import unforwarded
from jobs.forward.packs import Pack, waiting
from jobs.places.groups import Group
from knowledge.errors import NotFound

MOST = 100  # lines of one list
NOT_YOURS = "这条通知不用您转发，可能已经取消、过期，或者换了人负责。"

pages = Pages()


@dataclass(frozen=True, slots=True)
class Bundle:
    """The groups of one worker that read the same words of the same notice."""

    title: str
    text: str
    urgent: bool
    picture: bool
    packs: Sequence[Pack]

    @property
    def open(self) -> int:
        """How many groups have it not yet."""
        return sum(pack.done_at is None for pack in self.packs)


@pages.show("/notices/forwards", role=Role.WORKER)
def forwards(visit: Visit) -> Shown:
    """Show what waits to be forwarded: one's own, and for staff everybody's."""
    duties, left = unforwarded(visit.session, now=visit.now)
    staff = visit.at_least(Role.DRAFTER)
    others = [duty for duty in duties if duty.worker != visit.person.worker_id] if staff else []
    own = bundles(_packs(visit))
    return Shown(
        "console/notices/forwards.html",
        own=own,
        open=sum(bundle.open for bundle in own),
        others=others,
        left=left if staff else [],
        most=MOST,
    )


@pages.act("/notices/forwards/{delivery:int}/confirm", role=Role.WORKER, again=None)
def confirm_forward(visit: Visit, delivery: int) -> Went:
    """Note that a notice is in a group: by its worker, or by staff who were told so."""
    name = allow(visit.session, visit.person.name, Role.WORKER)
    own = {pack.delivery for pack in _packs(visit)}
    if not visit.at_least(Role.DRAFTER) and delivery not in own:
        raise NotFound(NOT_YOURS)
    done = confirm(visit.session, delivery, by=name, now=visit.now)
    row = visit.session.get_one(Delivery, delivery)
    group = visit.session.get_one(Group, row.group_id)
    said = f"记下了，“{group.name}”已经转发。"
    return Went(
        "/notices/forwards", said=said if done.new else f"{done.by}已经确认过“{group.name}”了。"
    )


def bundles(packs: Iterable[Pack]) -> list[Bundle]:
    """Put together the groups that read the same, those with something open first."""
    groups: dict[tuple[int, str], list[Pack]] = {}
    for pack in packs:
        groups.setdefault((pack.run, pack.text), []).append(pack)
    found = [
        Bundle(one[0].title, one[0].text, one[0].urgent, one[0].picture is not None, one)
        for one in groups.values()
    ]
    return sorted(found, key=lambda bundle: not bundle.open)


def _packs(visit: Visit) -> Sequence[Pack]:
    if visit.person.worker_id is None:
        return ()
    settings = visit.town.settings
    return waiting(
        visit.session,
        visit.person.worker_id,
        now=visit.now,
        town=settings.town_name,
        zone=settings.zone,
    )
