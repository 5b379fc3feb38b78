"""What a new town does first: its name, the people, the groups."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlmodel import Session, col

from bot.console.today.tasks import Task, Urgency
from bot.people import Staff
from bot.settings import Settings
from jobs.places.groups import Group

NAMELESS = Settings.model_fields["town_name"].default


def first_tasks(session: Session, settings: Settings) -> Iterator[Task]:
    """Give what an administrator has still to set up."""
    if settings.town_name == NAMELESS:
        yield _first("写上镇名", "回答和通知的落款都用它", "/settings")
    enabled = select(func.count()).select_from(Staff).where(col(Staff.disabled).is_(False))
    if (session.scalar(enabled) or 0) < 2:
        yield _first("把同事加进来", "写的人和审的人不能是同一个", "/staff/new")
    group = select(col(Group.id)).where(col(Group.private).is_(False)).limit(1)
    if session.scalars(group).first() is None:
        yield _first("把群加进来", "通知要有群才发得出去", "/groups/list")


def _first(title: str, said: str, path: str) -> Task:
    return Task(Urgency.SOON, title, said, 1, path, counted=False)
