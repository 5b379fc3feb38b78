"""Services by topic, links on posters, and who works where somebody lives."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from mailings import grid
from telegram_chat import Telegram
from telegram_town import telegram_town

from bot.channels.telegram.residents.deep_links import Opens, Target, address, read_start
from bot.channels.telegram.residents.menus import guide
from bot.guide_menu import topics
from jobs.places.workers import add_worker, assign

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def telegram(tmp_path_factory) -> Iterator[Telegram]:
    with telegram_town(tmp_path_factory.mktemp("menus")) as telegram:
        yield telegram


@pytest.fixture
def resident(telegram, request):
    return telegram.private(request.node.name[:40])


def test_services_by_topic_lead_to_a_card_with_what_to_bring(resident):
    resident.says("办事")
    menu = resident.hears("想办哪一类事？")
    resident.taps("婚姻户籍")
    resident.shows(menu, "想办哪一件？")
    resident.sees_buttons("结婚登记", "下一页", "返回")
    resident.taps("下一页")
    resident.sees_buttons("上一页")
    resident.taps("上一页")
    resident.sees_buttons("结婚登记")
    resident.taps("结婚登记")
    resident.shows(menu, "要带", "双方身份证", "到哪里")
    assert "怎么办" not in menu.text
    resident.taps("看全部")
    resident.shows(menu, "怎么办", "两个人一起到场", "注意")
    resident.taps("只看要带什么")
    resident.sees_buttons("看全部")
    resident.taps("返回")
    resident.shows(menu, "想办哪一件？")
    resident.taps("返回")
    resident.shows(menu, "想办哪一类事？")


def test_every_guide_fits_on_a_screen_of_telegram(telegram):
    index, day = telegram.town.knowledge.index, telegram.town.today()
    for topic in topics(index, on=day):
        for document in topic.guides:
            for full in (False, True):
                shown = guide(document, index, on=day, full=full)
                assert len(re.sub("<[^>]+>", "", shown.html)) < 1_500, document.title


def test_a_link_on_a_poster_opens_an_answer(resident, telegram):
    index, day = telegram.town.knowledge.index, telegram.town.today()
    document = index.phrase("离婚冷静期是多久", on=day)
    resident.opens(address("mingbai_bot", Target(Opens.FAQ, str(document.id))))
    resident.hears("30天")


def test_a_link_on_a_poster_opens_a_guide(resident, telegram):
    index, day = telegram.town.knowledge.index, telegram.town.today()
    number = topics(index, on=day)[0].guides[0].id
    resident.opens(address("mingbai_bot", Target(Opens.GUIDE, str(number))))
    resident.hears("要带")


def test_a_link_on_a_poster_opens_a_grid_with_its_worker(resident, telegram):
    with telegram.town.database.writing() as session:
        place = grid(session, "城关镇", "东关村", "第一网格")
        worker = add_worker(session, "王梅", by="小王", now=NOW)
        assign(session, worker.id, grid=place, by="小王", now=NOW)
    resident.opens(address("mingbai_bot", Target(Opens.GRID, str(place))))
    resident.hears("城关镇 / 东关村 / 第一网格", "网格员：王梅")
    resident.sees_buttons("收这里的通知")


@pytest.mark.parametrize("payload", ["faq_999999999", "guide_0", "ans_nothing-there"])
def test_a_link_to_what_is_gone_says_so(resident, payload):
    resident.says(f"/start {payload}")
    assert resident.hears().text in (
        "这条内容已经撤下了，您可以直接问我。",
        "这次问答的记录已经清除，请再问一次。",
    )


@pytest.mark.parametrize("payload", ["", "x", "faq_", "faq_12a", "grid_-1", "ans_", "a" * 65])
def test_a_strange_link_opens_the_first_screen(payload):
    assert read_start(payload) is None


def test_who_sends_where_they_are_chooses_their_grid_and_learns_who_works_there(resident, telegram):
    with telegram.town.database.writing() as session:
        place = grid(session, "城关镇", "西关村")
        worker = add_worker(session, "李强", by="小王", now=NOW)
        assign(session, worker.id, grid=place, by="小王", now=NOW)
    resident.sends(location={"latitude": 30.1, "longitude": 103.2})
    resident.hears("请在下面选")
    resident.taps("西关村")
    resident.hears("网格员：李强")


def test_who_said_where_they_live_learns_at_once_who_works_there(resident, telegram):
    with telegram.town.database.writing() as session:
        place = grid(session, "城关镇", "南关村")
        worker = add_worker(session, "赵敏", by="小王", now=NOW)
        assign(session, worker.id, grid=place, by="小王", now=NOW)
    resident.says(f"/start grid_{place}")
    resident.taps("收这里的通知")
    resident.hears("您在城关镇 / 南关村")
    resident.sends(location={"latitude": 30.1, "longitude": 103.2})
    resident.hears("南关村", "网格员：赵敏")
