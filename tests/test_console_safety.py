"""Attacks on the console: what strangers, foreign pages and thieves of cookies get: nothing."""

import re
from datetime import timedelta
from http.cookies import SimpleCookie

import httpx
from console_rights import ROUTES
from console_town import NAMES, console_town
from sqlmodel import func, select
from test_console_entering_pages import (
    OTHER,
    PASSWORD,
    give_factor,
    give_password,
    invited,
    is_in,
    log_in,
)

from bot.console.entering.sign_ins import SignIn
from bot.people import Role
from knowledge.audit import AuditRow

HTTPS = "https://pufa.example.cn"
FORM = {"current": PASSWORD, "password": OTHER, "again": OTHER}
FOREIGN: tuple[dict[str, str], ...] = (  # what a browser says of a page that is not ours
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"referer": "http://127.0.0.1/console/"},
    {},
)
ELSEWHERE = (
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "evil.example",
    " //evil.example",
    "/%0d%0aset-cookie:x=y\r\nset-cookie: x=y",
    "/me\\@evil.example",
)


def signed_in(console, role: Role = Role.DRAFTER):
    """Somebody who logged in by the form."""
    visitor = console.visitor(None)
    log_in(visitor, role)
    assert is_in(visitor)
    return visitor


def raw(visitor, method: str, path: str, **options) -> httpx.Response:
    """Send a request exactly as told, and go nowhere after it."""
    return visitor.client.request(method, f"/console{path}", follow_redirects=False, **options)


def counted(console) -> tuple[int, int]:
    """How many acts are on record, and how many are signed in."""
    with console.database.reading() as session:
        acts, here = (
            session.exec(select(func.count()).select_from(table)).one()
            for table in (AuditRow, SignIn)
        )
        return acts, here


# Pages of others that make the browser ask


def test_a_write_from_elsewhere_is_refused(console):
    give_password(console, Role.DRAFTER)
    visitor = signed_in(console)
    before, token = counted(console), visitor.client.cookies["starlette_admin_csrftoken"]
    for headers in FOREIGN:
        for path in ("/me/password", "/logout", "/login", "/me/places/end"):
            sent = headers | {"x-csrftoken": token}
            answer = raw(visitor, "POST", path, data=FORM | {"csrftoken": token}, headers=sent)
            assert answer.status_code == 403, (path, headers)
            assert "没有执行" in answer.text
    assert counted(console) == before
    assert is_in(visitor)


def test_a_write_without_this_browsers_own_mark_is_refused(console):
    give_password(console, Role.DRAFTER)
    visitor, thief = signed_in(console), console.visitor(None)
    thief.get("/login")
    anothers = thief.client.cookies["starlette_admin_csrftoken"]
    before, headers = counted(console), {"sec-fetch-site": "same-origin"}
    for path in ("/me/password", "/logout", "/me/places/end"):
        for token in ("", "x", anothers):
            sent = FORM | {"csrftoken": token}
            assert raw(visitor, "POST", path, data=sent, headers=headers).status_code == 403
    assert counted(console) == before


def test_looking_changes_nothing(console):
    give_password(console, Role.ADMINISTRATOR)
    path, visitor = invited(console, Role.REVIEWER), signed_in(console, Role.ADMINISTRATOR)
    before = counted(console)
    for route in ROUTES:
        if route.method == "GET" and "{" not in route.path:
            visitor.get(route.path)
    for opened in (path, "/logout", "/me/places/end", "/me/places/1/end", "/me/second-factor/off"):
        visitor.get(opened)
    assert counted(console) == before
    assert is_in(visitor)


# Cookies


def test_a_token_chosen_by_somebody_else_is_never_signed_in(console):
    give_password(console, Role.DRAFTER)
    victim, thief = console.visitor(None), console.visitor(None)
    victim.client.cookies.set("mingbai", "chosen-by-a-thief")
    log_in(victim, Role.DRAFTER)
    given = [cookie.value for cookie in victim.client.cookies.jar if cookie.name == "mingbai"]
    assert [token for token in given if token != "chosen-by-a-thief"]
    thief.client.cookies.set("mingbai", "chosen-by-a-thief")
    assert not is_in(thief)


def test_every_login_gives_another_token_and_ends_the_one_before(console):
    give_password(console, Role.DRAFTER)
    visitor, thief = signed_in(console), console.visitor(None)
    before = visitor.client.cookies["mingbai"]
    log_in(visitor, Role.DRAFTER)
    assert visitor.client.cookies["mingbai"] != before
    thief.client.cookies.set("mingbai", before)
    assert not is_in(thief)


def test_a_stolen_cookie_is_worth_nothing_after_the_password_was_changed(console):
    give_password(console, Role.DRAFTER)
    visitor, thief = signed_in(console), console.visitor(None)
    thief.client.cookies.set("mingbai", visitor.client.cookies["mingbai"])
    assert is_in(thief)
    visitor.post("/me/password", FORM)
    assert is_in(visitor)
    assert not is_in(thief)


def test_a_thief_of_a_cookie_cannot_guess_the_password_with_it(console):
    give_password(console, Role.DRAFTER)
    thief = signed_in(console)
    answers = [thief.post("/me/password", FORM | {"current": f"guess{n}"}) for n in range(6)]
    assert ["再试" in answer.text for answer in answers][-1]
    assert "再试" in thief.post("/me/password", FORM).text


def test_a_code_that_was_seen_over_the_shoulder_is_used_up(console):
    give_password(console, Role.DRAFTER)
    phone, _ = give_factor(console, Role.DRAFTER)
    console.at(console.now + timedelta(minutes=2))
    code = phone.at(console.now)
    owner, thief = console.visitor(None), console.visitor(None)
    for visitor, gets_in in ((owner, True), (thief, False)):
        page = log_in(visitor, Role.DRAFTER)
        sealed = re.search(r'name="sealed" value="([^"]*)"', page.text)[1]
        visitor.post("/login/code", {"sealed": sealed, "code": code})
        assert is_in(visitor) is gets_in


def test_the_password_alone_lets_nobody_in_who_has_a_second_factor(console):
    give_password(console, Role.DRAFTER)
    give_factor(console, Role.DRAFTER)
    visitor = console.visitor(None)
    page = log_in(visitor, Role.DRAFTER)
    assert "mingbai" not in visitor.client.cookies
    sealed = re.search(r'name="sealed" value="([^"]*)"', page.text)[1]
    for forged in ("", sealed[:-4] + "AAAA", sealed[::-1]):
        visitor.post("/login/code", {"sealed": forged, "code": "000000"})
    assert not is_in(visitor)


def login_cookies(console, **headers: str) -> dict[str, str]:
    """The cookies that a login sets, each with its attributes."""
    visitor = console.visitor(None)
    visitor.client.headers.update(headers)
    first = raw(visitor, "GET", "/login")
    mark = SimpleCookie(first.headers.get_list("set-cookie")[0])["starlette_admin_csrftoken"].value
    answer = raw(
        visitor,
        "POST",
        "/login",
        data={"name": NAMES[Role.DRAFTER], "password": PASSWORD, "csrftoken": mark},
        headers={
            "sec-fetch-site": "same-origin",
            "cookie": f"starlette_admin_csrftoken={mark}",
        },
    )
    assert answer.status_code == 303
    every = [*first.headers.get_list("set-cookie"), *answer.headers.get_list("set-cookie")]
    return {line.partition("=")[0]: line.partition(";")[2].lower() for line in every} | {
        "token": re.search(r"mingbai=([^;]*)", "\n".join(every))[1]
    }


def test_behind_https_the_cookie_is_bound_to_this_host_and_to_https(town_template, tmp_path):
    with console_town(town_template, tmp_path / "https", public_url=HTTPS) as console:
        give_password(console, Role.DRAFTER)
        cookies = login_cookies(console, **{"x-forwarded-proto": "https"})
        attributes = cookies["__Host-mingbai"]
        for wanted in ("httponly", "samesite=lax", "secure", "path=/"):
            assert wanted in attributes
        assert "domain" not in attributes
        assert "max-age" not in attributes
        assert "expires" not in attributes
        assert "mingbai" not in cookies
        assert "secure" in cookies["starlette_admin_csrftoken"]
        planted = console.visitor(None)  # a neighbouring host can plant a cookie of another name
        planted.client.headers["cookie"] = f"mingbai={cookies['token']}"
        assert raw(planted, "GET", "/me").status_code == 303
        planted.client.headers["cookie"] = f"__Host-mingbai={cookies['token']}"
        assert raw(planted, "GET", "/me").status_code == 200


def test_without_https_the_cookie_is_kept_from_scripts_and_other_sites(console):
    give_password(console, Role.DRAFTER)
    cookies = login_cookies(console)
    attributes = cookies["mingbai"]
    for wanted in ("httponly", "samesite=lax", "path=/"):
        assert wanted in attributes
    assert "secure" not in attributes
    assert "domain" not in attributes
    assert "__Host-mingbai" not in cookies


# Addresses


def test_a_login_leads_nowhere_outside(console):
    give_password(console, Role.DRAFTER)
    visitor = console.visitor(None)
    for wanted in ELSEWHERE:
        page = visitor.get("/login", params={"next": wanted}).text
        assert 'name="next" value="/"' in page, wanted
        mark = visitor.client.cookies["starlette_admin_csrftoken"]
        answer = raw(
            visitor,
            "POST",
            "/login",
            data={"name": NAMES[Role.DRAFTER], "password": PASSWORD, "next": wanted},
            headers={"sec-fetch-site": "same-origin", "x-csrftoken": mark},
        )
        assert answer.headers["location"] == "/console/", wanted
        again = raw(visitor, "GET", "/login", params={"next": wanted})
        assert again.headers["location"] == "/console/", wanted
        visitor.post("/logout")


def test_below_a_path_of_a_proxy_a_login_stays_below_it(town_template, tmp_path):
    address = f"{HTTPS}/mb"
    with console_town(town_template, tmp_path / "below", public_url=address) as console:
        visitor = console.visitor(None)
        page = raw(visitor, "GET", "/login")
        assert 'action="/mb/console/login"' in page.text
        assert raw(visitor, "GET", "/me").headers["location"].startswith("/mb/console/login?next=")


def test_no_link_form_or_redirect_follows_a_host_that_a_stranger_names(console):
    give_password(console, Role.DRAFTER)
    visitor, path = signed_in(console), invited(console, Role.REVIEWER)
    strange = {"host": "evil.example", "x-forwarded-host": "evil.example"}
    for headers in (strange, {"forwarded": "host=evil.example"}):
        for opened in ("/", "/me", "/login", "/nothing-here", "/me/second-factor", path):
            answer = raw(visitor, "GET", opened, headers=headers)
            led = re.findall(
                r"""<(?:a|form|button)\b[^>]*(?:href|action)=["']([^"']*)""", answer.text
            )
            assert "evil" not in "".join(led) + repr(answer.headers), opened


def test_a_name_with_markup_in_it_is_shown_as_text(console):
    visitor = console.visitor(None)
    name = "<script>alert(1)</script>\"'><img src=x>"
    page = visitor.post("/login", {"name": name, "password": "x", "next": f"/{name}"}).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page


# Headers


def policy(answer: httpx.Response) -> dict[str, list[str]]:
    """What a page may load."""
    parts = [part.split() for part in answer.headers["content-security-policy"].split(";")]
    return {words[0]: words[1:] for words in parts if words}


def test_every_page_is_guarded(console):
    drafter, stranger = console.visitor(Role.DRAFTER), console.visitor(None)
    for path in ("/me", "/me/password", "/me/second-factor", "/join/x", "/nothing-here"):
        check_guarded(raw(drafter, "GET", path), strict=path != "/nothing-here")
    check_guarded(raw(stranger, "GET", "/login"))


def check_guarded(answer: httpx.Response, *, strict: bool = True) -> None:
    """Fail on an answer that would let a browser do too much."""
    allowed = policy(answer)
    assert allowed["default-src"] == ["'self'"]
    assert allowed["frame-ancestors"] == allowed["base-uri"] == allowed["object-src"] == ["'none'"]
    assert allowed["form-action"] == ["'self'"]
    assert not [one for one in allowed["script-src"] if "unsafe" in one or "http" in one]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers.get_list("cache-control") == ["no-store"]
    if strict:
        assert not [one for one in allowed["style-src"] if "unsafe" in one]
        assert not re.search(r"<[^>]+\son\w+=|<[^>]+\sstyle=|javascript:", answer.text)
        for tag in re.findall(r"<(?:script|style)\b[^>]*>", answer.text):
            assert "nonce=" in tag


def test_a_nonce_is_never_used_twice(console):
    visitor = console.visitor(None)
    first, second = (policy(visitor.get("/login"))["script-src"] for _ in range(2))
    assert first != second


def test_nothing_of_the_console_is_kept_by_a_browser_or_a_proxy(console):
    stranger, drafter = console.visitor(None), console.visitor(Role.DRAFTER)
    answers = [raw(drafter, "GET", "/me"), raw(stranger, "GET", "/me"), raw(stranger, "GET", "/")]
    answers += [raw(drafter, "POST", "/logout"), raw(drafter, "GET", "/nothing-here")]
    for answer in answers:
        assert answer.headers.get_list("cache-control") == ["no-store"]
    static = raw(stranger, "GET", "/static/console.css")
    assert static.headers["cache-control"] == "private, max-age=3600"
    assert "set-cookie" not in static.headers
