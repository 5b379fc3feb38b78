"""One entry as its page shows it: its wordings, how they stand, what they rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.citing import citations
from bot.console.entries.rows import KINDS, STATES
from bot.console.visit import Visit
from bot.messages import Cited
from knowledge.catalogue import Document
from knowledge.difference import Change, changes
from knowledge.drafts import ASKED, Kind
from knowledge.entry_documents import document_of
from knowledge.entry_faults import Fault, faults_of
from knowledge.entry_standing import Stand, stand
from knowledge.entry_tables import EntryState
from knowledge.entry_wordings import Wording, wording
from knowledge.index import Index
from knowledge.tables import Source
from knowledge.validity import checked_on


@dataclass(frozen=True, slots=True)
class Look:
    """An entry, its newest wording and, where that is another, the one that answers."""

    stand: Stand
    source: Source
    newest: Wording
    answering: Wording | None
    document: Document
    cited: tuple[Cited, ...]
    faults: Sequence[Fault]

    @property
    def id(self) -> int:
        """The entry's number."""
        return self.stand.id

    @property
    def title(self) -> str:
        """What it is called."""
        return self.newest.draft.title

    @property
    def kind(self) -> str:
        """What it is, in Chinese."""
        return KINDS[Kind(self.stand.entry.kind)]

    @property
    def written(self) -> bool:
        """Whether staff write it: a question or a guide."""
        return Kind(self.stand.entry.kind) in ASKED

    @property
    def checked_on(self) -> date | None:
        """The day its newest wording was last compared with the law it cites."""
        return checked_on(self.document)

    @property
    def state(self) -> tuple[str, str]:
        """How its newest wording stands, in words and a colour."""
        return STATES[self.stand.state]

    @property
    def changes(self) -> list[Change]:
        """What the newest wording changes of what answers; nothing where nothing answers."""
        if self.answering is None or self.answering.number == self.newest.number:
            return []
        return changes(self.answering.draft, self.newest.draft)


def look_at(visit: Visit, entry_id: int) -> Look:
    """Gather what there is to see of an entry."""
    needed = visit.town.settings.review_steps
    return look_of(visit, stand(visit.session, entry_id, steps_needed=needed))


def look_of(visit: Visit, one: Stand) -> Look:
    """Gather what there is to see of an entry whose standing is known."""
    session, entry = visit.session, one.entry
    newest = wording(session, entry, entry.latest)
    answering = newest if entry.published == entry.latest else None
    if answering is None and entry.published:
        answering = wording(session, entry, entry.published)
    document, index = document_of(session, entry, newest), visit.town.knowledge.index
    return Look(
        one,
        session.get_one(Source, entry.source_id),
        newest,
        answering,
        document,
        _cited(document, index, on=visit.today),
        _faults(visit, document),
    )


def silent_because(look: Look, index: Index, *, on: date) -> str:
    """Say why what is published does not answer today; nothing if it does."""
    entry = look.stand.entry
    if entry.published is None:
        return ""
    if not look.written:
        return _text_silent_because(look, on=on)
    if entry.valid_until and entry.valid_until <= on:
        return "有效期已经过了，现在不回答居民。请核对内容，改好有效期再送审。"
    if entry.valid_from and entry.valid_from > on:
        return "还没有到开始的日子，到那一天自动开始回答。"
    if index.stopping and entry.id in index.resting_on_gone(on=on):
        return "引用的法律已经失效，现在不回答居民。请改引现行条文，再送审。"
    return ""


def _text_silent_because(look: Look, *, on: date) -> str:
    """Say the same of the text of a law or report, which nobody here can change."""
    entry = look.stand.entry
    if entry.valid_until and entry.valid_until <= on:
        return "这个文本已经失效，不再用来回答居民；有新文本请导入。"
    if entry.valid_from and entry.valid_from > on:
        return "这个文本还没有施行，到那一天自动开始用来回答。"
    return ""


def _cited(document: Document, index: Index, *, on: date) -> tuple[Cited, ...]:
    """Name what an entry rests on, but not itself."""
    found = citations(document, "", index, on=on)
    return found[1:] if document.kind in (Kind.GUIDE, Kind.PASSAGE) else found


def _faults(visit: Visit, document: Document) -> Sequence[Fault]:
    if document.kind not in ASKED:
        return []
    knowledge = visit.town.knowledge
    return faults_of(document, knowledge.index, knowledge.hotlines, on=visit.today)


def next_said(look: Look, visit: Visit) -> str:
    """Say in one sentence what happens next with an entry, and who is to do it."""
    one, answers = look.stand, look.answering is not None
    if one.state is EntryState.REVIEW:
        turn = f"等{one.review.next_step}"
        kept = f"居民现在看到的还是第 {one.entry.published} 稿。" if answers else ""
        left = one.review.needed - len(one.review.passed) - 1
        last = f"通过后还要再审 {left} 步。" if left else "这是最后一步，通过就发布。"
        return f"{turn}：看看内容、依据对不对，{last}{kept}"
    if one.state is EntryState.DRAFT:
        return _draft_said(look)
    reason = one.standing.reason if one.standing else ""
    if one.state is EntryState.WITHDRAWN:
        return f"已经撤下，不回答居民（原因：{reason}）。改好或者重新送审，通过后才恢复。"
    silent = silent_because(look, visit.town.knowledge.index, on=visit.today)
    if one.state is EntryState.DECLINED:
        kept = f"仍按第 {one.entry.published} 稿回答居民。" if answers else "这一条没有在回答。"
        return f"第 {one.entry.latest} 稿不采用（原因：{reason}）。{silent or kept}"
    if silent:
        return silent
    if look.faults:
        return f"正在回答居民，但有 {len(look.faults)} 处要核对，见下面。"
    return "正在回答居民，现在不用做什么。"


def _draft_said(look: Look) -> str:
    one = look.stand
    kept = f"居民现在看到的还是第 {one.entry.published} 稿。" if look.answering else ""
    if one.sent_back:
        back = one.sent_back
        return f"{back.by}退回了这一稿：“{back.remark}”。请改好再送审。{kept}"
    if kept:
        return f"第 {one.entry.latest} 稿还是草稿，审核通过才替换。看过没有问题就送审。{kept}"
    return "还是草稿，没有回答居民。看过没有问题就送审。"
