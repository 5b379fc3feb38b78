"""Administrators set words, limits, numbers and names of laws, which hold at once."""

import re
from html import unescape

import pytest
from console_browser import check_accessible
from console_town import ConsoleTown

from bot.messages import Incoming
from bot.people import Role
from bot.town_settings import kept_settings
from bot.town_tables import TownHotline, TownLawName

WORDS = {
    "town_name": "东风镇",
    "greeting": "欢迎来〔镇名〕问法。",
    "standing": "普法信息，不代替律师意见，咨询 12348",
    "goodbye": "慢走。",
}
POLICE = {
    "number": "0900-1234567",
    "name": "镇派出所",
    "purpose": "办户口、办身份证",
    "hours": "工作日 9:00-17:00",
}


@pytest.fixture
def admin(console):
    return console.visitor(Role.ADMINISTRATOR)


def seen(page: str, part: str) -> str:
    form = re.search(rf'action="[^"]*/settings/{part}".*?</form>', page, re.DOTALL)[0]
    return re.search(r'name="seen" value="([^"]*)"', form)[1]


def save(admin, part: str, values: dict, *, mark: str = ""):
    mark = mark or seen(admin.get("/settings").text, part)
    return admin.post(f"/settings/{part}", values | {"seen": mark})


def ask(console: ConsoleTown, text: str) -> str:
    return console.town.ask(Incoming("web", "here", text)).text


def test_words_of_our_own_hold_from_the_moment_they_are_saved(console, admin):
    page = save(admin, "words", WORDS)
    assert "“镇名和文字”已经保存，马上生效。" in page.text
    assert "东风镇" in ask(console, "你是谁")
    welcome = admin.client.get("/api/welcome").json()
    assert (welcome["town"], welcome["greeting"]) == ("东风镇", "欢迎来东风镇问法。")
    assert "欢迎来〔镇名〕问法。" in page.text
    assert "管大姐在 2026年11月25日 12:00 改过" in page.text


def test_what_is_refused_is_said_in_one_sentence_and_stands_as_it_was_typed(console, admin):
    page = save(admin, "words", WORDS | {"town_name": "镇" * 21, "standing": "仅供参考"})
    assert page.status_code == 422
    assert "镇名不能超过 20 个字" in page.text
    assert "欢迎来〔镇名〕问法。" in page.text
    assert "现在保存着的是：城关镇" in page.text
    with console.database.reading() as session:
        assert not kept_settings(session)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"answer_from": "30", "offer_from": "20"}, "直接回答的把握请写 50 到 95 的整数"),
        ({"answer_from": "很多", "offer_from": "20"}, "直接回答的把握请写 50 到 95 的整数"),
        ({"answer_from": "60", "offer_from": "65"}, "应比直接回答所要的把握低"),
    ],
)
def test_thresholds_are_whole_per_cents_in_order(admin, values, said):
    page = save(admin, "answers", values)
    assert page.status_code == 422
    assert said in page.text
    assert f'value="{values["answer_from"]}"' in page.text


def test_a_threshold_reaches_the_search_at_once(console, admin):
    save(admin, "answers", {"answer_from": "90", "offer_from": "40"})
    index = console.town.knowledge.index
    assert (index.thresholds.answer, index.thresholds.offer, index.stopping) == (0.9, 0.4, False)


def test_limits_are_read_from_the_form_as_people_type_them(console, admin):
    notices = {"quiet_from": "21:30", "quiet_until": "07:30", "review_steps": "2"}
    save(admin, "notices", notices)
    save(admin, "safety", {"keep_days": "90", "require_second_factor": "yes"})
    settings = console.town.settings
    assert (settings.quiet_hours, settings.review_steps) == ("21:30-07:30", 2)
    assert settings.keep_days == 90
    assert settings.require_second_factor


def test_the_second_to_save_sees_what_the_first_one_did_and_loses_nothing(console, admin):
    mark = seen(admin.get("/settings").text, "words")
    save(admin, "words", WORDS | {"town_name": "西风镇"})
    page = save(admin, "words", WORDS | {"greeting": "我写的问候。"}, mark=mark)
    assert page.status_code == 403 or page.status_code == 422
    assert "管大姐刚刚改过这一部分" in page.text
    assert "我写的问候。" in page.text
    assert "现在保存着的是：西风镇（管大姐" in page.text
    again = save(
        admin, "words", WORDS | {"greeting": "我写的问候。"}, mark=seen(page.text, "words")
    )
    assert "已经保存" in again.text
    assert console.town.knowledge.words.greeting == "我写的问候。"


def test_defaults_come_back(console, admin):
    save(admin, "words", WORDS)
    page = admin.post("/settings/words/restore")
    assert "已经恢复默认" in page.text
    assert "城关镇" in ask(console, "你是谁")


def test_no_secret_stands_on_the_page_and_none_can_be_set(console, admin):
    page = admin.get("/settings").text
    assert console.town.settings.secret_key not in page
    assert admin.post("/settings/secret", {"secret_key": "x" * 40}).status_code in (404, 422)


def test_a_number_of_our_own_is_told_at_once_and_gone_at_once(console, admin):
    page = admin.post("/settings/hotlines/new", POLICE)
    assert "已添加 0900-1234567（镇派出所），居民马上就能问到。" in page.text
    assert "0900-1234567" in ask(console, "镇派出所电话是多少")
    assert "不再给居民看" in admin.post("/settings/hotlines/0900-1234567/hide").text
    assert "0900-1234567" not in ask(console, "镇派出所电话是多少")
    admin.post("/settings/hotlines/0900-1234567/show")
    assert "0900-1234567" in ask(console, "镇派出所电话是多少")
    assert "0900-1234567 已经删掉。" in admin.post("/settings/hotlines/0900-1234567/drop").text
    with console.database.reading() as session:
        assert session.get(TownHotline, "0900-1234567") is None


def test_a_refused_number_keeps_what_was_typed(admin):
    page = admin.post("/settings/hotlines/new", POLICE | {"number": "一二三"})
    assert page.status_code == 422
    assert "电话号码只写数字" in page.text
    assert "办户口、办身份证" in page.text


def test_the_number_of_the_police_has_no_form_and_takes_no_post(admin):
    assert "<form" not in admin.get("/settings/hotlines/110").text.split("setting-part")[1]
    page = admin.post("/settings/hotlines/110/hide")
    assert "写在紧急提示和固定回答里，不能改，也不能隐藏" in page.text


def test_who_changes_a_number_second_sees_the_first_change(admin):
    admin.post("/settings/hotlines/new", POLICE)
    mark = re.search(
        r'name="seen" value="(\w+)"', admin.get("/settings/hotlines/0900-1234567").text
    )
    here = "/settings/hotlines/0900-1234567"
    admin.post(here, POLICE | {"hours": "全天", "seen": mark[1]})
    page = admin.post(here, POLICE | {"hours": "只有上午", "seen": mark[1]})
    assert "管大姐刚刚改过这个号码" in page.text
    assert "只有上午" in page.text
    assert "现在保存着的是：全天" in page.text


def test_a_name_of_a_law_is_known_at_once_and_says_what_is_not_yet(console, admin):
    page = admin.post("/settings/law-names", {"name": "打工人法", "law": "劳动合同法"})
    assert "“打工人法”就是《中华人民共和国劳动合同法》，马上认得。" in page.text
    assert "拼音缩写和按词检索要等下次重新启动才认得" in page.text
    assert "收录" in ask(console, "打工人法第十条")
    assert "这个叫法已经去掉" in admin.post("/settings/law-names/打工人法/remove").text
    with console.database.reading() as session:
        assert session.get(TownLawName, "打工人法") is None


def test_a_name_that_is_taken_is_refused_with_what_it_means(admin):
    page = admin.post("/settings/law-names", {"name": "消法", "law": "民法典"})
    assert page.status_code in (403, 422)
    assert "“消法”已经指《消费者权益保护法》" in page.text
    assert 'value="民法典"' in page.text


@pytest.mark.parametrize("said", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_what_is_typed_is_shown_as_text(admin, said):
    page = save(admin, "words", WORDS | {"goodbye": said}).text
    admin.post("/settings/hotlines/new", POLICE | {"name": said[:20]})
    for shown in (page, admin.get("/settings").text, admin.get("/settings/hotlines").text):
        assert said not in shown
        assert said[:20] not in shown
    assert said in unescape(page)


def test_every_change_has_words_in_the_record_of_acts(admin):
    save(admin, "words", WORDS)
    admin.post("/settings/hotlines/new", POLICE)
    admin.post("/settings/law-names", {"name": "打工人法", "law": "劳动合同法"})
    record = admin.get("/ledger/list").text
    for named in ("镇名", "镇派出所", "打工人法"):
        assert named in record


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_an_administrator_sets_words_a_number_and_a_name_by_keyboard(console_browser, phone):
    page = console_browser(Role.ADMINISTRATOR, phone=phone)
    page.goto("settings")
    check_accessible(page)
    page.get_by_label("镇名", exact=True).fill("东风镇")
    page.keyboard.press("Enter")
    page.get_by_text("“镇名和文字”已经保存").wait_for()
    with page.expect_navigation():
        page.get_by_role("link", name="热线", exact=True).press("Enter")
    check_accessible(page)
    page.get_by_role("link", name="添加电话").press("Enter")
    for label, value in (("号码", "number"), ("名称", "name"), ("什么事可以打", "purpose")):
        page.get_by_label(label, exact=True).fill(POLICE[value])
    check_accessible(page)
    page.keyboard.press("Enter")
    page.get_by_text("居民马上就能问到").wait_for()
    page.get_by_role("link", name="法律的叫法").press("Enter")
    page.get_by_label("居民的叫法").fill("打工人法")
    page.get_by_label("是哪一部法律").fill("劳动合同法")
    page.keyboard.press("Enter")
    page.get_by_text("马上认得").first.wait_for()
    check_accessible(page)
