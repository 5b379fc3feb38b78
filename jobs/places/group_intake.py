"""Taking a list of groups in: what is new, what changed, and what cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from jobs.places.grids import Grid, hold_tree
from jobs.places.group_keeping import Change, Grids, put_group
from jobs.places.group_lists import cells_of, reason_of, shown
from jobs.places.groups import GroupFacts
from jobs.vault import Vault
from knowledge.drafts import Rejected
from knowledge.editions import Tally
from knowledge.errors import BadInput


@dataclass(slots=True)
class Intake:
    """What became of some rows of a list, and the names of the grids made for them."""

    tally: Tally = field(default_factory=Tally)
    rejected: list[Rejected] = field(default_factory=list)
    grids: list[str] = field(default_factory=list)


def take_in_groups(
    session: Session,
    rows: Sequence[tuple[int, GroupFacts]],
    *,
    vault: Vault,
    by: str,
    now: datetime,
) -> Intake:
    """Put rows of a list into the groups; one that cannot be changes nothing. Twice adds none."""
    hold_tree(session)
    intake, before = Intake(), set(session.scalars(select(col(Grid.id))))
    grids: Grids = {}
    for line, facts in rows:
        try:
            with session.begin_nested():
                change = put_group(session, facts, vault=vault, by=by, now=now, grids=grids)
        except BadInput as error:
            grids.clear()  # some of them may have gone with the row
            intake.rejected.append(Rejected(line, reason_of(error), shown(cells_of(facts))))
        else:
            intake.tally.add(
                Tally(
                    added=change is Change.ADDED,
                    changed=change is Change.CHANGED,
                    unchanged=change is Change.UNCHANGED,
                )
            )
    after = session.execute(select(col(Grid.id), col(Grid.name)).order_by(col(Grid.id)))
    intake.grids = [name for number, name in after if number not in before]
    intake.tally.rejected = len(intake.rejected)
    return intake
