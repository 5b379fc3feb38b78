"""Every route of the console, asked by every role, and by those who are not signed in."""

import pytest
from console_rights import LISTS, ROUTES, Route, rows_of_others
from console_town import ConsoleTown, Visitor, console_town

from bot.console.application import every_listing, every_page
from bot.people import Role, reaches

REFUSED = "这一页要"
SIGN_OUT = ("/logout", "/me/places/end")  # the same visitors go on to other pages


@pytest.fixture(scope="module")
def console(town_template, tmp_path_factory):
    with console_town(town_template, tmp_path_factory.mktemp("rights") / "data") as console:
        console.others = rows_of_others(console)
        yield console


@pytest.fixture(scope="module")
def visitors(console: ConsoleTown) -> dict[Role | None, Visitor]:
    return {role: console.visitor(role) for role in (None, *Role)}


def test_every_route_is_in_the_table_of_rights_and_the_table_names_no_other():
    built = {(page.method, page.path): page.least for page in every_page()}
    told = {(route.method, route.path): route.least for route in ROUTES}
    assert told == built


def test_every_list_is_in_the_table_of_rights():
    assert {listing.key: listing.least for listing in every_listing()} == LISTS


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_a_route_answers_the_roles_it_is_for_and_refuses_the_others(visitors, console, route):
    for role, visitor in visitors.items():
        if role is None or route.path in SIGN_OUT:
            continue
        response = ask(visitor, route, console.others)
        below = route.least is not None and not reaches(role, route.least)
        assert (REFUSED in response.text and response.status_code == 403) is below, role
        assert response.status_code != 500, role


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_nobody_gets_further_than_the_login_page(visitors, console, route):
    if route.least is None:
        return
    response = ask(visitors[None], route, console.others, follow_redirects=False)
    assert response.status_code in (303, 401)
    assert "/login" in response.headers.get("location", "/login")


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if route.own],
    ids=lambda route: f"{route.method} {route.path}",
)
def test_rows_of_others_are_out_of_reach(visitors, console, route):
    response = ask(visitors[route.own], route, console.others, follow_redirects=False)
    assert response.status_code in (403, 404)


@pytest.mark.parametrize("key", LISTS)
def test_a_list_shows_itself_to_its_roles_alone(visitors, key):
    for role, visitor in visitors.items():
        allowed = role is not None and reaches(role, LISTS[key])
        response = visitor.get(f"/{key}/list", follow_redirects=False)
        assert response.status_code == (200 if allowed else 403 if role else 303), role
        for path in ("create", "edit?pk=1", "detail?pk=1"):
            refused = visitor.get(f"/{key}/{path}", follow_redirects=False)
            assert refused.status_code in ((200, 303, 403, 404) if allowed else (303, 403))


def ask(visitor: Visitor, route: Route, rows: dict[str, str], **options):
    path = route.filled(rows)
    if route.method == "GET":
        return visitor.get(path, **options)
    return visitor.post(path, {}, **options)
