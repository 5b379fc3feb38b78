"""Pictures of notices that are being written in the console."""

import pytest
from console_notices_to_write import PIXEL, form, notices, places
from console_town import ConsoleTown

from bot.people import Role


@pytest.fixture
def drafter(console: ConsoleTown):
    return console.visitor(Role.DRAFTER)


def test_a_picture_is_brought_shown_and_kept(console, drafter):
    places(console)
    file = {"picture_file": ("a.png", PIXEL, "image/png")}
    brought = drafter.post("/notices/pictures", files=file).json()
    path = brought["address"].removeprefix("/console")
    shown = drafter.get(path)
    assert (shown.content, shown.headers["content-type"]) == (PIXEL, "image/png")
    assert console.visitor(Role.REVIEWER).get(path).status_code == 404
    drafter.post("/notices/new", form(picture=brought["picture"]))
    assert notices(console)[0].picture_id


def test_a_picture_comes_with_the_form_where_no_script_brings_it(console, drafter):
    places(console)
    drafter.post("/notices/new", form(), files={"picture_file": ("a.png", PIXEL, "image/png")})
    assert notices(console)[0].picture_id


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"GIF89a", "PNG 或 JPEG"), (PIXEL + b"0" * 2**21, "最多 2 MB")]
)
def test_what_groups_cannot_show_is_refused(console, drafter, content, sentence):
    file = {"picture_file": ("a.png", content, "image/png")}
    refused = drafter.post("/notices/pictures", files=file, headers={"accept": "application/json"})
    assert refused.status_code == 422
    assert sentence in refused.json()["detail"]


def test_nobody_names_a_picture_that_was_not_shown_to_them(console, drafter):
    places(console)
    page = drafter.post("/notices/new", form(picture="1"))
    assert "没有这张图片" in page.text
