"""A citation on the page says in words whether it holds, folded and unfolded alike."""

import pytest
from page_replies import ARTICLE, NOTE, always_reply, ask, opened, phone, reply
from playwright.sync_api import Browser, expect

HOLDS = ARTICLE | {"state": "2021年1月1日起施行，现行有效", "warning": False}
GONE = ARTICLE | {"state": "2026年8月15日起已被《生态环境法典》代替", "warning": True}


@pytest.mark.parametrize(("cited", "mark"), [(HOLDS, ""), (GONE, "doubtful")])
def test_a_citation_shows_its_mark_in_the_folded_line(browser: Browser, site: str, cited, mark):
    with phone(browser, site) as context:
        page = opened(context)
        always_reply(page, reply("answer", "是这样。", citations=[cited], note=NOTE))
        ask(page, "问一件事")
        source = page.locator("details").last
        expect(source.locator("summary")).to_contain_text(f"（{cited['state']}）")
        assert (source.get_attribute("class") or "") == mark
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
