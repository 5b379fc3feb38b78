"""The editor: a question or guide is written or rewritten, tried out and kept as a draft."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from bot.console.entries.looks import look_at
from bot.console.entries.rows import KINDS
from bot.console.entries.trials import Trial, try_out
from bot.console.entries.typed import shown_draft, typed_draft
from bot.console.pages import Answer, Pages, Shown, Told, Went
from bot.console.visit import Visit
from bot.entry_rights import may_write
from bot.messages import ReplyKind
from bot.people import Role
from jobs.records.closing import answered_by, wordings
from jobs.records.gaps import Gap, find_gap
from knowledge.difference import Change, changes
from knowledge.drafts import ASKED, Draft, Kind
from knowledge.entry_keeping import rewrite, write_new
from knowledge.entry_review import hand_in
from knowledge.entry_standing import find_entry
from knowledge.entry_wordings import Wording, wording, working
from knowledge.errors import BadInput, NotAllowed
from knowledge.tables import Entry, Revision

MOST_TOPICS = 300

pages = Pages()


@dataclass(frozen=True, slots=True)
class Conflict:
    """What somebody else saved meanwhile, and how that differs from what was typed."""

    theirs: Wording
    mine: Draft | None
    found: list[Change]


@pages.show("/entries/new", role=Role.DRAFTER)
def new_page(visit: Visit) -> Shown:
    """Show an empty editor, or one that begins with what residents asked."""
    gap = _gap(visit)
    return _editor(visit, _kind(visit), None, _begun(visit, gap), gap=gap)


@pages.act("/entries/new", role=Role.DRAFTER, again=new_page)
def write(visit: Visit) -> Went:
    """Keep a new entry as a draft; a gap it was written for is closed by it."""
    name, kind = may_write(visit.session, visit.person.name), _kind(visit)
    gap, draft = _gap(visit), typed_draft(visit, kind)
    remark = visit.word("remark")
    entry = write_new(visit.session, draft, by=name, now=visit.now, remark=remark)
    if gap is not None:
        answered_by(visit.session, gap.id or 0, entry_id=entry, by=name, now=visit.now)
    return _saved(visit, entry, name, key=f"new-{kind}" + (f"-{gap.id}" if gap else ""))


@pages.show("/entries/{entry:int}/edit", role=Role.DRAFTER)
def edit_page(visit: Visit, entry: int) -> Shown:
    """Show the editor with the wording that an edit starts from."""
    row = find_entry(visit.session, entry)
    kind = Kind(row.kind)
    if kind not in ASKED:
        raise NotAllowed("法律条文和报告照原文收录，不能改写；有新文本请导入。")
    kept = working(visit.session, row)
    conflict = _conflict(visit, row, kind)
    return _editor(visit, kind, row, shown_draft(kept.draft), conflict=conflict)


@pages.act("/entries/{entry:int}/edit", role=Role.DRAFTER, again=edit_page)
def save(visit: Visit, entry: int) -> Went:
    """Keep a newer wording; what is published goes on answering."""
    name = may_write(visit.session, visit.person.name)
    base, row = visit.number("base"), find_entry(visit.session, entry)
    if base is None:
        raise BadInput("这一页打开得太久了，请重新打开再存。")
    draft = typed_draft(visit, Kind(row.kind))
    remark, now = visit.word("remark"), visit.now
    rewrite(visit.session, entry, draft, by=name, now=now, base=base, remark=remark)
    return _saved(visit, entry, name, key=str(entry))


@pages.act("/entries/new/try", role=Role.DRAFTER, again=new_page)
def try_new(visit: Visit) -> Answer:
    """Ask a wording that was not saved yet."""
    kind = _kind(visit)
    trial = try_out(visit, None, typed_draft(visit, kind), visit.word("question"))
    if wants_value(visit):
        return Told(trial_value(trial))
    gap = _gap(visit)
    return _editor(visit, kind, None, _begun(visit, gap), gap=gap, trial=trial)


@pages.act("/entries/{entry:int}/try", role=Role.DRAFTER, again=edit_page)
def try_edit(visit: Visit, entry: int) -> Answer:
    """Ask a newer wording of an entry, as it stands in the editor."""
    row = find_entry(visit.session, entry)
    draft = typed_draft(visit, Kind(row.kind))
    trial = try_out(visit, entry, draft, visit.word("question"))
    if wants_value(visit):
        return Told(trial_value(trial))
    kept = shown_draft(working(visit.session, row).draft)
    return _editor(visit, Kind(row.kind), row, kept, trial=trial)


def wants_value(visit: Visit) -> bool:
    """Whether a script of ours asks."""
    return "application/json" in visit.request.headers.get("accept", "")


def trial_value(trial: Trial) -> dict[str, object]:
    """Write a trial down for the script that shows it."""
    answered = trial.reply.kind is not ReplyKind.CHOICES
    return {
        "said": trial.said,
        "good": trial.good,
        "text": trial.reply.text,
        "choices": [] if answered else [choice.label for choice in trial.reply.choices],
        "cited": [f"{cited.title}{cited.article}" for cited in trial.reply.citations],
        "faults": [str(fault.said) + "。" + fault.mend for fault in trial.faults],
    }


def _editor(
    visit: Visit,
    kind: Kind,
    row: Entry | None,
    kept: Mapping[str, str],
    *,
    gap: Gap | None = None,
    trial: Trial | None = None,
    conflict: Conflict | None = None,
) -> Shown:
    return Shown(
        "console/entries/edit.html",
        entry=row,
        look=look_at(visit, row.id or 0) if row else None,
        kind=kind,
        kind_said=KINDS[kind],
        guide=kind is Kind.GUIDE,
        kept=kept,
        gap=gap,
        trial=trial,
        conflict=conflict,
        topics=_topics(visit.session),
        embedded=visit.town.knowledge.index.embedding is not None,
        hotlines=visit.town.knowledge.hotlines,
    )


def _saved(visit: Visit, entry: int, name: str, *, key: str) -> Went:
    """Go to the entry's page; with the second button it is in review already."""
    if visit.word("then") != "submit":
        said = "已经存为草稿。看一看，没有问题就送审。"
        return Went(f"/entries/{entry}?saved={key}", said=said)
    row = find_entry(visit.session, entry)
    if row.published == row.latest:
        return Went(f"/entries/{entry}?saved={key}", said="内容没有变，不用送审。")
    hand_in(visit.session, entry, by=name, now=visit.now)
    return Went(f"/entries/{entry}?saved={key}", said="已经存好并送审，通过以后才回答居民。")


def _conflict(visit: Visit, row: Entry, kind: Kind) -> Conflict | None:
    """Show the other's wording beside what was typed, where somebody saved meanwhile."""
    base = visit.number("base") if visit.form else None
    if base is None or base == row.latest:
        return None
    theirs = wording(visit.session, row, row.latest)
    try:
        mine = typed_draft(visit, kind)
    except BadInput:
        return Conflict(theirs, None, [])
    return Conflict(theirs, mine, changes(theirs.draft, mine))


def _kind(visit: Visit) -> Kind:
    return Kind.GUIDE if visit.word("kind") == Kind.GUIDE else Kind.FAQ


def _gap(visit: Visit) -> Gap | None:
    number = visit.number("gap")
    return find_gap(visit.session, number) if number else None


def _begun(visit: Visit, gap: Gap | None) -> Mapping[str, str]:
    """Begin with what residents asked, without their numbers."""
    checked = visit.today.isoformat()
    if gap is None:
        return shown_draft(Draft(Kind.FAQ, "", "", "", fields={"checked_on": checked}))
    first, *others = wordings(visit.session, gap)
    begun = Draft(Kind.FAQ, "", first, "", phrases=tuple(others), fields={"checked_on": checked})
    return shown_draft(begun)


def _topics(session: Session) -> list[str]:
    newest = (col(Revision.entry_id) == col(Entry.id)) & (col(Revision.number) == col(Entry.latest))
    found = session.scalars(
        select(col(Revision.section))
        .join(Entry, newest)
        .where(col(Entry.kind).in_(ASKED), col(Revision.section) != "")
        .distinct()
        .limit(MOST_TOPICS)
    )
    return sorted(found)
