"""Questions that staff have found right answers to, with the articles these rest on."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from jobs.records.gaps import spoken
from jobs.records.verdicts import CheckedAnswer, Grade
from knowledge.drafts import Kind
from knowledge.tables import Entry, Revision
from knowledge.wording import bare


@dataclass(frozen=True, slots=True)
class RightAnswer:
    """A question, without personal numbers, and the articles that answer it."""

    question: str
    articles: tuple[str, ...]


def right_answers(session: Session) -> list[RightAnswer]:
    """Give every question once that is known to be answered by articles, oldest verdict first.

    The newest verdict on a question counts; answers that rest on no article are left out.
    """
    found: dict[str, tuple[str, int]] = {}
    for question, entry in session.execute(
        select(col(CheckedAnswer.question), col(CheckedAnswer.right_entry_id))
        .where(col(CheckedAnswer.right_entry_id).is_not(None))
        .where(col(CheckedAnswer.grade) != Grade.SETTLED)
        .order_by(col(CheckedAnswer.made_at), col(CheckedAnswer.id))
    ):
        found[bare(spoken(question))] = spoken(question).strip(), entry
    named = _articles(session, {entry for _question, entry in found.values()})
    return list(_with_articles(found, named))


def right_lines(session: Session) -> tuple[bytes, int]:
    """Give them as lines that `mingbai eval` reads, and how many there are."""
    rows = [
        {"question": one.question, "gold_names": one.articles} for one in right_answers(session)
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return lines.encode(), len(rows)


def _with_articles(
    found: dict[str, tuple[str, int]], named: dict[int, tuple[str, ...]]
) -> Iterator[RightAnswer]:
    for key, (question, entry) in found.items():
        if key and named.get(entry):
            yield RightAnswer(question, named[entry])


def _articles(session: Session, entries: set[int]) -> dict[int, tuple[str, ...]]:
    """Name what each entry rests on: an article itself, all others what they cite."""
    wanted = sorted(entries)
    found: dict[int, tuple[str, ...]] = {}
    for at in range(0, len(wanted), 500):
        rows = session.execute(
            select(col(Entry.id), col(Entry.kind), col(Revision.title), col(Revision.citations))
            .join(Revision, col(Revision.entry_id) == Entry.id)
            .where(col(Entry.id).in_(wanted[at : at + 500]))
            .where(col(Revision.number) == Entry.latest)
        )
        for entry, kind, title, citations in rows:
            cited = tuple(law + article for law, article in citations if article)
            found[entry or 0] = (title,) if kind == Kind.ARTICLE else cited
    return found
