"""What waits in the room of knowledge for whoever reviews it."""

from collections.abc import Iterator

from sqlmodel import Session

from bot.console.today.notice_tasks import Desk
from bot.console.today.tasks import Task, Urgency
from bot.people import Role
from knowledge.entry_review import waiting_for


def entry_tasks(session: Session, desk: Desk) -> Iterator[Task]:
    """Give the entries whose next step a person may take."""
    person = desk.person
    if not person.at_least(Role.REVIEWER):
        return
    found = waiting_for(
        session,
        person.name,
        steps_needed=desk.steps_needed,
        reviews=True,
        publishes=person.at_least(Role.PUBLISHER),
    )
    path = f"/entries/{found[0].id}" if len(found) == 1 else "/entries/review"
    yield Task(Urgency.SOON, "条知识等您审核", "通过以后就能回答居民", len(found), path)
