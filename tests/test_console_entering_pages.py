"""The pages for getting in and for one's own account, as people go through them."""

import re
from datetime import timedelta

import pyotp
import pytest
from console_browser import check_accessible
from console_town import NAMES, console_town

from bot.console.entering.accounts import has_administrator, set_password
from bot.console.entering.invitations import invite, invite_first
from bot.console.entering.second_factor import offer, turn_on
from bot.people import Role, find_staff
from bot.secret_key import open_vault

PASSWORD = "jiandao7shitou4bu"
OTHER = "puningmengde3yue"
WRONG = "姓名、密码或验证码不对"


def give_password(console, role: Role, password: str = PASSWORD) -> int:
    """Give the person of a role a password."""
    with console.database.writing() as session:
        person = find_staff(session, NAMES[role])
        set_password(session, person, password, town="城关镇", now=console.now)
        return person.id or 0


def give_factor(console, role: Role) -> tuple[pyotp.TOTP, list[str]]:
    """Give the person of a role a phone with codes."""
    vault, number = open_vault(console.town.settings), console.person(role).id
    offered = offer(NAMES[role], town="城关镇", vault=vault, staff_id=number)
    phone = pyotp.TOTP(offered.secret.replace(" ", ""))
    with console.database.writing() as session:
        code = phone.at(console.now)
        codes = turn_on(session, number, offered.sealed, code, vault=vault, now=console.now)
    return phone, codes


def invited(console, role: Role) -> str:
    """Invite the person of a role; give the path of the link."""
    with console.database.writing() as session:
        person = find_staff(session, NAMES[role])
        return f"/join/{invite(session, person.id or 0, by='管大姐', now=console.now)}"


def log_in(visitor, role: Role, password: str = PASSWORD, **more):
    """Log in by the form."""
    return visitor.post("/login", {"name": NAMES[role], "password": password, **more})


def is_in(visitor) -> bool:
    """Whether a visitor gets to see their account."""
    return "我的账户" in visitor.get("/me").text


def test_a_stranger_is_led_to_the_login_page_and_on_afterwards(console):
    give_password(console, Role.DRAFTER)
    visitor = console.visitor(None)
    page = visitor.get("/me/password")
    assert page.url.path == "/console/login"
    assert page.url.query == b"next=%2Fme%2Fpassword"
    inside = log_in(visitor, Role.DRAFTER, next="/me/password")
    assert inside.url.path == "/console/me/password"


def test_a_wrong_password_keeps_the_name_and_shows_no_password(console):
    give_password(console, Role.DRAFTER)
    visitor = console.visitor(None)
    page = log_in(visitor, Role.DRAFTER, "wrong-secret-words")
    assert page.status_code == 422
    assert WRONG in page.text
    assert NAMES[Role.DRAFTER] in page.text
    assert "wrong-secret-words" not in page.text
    assert not is_in(visitor)


def test_who_has_a_phone_with_codes_is_asked_for_one(console):
    give_password(console, Role.DRAFTER)
    phone, codes = give_factor(console, Role.DRAFTER)
    console.at(console.now + timedelta(minutes=2))
    visitor = console.visitor(None)
    page = log_in(visitor, Role.DRAFTER, next="/me")
    assert "输入验证码" in page.text
    assert not is_in(visitor)
    fields = dict(re.findall(r'name="(sealed|next)" value="([^"]*)"', page.text))
    again = visitor.post("/login/code", fields | {"code": "000000"})
    assert again.status_code == 422
    assert WRONG in again.text
    assert visitor.post("/login/code", fields | {"code": phone.at(console.now)}).url.path.endswith(
        "/me"
    )
    assert is_in(visitor)
    lost = console.visitor(None)
    page = log_in(lost, Role.DRAFTER)
    fields = dict(re.findall(r'name="(sealed|next)" value="([^"]*)"', page.text))
    lost.post("/login/code", fields | {"code": codes[0]})
    assert is_in(lost)


def test_who_waits_too_long_before_the_code_begins_anew(console):
    give_password(console, Role.DRAFTER)
    phone, _ = give_factor(console, Role.DRAFTER)
    visitor = console.visitor(None)
    page = log_in(visitor, Role.DRAFTER)
    sealed = re.search(r'name="sealed" value="([^"]*)"', page.text)[1]
    console.at(console.now + timedelta(minutes=6))
    page = visitor.post("/login/code", {"sealed": sealed, "code": phone.at(console.now)})
    assert page.status_code == 403
    assert "重新开始" in page.text
    assert 'id="password"' in page.text


def test_the_first_administrator_is_made_by_the_link_where_the_staff_is_empty(console):
    with console.database.writing() as session:
        for name in NAMES.values():
            find_staff(session, name).disabled = True
        token = invite_first(session, now=console.now)
    visitor = console.visitor(None)
    page = visitor.get(f"/join/{token}")
    assert "第一位管理员" in page.text
    assert 'id="name"' in page.text
    form = {"name": "周主任", "password": PASSWORD, "again": PASSWORD}
    assert visitor.post(f"/join/{token}", form | {"name": ""}).status_code == 422
    inside = visitor.post(f"/join/{token}", form)
    assert "密码已经设好" in inside.text
    with console.database.reading() as session:
        assert find_staff(session, "周主任").role == Role.ADMINISTRATOR
        assert has_administrator(session)
    assert visitor.get(f"/join/{token}").status_code == 404


def test_an_administrator_without_a_password_is_chosen_by_the_first_link(console):
    with console.database.writing() as session:
        token = invite_first(session, now=console.now)
    number = str(console.person(Role.ADMINISTRATOR).id)
    visitor = console.visitor(None)
    assert NAMES[Role.ADMINISTRATOR] in visitor.get(f"/join/{token}").text
    form = {"staff": number, "password": PASSWORD, "again": PASSWORD}
    for other in ("", "999", str(console.person(Role.DRAFTER).id)):
        refused = visitor.post(f"/join/{token}", form | {"staff": other})
        assert refused.status_code == 422
        assert "请选一下您是谁" in refused.text
    visitor.post(f"/join/{token}", form)
    assert NAMES[Role.ADMINISTRATOR] in visitor.get("/me").text


def test_the_first_link_is_void_once_an_administrator_has_a_password(console):
    with console.database.writing() as session:
        token = invite_first(session, now=console.now)
    give_password(console, Role.ADMINISTRATOR)
    visitor = console.visitor(None)
    form = {"name": "坏人", "password": PASSWORD, "again": PASSWORD}
    assert visitor.get(f"/join/{token}").status_code == 404
    assert visitor.post(f"/join/{token}", form).status_code == 404


def test_looking_at_a_link_does_not_use_it_up_but_using_it_does(console):
    path, visitor = invited(console, Role.REVIEWER), console.visitor(None)
    for _ in range(3):
        assert "沈审核，您好" in visitor.get(path).text
    form = {"password": PASSWORD, "again": PASSWORD}
    assert visitor.post(path, form | {"again": OTHER}).status_code == 422
    weak = visitor.post(path, {"password": "1234567890", "again": "1234567890"})
    assert "容易被猜到" in weak.text
    assert "密码已经设好" in visitor.post(path, form).text
    assert is_in(visitor)
    late = console.visitor(None)
    assert late.post(path, form).status_code == 404
    log_in(late, Role.REVIEWER)
    assert is_in(late)


def test_a_reset_password_does_not_pass_by_the_second_factor(console):
    give_password(console, Role.REVIEWER)
    give_factor(console, Role.REVIEWER)
    path, visitor = invited(console, Role.REVIEWER), console.visitor(None)
    page = visitor.post(path, {"password": OTHER, "again": OTHER})
    assert page.url.path == "/console/login"
    assert not is_in(visitor)


def test_a_changed_password_signs_out_everywhere_else(console):
    give_password(console, Role.DRAFTER)
    here, there = console.visitor(None), console.visitor(None)
    log_in(here, Role.DRAFTER)
    log_in(there, Role.DRAFTER)
    stolen = here.client.cookies["mingbai"]
    form = {"current": PASSWORD, "password": OTHER, "again": OTHER}
    assert here.post("/me/password", form | {"current": OTHER}).status_code == 422
    assert is_in(there)
    assert "密码已经改好" in here.post("/me/password", form).text
    assert is_in(here)
    assert here.client.cookies["mingbai"] != stolen
    assert not is_in(there)


def test_one_place_or_all_are_left_and_only_ones_own(console):
    here, there = console.visitor(Role.DRAFTER), console.visitor(Role.DRAFTER)
    other = console.visitor(Role.REVIEWER)
    page = here.get("/me").text
    numbers = re.findall(r"/me/places/(\d+)/end", page)
    assert len(numbers) == 2
    assert page.count("就是这里") == 1
    assert other.post(f"/me/places/{numbers[0]}/end").status_code == 404
    assert here.post(f"/me/places/{max(numbers, key=int)}/end").status_code == 200
    assert is_in(here)
    assert not is_in(there)
    third = console.visitor(Role.DRAFTER)
    here.post("/me/places/end")
    assert not is_in(here)
    assert not is_in(third)
    assert is_in(other)


def test_logging_out_ends_the_sign_in_and_not_only_the_cookie(console):
    visitor = console.visitor(Role.DRAFTER)
    token = visitor.client.cookies["mingbai"]
    page = visitor.post("/logout")
    assert "已退出登录" in page.text
    thief = console.visitor(None)
    thief.client.cookies.set("mingbai", token)
    assert not is_in(thief)


def test_codes_are_turned_on_and_off_and_made_anew(console):
    give_password(console, Role.DRAFTER)
    visitor = console.visitor(Role.DRAFTER)
    page = visitor.get("/me/second-factor").text
    sealed = re.search(r'name="sealed" value="([^"]*)"', page)[1]
    secret = re.search(r'class="secret-key">([^<]*)<', page)[1].replace(" ", "")
    wrong = visitor.post("/me/second-factor", {"sealed": sealed, "code": "000000"})
    assert wrong.status_code == 422
    assert secret in wrong.text.replace(" ", "")  # whoever scanned need not scan again
    code = pyotp.TOTP(secret).at(console.now)
    codes = visitor.post("/me/second-factor", {"sealed": sealed, "code": code})
    first = re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", codes.text)
    assert len(first) == 10
    assert visitor.post("/me/second-factor", {"sealed": sealed, "code": code}).status_code == 403
    anew = visitor.post("/me/second-factor/codes", {"current": PASSWORD}).text
    assert not set(first) & set(re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", anew))
    for path in ("/me/second-factor/codes", "/me/second-factor/off"):
        assert visitor.post(path, {"current": "wrong"}).status_code == 422
    assert "动态验证码已关闭" in visitor.post("/me/second-factor/off", {"current": PASSWORD}).text


def test_an_unreadable_offer_is_replaced_by_a_new_one(console):
    give_password(console, Role.DRAFTER)
    visitor = console.visitor(Role.DRAFTER)
    page = visitor.post("/me/second-factor", {"sealed": "x", "code": "000000"})
    assert page.status_code == 422
    assert 'class="secret-key"' in page.text


def test_where_it_is_required_an_administrator_sets_it_up_before_anything_else(
    town_template, tmp_path
):
    with console_town(town_template, tmp_path / "strict", require_second_factor=True) as console:
        give_password(console, Role.ADMINISTRATOR)
        boss, drafter = console.visitor(Role.ADMINISTRATOR), console.visitor(Role.DRAFTER)
        assert is_in(drafter)
        for path in ("/", "/me", "/me/password", "/staff"):
            assert boss.get(path).url.path == "/console/me/second-factor"
        refused = boss.get("/me", headers={"accept": "application/json"})
        assert (refused.status_code, refused.json()["detail"]) == (403, "请先设置动态验证码。")
        assert boss.post("/me/places/end").url.path == "/console/me/second-factor"
        give_factor(console, Role.ADMINISTRATOR)
        assert is_in(boss)
        kept = boss.post("/me/second-factor/off", {"current": PASSWORD})
        assert kept.status_code == 403
        assert "不能关闭" in kept.text


def test_a_sign_in_idles_out_but_not_while_it_is_used(console):
    visitor = console.visitor(Role.DRAFTER)
    for _ in range(4):
        console.at(console.now + timedelta(minutes=20))
        assert is_in(visitor)
    console.at(console.now + timedelta(minutes=31))
    assert visitor.get("/me").url.path == "/console/login"


def test_a_person_demoted_at_the_terminal_is_signed_out(console):
    from bot.people import change_staff

    visitor = console.visitor(Role.PUBLISHER)
    with console.database.writing() as session:
        change_staff(session, NAMES[Role.PUBLISHER], role=Role.DRAFTER, by="终端", now=console.now)
    assert not is_in(visitor)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_somebody_invited_gets_in_by_hand_in_a_browser(console, console_browser, phone):
    path = invited(console, Role.REVIEWER)
    page = console_browser(None, phone=phone)
    page.goto(path.lstrip("/"))
    check_accessible(page)
    page.keyboard.type(PASSWORD)  # the first field has the focus
    page.get_by_role("button", name="显示新密码").click()
    assert page.input_value("#password") == PASSWORD
    assert page.get_attribute("#password", "type") == "text"
    page.fill("#again", PASSWORD)
    with page.expect_navigation():
        page.press("#again", "Enter")
    page.goto("me")
    check_accessible(page)
    page.get_by_text("全部退出").first.click()
    page.get_by_role("button", name="全部退出").last.click()
    page.wait_for_url("**/login")
    page.fill("#name", NAMES[Role.REVIEWER])
    page.fill("#password", "not-this-one")
    page.press("#password", "Enter")
    page.wait_for_selector(".fault")
    check_accessible(page)
    page.keyboard.type(PASSWORD)  # the name is there, so the password has the focus
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_codes_are_set_up_and_used_in_a_browser(console, console_browser, phone):
    give_password(console, Role.DRAFTER)
    page = console_browser(Role.DRAFTER, phone=phone)
    page.goto("me/second-factor")
    check_accessible(page)
    assert page.locator(".qr svg").bounding_box()["width"] > 200
    page.click("summary:has-text('扫不了')")
    codes = pyotp.TOTP(page.inner_text(".secret-key").replace(" ", ""))
    page.fill("#code", codes.at(console.now))
    page.press("#code", "Enter")
    page.wait_for_selector(".codes")
    check_accessible(page)
    console.at(console.now + timedelta(minutes=2))
    door = console_browser(None, phone=phone)
    door.goto("login?next=/me")
    door.fill("#name", NAMES[Role.DRAFTER])
    door.fill("#password", PASSWORD)
    door.press("#password", "Enter")
    door.wait_for_selector("#code")
    check_accessible(door)
    door.keyboard.type(codes.at(console.now))
    door.keyboard.press("Enter")
    door.wait_for_url("**/me")
    door.goto("me/second-factor")
    check_accessible(door)
