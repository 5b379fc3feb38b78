"""The first link that the real program prints, and links from the terminal."""

import re

import httpx
from programs import mingbai, rows, running

PASSWORD = "jiandao7shitou4bu"
LINK = re.compile(r"http://\S+/console/join/[\w-]{22}")


def set_password(address: str, **fields: str) -> httpx.Response:
    """Open a link and set the password, as a browser would."""
    with httpx.Client(follow_redirects=True) as client:
        page = client.get(address)
        assert page.status_code == 200, page.text
        mark = client.cookies["starlette_admin_csrftoken"]
        form = fields | {"password": PASSWORD, "again": PASSWORD, "csrftoken": mark}
        return client.post(address, data=form, headers={"sec-fetch-site": "same-origin"})


def test_the_program_prints_a_link_for_the_first_administrator_until_there_is_one(tmp_path):
    with running(tmp_path) as server:
        (first,) = LINK.findall(server.said())
        assert first.startswith(server.url)
    with running(tmp_path) as server:
        second = LINK.findall(server.said())[-1].partition("/console/")[2]
        token = first.rpartition("/")[2]
        assert httpx.get(f"{server.url}/console/join/{token}").status_code == 404
        page = set_password(f"{server.url}/console/{second}", name="周主任")
        assert "密码已经设好" in page.text
        assert server.said().count(second) == 1  # where it is printed, and in no log
    with running(tmp_path) as server:
        assert len(LINK.findall(server.said())) == 2
    assert rows(tmp_path, "SELECT name, role FROM staff") == [("周主任", "administrator")]


def test_the_terminal_gives_a_link_to_whoever_forgot_the_password(tmp_path):
    mingbai(tmp_path, "staff", "add", "张三", "--role", "drafter")
    done = mingbai(tmp_path, "staff", "invite", "张三", public_url="https://pufa.example.cn/mb")
    assert (done.returncode, done.stderr) == (0, "")
    assert "72 小时" in done.stdout
    assert re.search(r"^https://pufa.example.cn/mb/console/join/[\w-]{22}$", done.stdout, re.M)
    again = mingbai(tmp_path, "staff", "invite", "张三", "--drop-code")
    assert again.returncode == 0
    assert rows(tmp_path, "SELECT count(*) FROM invitation") == [(1,)]
    mingbai(tmp_path, "staff", "disable", "张三")
    refused = mingbai(tmp_path, "staff", "invite", "张三")
    assert (refused.returncode, refused.stderr) == (1, "张三已经停用，请先恢复，再给链接。\n")
