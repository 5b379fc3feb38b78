"""Letting a change hold in this process as soon as it is kept; others see it by themselves."""

from sqlalchemy import event

from bot.console.visit import Visit


def at_once(visit: Visit) -> None:
    """Have the town take in its choices when the transaction of this visit is through."""
    town = visit.town
    event.listen(visit.session, "after_commit", lambda _session: town.take_in_choices(), once=True)
