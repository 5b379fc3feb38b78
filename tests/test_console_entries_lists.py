"""Lists of entries find by words, topic, state and days, and stay fluent when they are long."""

from dataclasses import replace
from datetime import date

import pytest
from builders import faq, faqs
from test_console_entries import CODE, LAMP, put

from bot.people import Role


@pytest.mark.parametrize(
    ("address", "there", "absent"),
    [
        ("/faq/list?q=路灯坏了", "路灯坏了找谁修理", "井盖丢了找谁"),
        ("/faq/list?topic=井盖", "井盖丢了找谁", "路灯坏了找谁修理"),
        ("/faq/list?q=找谁&state=draft", "井盖丢了找谁", "路灯坏了找谁修理"),
        ("/faq/list?soon=30", "冬天水管冻了找谁", "路灯坏了找谁修理"),
        ("/faq/list?soon=0", "没有符合条件的条目", "冬天水管冻了找谁"),
        ("/articles/list?topic=路灯法&q=三日内", "第十二条", "第一条"),
    ],
)
def test_lists_find_by_words_topic_state_and_days(console, address, there, absent):
    ends = replace(faq("冬天水管冻了找谁", "找水厂。"), valid_until=date(2026, 12, 10))
    put(console, faqs(LAMP, ends), CODE)
    lid = replace(faq("井盖丢了找谁", "找镇里。"), section="井盖")
    put(console, faqs(lid, title="井盖"), publish=False)
    page = console.visitor(Role.DRAFTER).get(address).text
    assert there in page
    assert absent not in page
