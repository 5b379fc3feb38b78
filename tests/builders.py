"""Small sources to take in, and a town's knowledge made of them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from bot.conversation import Knowledge, answer
from bot.messages import Reply
from knowledge.database import Database
from knowledge.drafts import Citation, Draft, Kind, Parsed, SourceFacts
from knowledge.editions import Tally, take_in
from knowledge.index import Index
from knowledge.law_names import LawNames
from knowledge.numerals import article_name, parse_article
from knowledge.starter_files import load_law_names
from knowledge.terms import Splitter

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def faq(
    question: str, answer: str, *phrases: str, but: Iterable[str] = (), key: str = "", law: str = ""
) -> Draft:
    """A question of residents; `but` are questions that only look like it."""
    cited = (Citation(*law.split(" ")),) if law else ()
    return Draft(
        Kind.FAQ,
        key or question,
        question,
        answer,
        phrases=phrases,
        negatives=tuple(but),
        citations=cited,
    )


def faqs(*drafts: Draft, title: str = "常见问题") -> Parsed:
    """A list of questions as one source."""
    return Parsed(SourceFacts(title, "faq"), drafts)


def law(
    title: str, articles: dict[str, str], *, since: date | None = None, edition: str = ""
) -> Parsed:
    """One edition of a law; articles are named 3 or 120-1."""
    facts = SourceFacts(title, "law", edition or str(since or ""), in_force_from=since)
    return Parsed(facts, tuple(_article(facts, name, text) for name, text in articles.items()))


def put(database: Database, *sources: Parsed, publish: bool = True, by: str = "小王") -> Tally:
    """Take sources in, each in its own transaction, and count them together."""
    total = Tally()
    for source in sources:
        with database.writing() as session:
            total.add(take_in(session, source, by=by, now=NOW, publish=publish))
    return total


def index_of(database: Database, *sources: Parsed, publish: bool = True) -> Index:
    """An index over these sources."""
    put(database, *sources, publish=publish)
    index = Index(Splitter())
    index.refresh(database)
    return index


def knowledge_of(index: Index) -> Knowledge:
    """What a town answers from: an index, and the names of laws that everybody uses."""
    names = load_law_names()
    return Knowledge(index, LawNames(names.aliases, names.replaced), town="城关镇")


def ask(knowledge: Knowledge, question: str, *, on: date = TODAY) -> Reply:
    """What a resident is told."""
    return answer(question, knowledge, on=on)


def _article(facts: SourceFacts, name: str, text: str) -> Draft:
    number, sub = parse_article(name if "-" in name else f"{name}条")
    return Draft(
        Kind.ARTICLE,
        article_name(number, sub),
        facts.title + article_name(number, sub),
        text,
        fields={"number": str(number), "sub": str(sub), "law": facts.title},
        valid_from=facts.in_force_from,
    )
