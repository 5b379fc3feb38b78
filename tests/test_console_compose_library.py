"""The library of templates in the console."""

from datetime import date

import clocks
import pytest
from console_town import ConsoleTown

from bot.console.notices.sources import next_span
from bot.people import Role


@pytest.fixture
def drafter(console: ConsoleTown):
    return console.visitor(Role.DRAFTER)


def test_the_library_is_searched_by_words_kind_and_occasion(drafter):
    page = drafter.get("/notices/library").text
    assert "162 条范本" in page
    assert page.index("国家宪法日") < page.index("国际禁毒日")  # what comes soon is first
    assert "假公检法来电马上挂" in drafter.get("/notices/library?q=公检法").text
    found = drafter.get("/notices/library?category=fraud&q=刷单").text
    assert "刷单先垫钱就是骗" in found
    assert "讨薪" not in found
    assert "/console/notices/new?starter=fraud-brush" in found
    assert "国家宪法日：2026年12月4日" in drafter.get("/notices/library?when=国家宪法日").text
    assert "没有找到这样的范本" in drafter.get("/notices/library?q=没有的词").text


@pytest.mark.parametrize(
    ("rule", "first", "last"),
    [
        ("12月4日", "2026-12-04", "2026-12-04"),
        ("11月", "2026-11-01", "2026-11-30"),
        ("11月1日到除夕", "2026-11-01", "2027-02-05"),
        ("2月29日", "2028-02-29", "2028-02-29"),  # most years have no such day
    ],
)
def test_a_template_says_when_its_day_comes_next(rule, first, last):
    entry = clocks.CALENDAR[0].model_copy(update={"when": rule, "dates": {}})
    assert next_span(entry, date(2026, 11, 25)) == (
        date.fromisoformat(first),
        date.fromisoformat(last),
    )
