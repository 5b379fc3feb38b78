"""What people here call laws, beside the names that the starter knows."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from bot.people import Role, allow
from bot.town_tables import TownLawName, count_change
from knowledge.audit import note
from knowledge.drafts import Kind
from knowledge.errors import BadInput, NotAllowed, NotFound
from knowledge.law_names import LawNames, short_name
from knowledge.starter_files import load_law_names
from knowledge.tables import Entry, Phrase, Revision, Source

SHORTEST, LONGEST = 2, 20
MOST_WORDINGS = 3  # entries in whose questions a name may stand before it is no name but a word


def own_law_names(session: Session) -> Sequence[TownLawName]:
    """Give the town's own names, by law and name."""
    order = (col(TownLawName.law), col(TownLawName.name))
    return session.exec(select(TownLawName).order_by(*order)).all()


def read_own_names(session: Session) -> Mapping[str, str]:
    """Give the law that each of the town's own names means."""
    return {row.name: row.law for row in own_law_names(session)}


def loaded_laws(session: Session) -> Mapping[str, str]:
    """Give the laws that are in, by their short names."""
    titles = session.exec(select(Source.title).where(Source.kind == "law").distinct())
    return {short_name(title): title for title in titles}


def add_law_name(session: Session, name: str, law: str, *, by: str, now: datetime) -> TownLawName:
    """Let a law go by one more name; a name never means two laws."""
    person = allow(session, by, Role.ADMINISTRATOR)
    fit, full = _fit(name), _known(session, law)
    _refuse_taken(session, fit, full)
    _refuse_common(session, fit)
    row = TownLawName(name=fit, law=full, by=person, at=now)
    session.add(row)
    session.flush()
    note(session, "add", f"law-name:{fit}", by=person, at=now, detail={"law": full})
    count_change(session)
    return row


def drop_law_name(session: Session, name: str, *, by: str, now: datetime) -> None:
    """Let a law go by one of the town's own names no more."""
    person, row = allow(session, by, Role.ADMINISTRATOR), session.get(TownLawName, name)
    if row is None:
        raise NotFound(f"没有“{name[:LONGEST]}”这个叫法，可能已经被别人删掉。")
    session.delete(row)
    session.flush()
    note(session, "remove", f"law-name:{name}", by=person, at=now, detail={"law": row.law})
    count_change(session)


def _fit(typed: str) -> str:
    name = short_name("".join(typed.split()))
    if not SHORTEST <= len(name) <= LONGEST:
        raise BadInput(f"叫法请写 {SHORTEST} 到 {LONGEST} 个字。")
    if not all("\u4e00" <= letter <= "\u9fff" for letter in name):
        raise BadInput("叫法只写汉字，不用书名号。")
    return name


def known_laws(session: Session) -> Mapping[str, str]:
    """Give every law that is in or has a name in the starter, by its short name."""
    named = {short_name(title): title for title in load_law_names().aliases.values()}
    return dict(loaded_laws(session)) | named


def starter_names() -> Mapping[str, Sequence[str]]:
    """Give the names that are known anyway, by the law's short name."""
    names: dict[str, list[str]] = {}
    for name, title in load_law_names().aliases.items():
        if name != short_name(title):
            names.setdefault(short_name(title), []).append(name)
    return names


def _known(session: Session, typed: str) -> str:
    """Give a law's title as it is known here, or raise `NotFound` with what is spelt like it."""
    starter, law = load_law_names(), short_name("".join(typed.split()))
    if not law:
        raise BadInput("请选是哪一部法律。")
    known = known_laws(session)
    law = short_name(starter.aliases.get(law, law))
    if law in known:
        return known[law]
    near = LawNames({}).nearest(law, dict.fromkeys(known, 0))
    hint = f"您要找的是不是《{'》《'.join(near)}》？" if near else "请先导入这部法律。"
    raise NotFound(f"这里没有《{law[:40]}》。{hint}")


def _refuse_taken(session: Session, name: str, law: str) -> None:
    starter, own = load_law_names(), session.get(TownLawName, name)
    means = own.law if own else starter.aliases.get(name) or loaded_laws(session).get(name, "")
    past = next((old for old in starter.replaced if name in (old.name, *old.aliases)), None)
    if past:
        raise NotAllowed(f"“{name}”是已经不再施行的法律《{short_name(past.name)}》的名字。")
    if means:
        same = short_name(means) == short_name(law)
        also = "不用再加" if same else "一个叫法只能指一部法律"
        raise NotAllowed(f"“{name}”已经指《{short_name(means)}》，{also}。")


def _refuse_common(session: Session, name: str) -> None:
    """A word that many questions hold would make questions for a law of all of them."""
    said = or_(col(Revision.title).contains(name), col(Phrase.text).contains(name))
    found = session.exec(
        select(Revision.title)
        .join(Entry, col(Entry.id) == col(Revision.entry_id))
        .outerjoin(Phrase, col(Phrase.revision_id) == col(Revision.id))
        .where(col(Entry.kind).in_((Kind.FAQ, Kind.GUIDE)), said)
        .where(col(Revision.number) == col(Entry.published))
        .distinct()
        .limit(MOST_WORDINGS + 1)
    ).all()
    if len(found) > MOST_WORDINGS:
        raise NotAllowed(f"“{name}”在许多问题里是普通的词（例如“{found[0]}”），不能当法律的叫法。")
