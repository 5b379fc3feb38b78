"""What the editor offers while somebody types: laws, articles, and entries that ask the same."""

from bot.citing import state
from bot.console.pages import Pages, Told
from bot.console.visit import Visit
from bot.people import Role
from knowledge.entry_likeness import like_entries
from knowledge.law_typing import offer_articles, offer_laws
from knowledge.validity import Standing

LONGEST = 200
MOST_SAYINGS = 12

pages = Pages()


@pages.show("/entries/laws", role=Role.DRAFTER)
def laws(visit: Visit) -> Told:
    """Give the laws that what was typed may mean, with a word on those that ended."""
    index, names = visit.town.knowledge.index, visit.town.knowledge.names
    found = offer_laws(visit.word("typed")[:LONGEST], index)
    return Told(
        [
            {
                "name": law,
                "note": "已经失效" if names.ended(law, on=visit.today) else "",
            }
            for law in found
        ]
    )


@pages.show("/entries/articles", role=Role.DRAFTER)
def articles(visit: Visit) -> Told:
    """Give articles of a law with their text and how they stand today."""
    law, typed = visit.word("law")[:LONGEST], visit.word("typed")[:LONGEST]
    found = offer_articles(law, typed, visit.town.knowledge.index, on=visit.today)
    return Told(
        [
            {
                "name": one.name,
                "text": one.document.text,
                "state": state(one.found),
                "good": one.found.standing is Standing.IN_FORCE,
            }
            for one in found
        ]
    )


@pages.show("/entries/like", role=Role.DRAFTER)
def like(visit: Visit) -> Told:
    """Give entries that ask what is being written already."""
    sayings = [said[:LONGEST] for said in visit.words("said")[:MOST_SAYINGS]]
    without = visit.number("without", 0) or 0
    index = visit.town.knowledge.index
    found = like_entries(visit.session, index, sayings, on=visit.today, without=without)
    return Told(
        [
            {
                "title": one.title,
                "same": one.same,
                "draft": one.draft,
                "path": visit.url(f"/entries/{one.id}"),
            }
            for one in found
        ]
    )
