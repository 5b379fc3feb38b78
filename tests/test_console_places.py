"""Groups and grids in the console: found, added, changed, closed, tested; the tree; the lists."""

from io import BytesIO

import mailings
import pytest
from console_browser import check_accessible
from console_town import ConsoleTown, console_town
from fakes.platforms import platforms
from python_calamine import CalamineWorkbook
from sqlmodel import select

from bot.people import Role
from jobs.delivery.deliveries import Delivery, State
from jobs.places.grids import Grid
from jobs.places.groups import Channel, Group
from knowledge.list_workbook import list_workbook

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
WEBHOOK = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
HEADS = ("名称", "渠道", "地址", "网格", "标签", "人数")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def group(console: ConsoleTown) -> int:
    """A group in the street that nobody of the five answers for."""
    with console.database.writing() as session:
        place = mailings.grid(session, mailings.TOWN, "西街")
        return mailings.group(session, "西街商户", place=place, lane="telegram")


def row(console: ConsoleTown, name: str) -> Group:
    """A group by name."""
    with console.database.reading() as session:
        return session.exec(select(Group).where(Group.name == name)).one()


def test_the_webhook_of_a_robot_never_comes_back(console: ConsoleTown):
    visitor = console.visitor(Role.ADMINISTRATOR)
    typed = {"name": "企微群", "address": WEBHOOK, "tags": "老人、商户", "members": "120"}
    refused = visitor.post("/groups/new/wecom", typed | {"members": "很多"})
    assert refused.status_code == 422
    assert 'value="企微群"' in refused.text
    assert KEY not in refused.text
    assert "“企微群”已添加。" in visitor.post("/groups/new/wecom", typed).text
    kept = row(console, "企微群")
    pages = [visitor.get(f"/groups/{kept.id}{end}").text for end in ("", "/edit")]
    pages += [visitor.get("/groups/list").text, visitor.get("/ledger/list").text]
    pages += [visitor.get("/groups/list.xlsx").content.decode("latin-1")]
    assert kept.address in pages[0]
    assert all(KEY not in page and kept.secret not in page for page in pages)


def test_a_worker_sees_the_groups_of_own_grids_and_no_other(console: ConsoleTown, group: int):
    with console.database.writing() as session:
        mailings.group(session, "东街邻里", place=mailings.grid(session, mailings.TOWN, "东街"))
    visitor = console.visitor(Role.WORKER)
    page = visitor.get("/groups/list").text
    assert "东街邻里" in page
    assert "西街" not in page
    assert "城关镇/东街" in page
    assert visitor.get(f"/groups/{group}").status_code == 404
    assert f"没有编号为 {group} 的群" in visitor.get(f"/groups/{group}").text


def test_a_group_is_closed_for_a_reason_opened_and_tested(console: ConsoleTown, group: int):
    visitor = console.visitor(Role.ADMINISTRATOR)
    assert "请写上停用这个群的原因" in visitor.post(f"/groups/{group}/close").text
    assert "“西街商户”已停用" in visitor.post(f"/groups/{group}/close", {"reason": "拆迁"}).text
    assert "拆迁" in visitor.get("/groups/list?standing=closed").text
    assert "先恢复再测试" in visitor.post(f"/groups/{group}/test").text
    assert "“西街商户”已恢复" in visitor.post(f"/groups/{group}/open").text
    assert "测试消息已交去发送" in visitor.post(f"/groups/{group}/test").text
    with console.database.reading() as session:
        waiting = session.exec(select(Delivery)).one()
        assert (waiting.group_id, waiting.state) == (group, State.PENDING)


def test_who_saves_second_sees_what_the_other_kept(console: ConsoleTown, group: int):
    visitor = console.visitor(Role.ADMINISTRATOR)
    seen = visitor.get(f"/groups/{group}/edit").text.partition('name="seen" value="')[2][:16]
    typed = {"name": "甲名", "address": "-100777", "seen": seen, "members": "30"}
    assert "已保存" in visitor.post(f"/groups/{group}/edit", typed).text
    page = visitor.post(f"/groups/{group}/edit", typed | {"name": "乙名"})
    assert page.status_code == 403
    assert "现在保存的是" in page.text
    assert "甲名" in page.text
    assert 'value="乙名"' in page.text
    assert row(console, "甲名").members == 30


def test_what_people_wrote_is_text_everywhere(console: ConsoleTown, group: int):
    hostile = "<script>alert(1)</script>"
    visitor = console.visitor(Role.ADMINISTRATOR)
    visitor.post("/groups/new/wechat", {"name": hostile, "tags": "<b>标签"})
    visitor.post("/grids", {"name": "<i>镇"})
    for path in ("/groups/list", "/groups/2", "/groups/2/edit", "/grids", "/ledger/list"):
        page = visitor.get(path).text
        assert hostile not in page
        assert "<i>镇" not in page


def test_a_list_is_looked_over_before_it_is_taken_in(console: ConsoleTown):
    visitor = console.visitor(Role.ADMINISTRATOR)
    rows = [
        ("南街邻里", "微信群", "", "城关镇/南街", "老人", 80),
        ("坏的", "飞鸽", "", "", "", None),
    ]
    files = {"file": ("名单.xlsx", list_workbook("群", HEADS, rows), EXCEL)}
    page = visitor.post("/groups/import", {"do": "look"}, files=files).text
    assert "名单.xlsx：将会" in page
    assert "不认识渠道“飞鸽”" in page
    with console.database.reading() as session:
        assert not session.exec(select(Group)).all()
        assert not session.exec(select(Grid).where(Grid.name == "南街")).all()
    assert "名单.xlsx：已经" in visitor.post("/groups/import", {"do": "import"}, files=files).text
    assert row(console, "南街邻里").members == 80
    sheet = visitor.get("/groups/list.xlsx").content
    found = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert found[1][:4] == ["南街邻里", "wechat", "", "城关镇/南街"]
    assert "请先选择名单文件" in visitor.post("/groups/import", {"do": "look"}).text


def test_the_tree_grows_is_renamed_moved_and_pruned(console: ConsoleTown):
    visitor = console.visitor(Role.ADMINISTRATOR)
    assert "已添加“李家村”" in visitor.post("/grids", {"name": "李家村"}).text
    with console.database.reading() as session:
        village = session.exec(select(Grid).where(Grid.name == "李家村")).one().id
        town = session.exec(select(Grid).where(Grid.name == "城关镇")).one().id
    assert "现在是 城关镇/李家村" in visitor.post(f"/grids/{village}/move", {"parent": town}).text
    assert "不能把" in visitor.post(f"/grids/{town}/move", {"parent": village}).text
    stale = visitor.post(f"/grids/{village}/rename", {"name": "张家村", "seen": "旧名"})
    assert "现在叫“李家村”" in stale.text
    renamed = visitor.post(f"/grids/{village}/rename", {"name": "张家村", "seen": "李家村"})
    assert "现在叫“张家村”" in renamed.text
    assert "已添加“一组”" in visitor.post(f"/grids/{village}/add", {"below": "一组"}).text
    assert "里还有下级网格" in visitor.post(f"/grids/{village}/remove").text
    with console.database.reading() as session:
        inner = session.exec(select(Grid).where(Grid.name == "一组")).one().id
    assert "已移除“一组”" in visitor.post(f"/grids/{inner}/remove").text
    drafter = console.visitor(Role.DRAFTER).get("/grids").text
    assert "张家村" in drafter
    assert f'href="/console/grids/{village}"' not in drafter


def test_the_code_of_a_grid_is_a_picture_to_print(town_template, tmp_path):
    with platforms() as fake:
        told = {"telegram_token": "700001:a-token", "telegram_api_base": fake.url}
        with console_town(town_template, tmp_path / "posters", **told) as console:
            visitor = console.visitor(Role.ADMINISTRATOR)
            assert "海报二维码" in visitor.get("/grids/2").text
            assert visitor.get("/grids/2/poster").content.startswith(b"\x89PNG")
            fake.answers("unauthorized")
            refused = visitor.get("/grids/2/poster")
    assert (refused.status_code, "a-token" in refused.text) == (422, False)


def test_without_telegram_there_is_no_code(console: ConsoleTown):
    visitor = console.visitor(Role.ADMINISTRATOR)
    assert "海报二维码" not in visitor.get("/grids/2").text
    assert "还没有接上 Telegram" in visitor.get("/grids/2/poster").text


@pytest.mark.parametrize("phone", [False, True])
def test_a_group_is_added_and_found_at_a_desk_and_on_a_phone(console, console_browser, phone):
    with console.database.writing() as session:
        mailings.group(session, "东街邻里", channel=Channel.WECHAT)
    page = console_browser(Role.ADMINISTRATOR, phone=phone)
    page.goto("groups/list")
    check_accessible(page)
    page.get_by_role("link", name="添加群").click()
    page.get_by_label("群的名称").fill("西街商户")
    page.get_by_label("网格", exact=True).select_option(label="城关镇/东街")
    check_accessible(page)
    page.get_by_role("button", name="保存").click()
    page.get_by_label("找群").fill("西街")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="西街商户").click()
    page.get_by_text("王网格").wait_for()
    check_accessible(page)
    page.goto("grids")
    check_accessible(page)
    page.get_by_role("link", name="东街").click()
    page.get_by_label("添加下级网格").fill("一组")
    check_accessible(page)
    page.get_by_label("添加下级网格").press("Enter")
    page.get_by_text("已添加“一组”").wait_for()
