"""A notice goes its whole way, through the real program and real HTTP, and survives kill -9."""

import json
from pathlib import Path

import pytest
from fakes.platforms import platforms
from programs import mingbai, running, until

GROUPS = 24
TOKEN = "123456:end-to-end"
ROBOT = "{:08d}-0000-4000-8000-000000000000"
NOTICE = """
title: 冬季用火安全提示
text: |
  各位乡亲，天冷用火多，出门前请关好火源、拔掉插头。
  发现火情打119。
category: 安全
when: now
"""


@pytest.fixture
def fake():
    with platforms() as fake:
        yield fake


def settings(fake, **more: str) -> dict[str, str]:
    return {
        "town_name": "城关镇",
        "review_steps": "1",
        "quiet_hours": "00:00-00:00",
        "telegram_token": TOKEN,
        "telegram_api_base": fake.url,
        "wecom_api_base": fake.url,
        **more,
    }


def groups(folder: Path) -> Path:
    rows = ["名称,渠道,地址,网格,标签,人数"]
    rows += [f"电报{n}群,telegram,-100{n},城关镇/东关村,,30" for n in range(GROUPS // 2)]
    rows += [f"企微{n}群,企业微信,{ROBOT.format(n)},城关镇/西关村,,50" for n in range(GROUPS // 2)]
    rows += ["老街微信群,微信群,,城关镇/西关村,,80"]
    path = folder / "groups.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def drafted(folder: Path, chosen: dict[str, str]) -> int:
    """Import the groups, draft the notice, have another person approve it."""
    done = mingbai(folder, "import", str(groups(folder)), "--kind", "groups", **chosen)
    assert done.returncode == 0, done.stderr
    (folder / "notice.yaml").write_text(NOTICE, encoding="utf-8")
    added = mingbai(folder, "notice", "add", "notice.yaml", "--by", "张三", "--json", **chosen)
    assert added.returncode == 0, added.stderr
    number = int(json.loads(added.stdout)["id"])
    approved = mingbai(folder, "notice", "approve", str(number), "--by", "李四", **chosen)
    assert approved.returncode == 0, approved.stderr
    return number


def counts(folder: Path, number: int, chosen: dict[str, str]) -> dict[str, int]:
    shown = mingbai(folder, "notice", "show", str(number), "--json", **chosen)
    return dict(json.loads(shown.stdout)["counts"])


def arrived(fake) -> list[str]:
    """The chats that got a message, once for each."""
    return [call.chat for call in fake.accepted if call.method in ("sendMessage", "markdown")]


def test_what_was_approved_reaches_every_group_once_and_the_rest_waits_to_be_forwarded(
    tmp_path, fake
):
    chosen = settings(fake)
    number = drafted(tmp_path, chosen)
    with running(tmp_path, **chosen):
        until(lambda: len(arrived(fake)) == GROUPS, seconds=60)
        until(lambda: counts(tmp_path, number, chosen)["sent"] == GROUPS, seconds=30)
    assert len(set(arrived(fake))) == GROUPS
    assert counts(tmp_path, number, chosen)["awaiting-forward"] == 1


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_in_the_midst_it_goes_on_and_nobody_is_left_out(tmp_path, fake, kind, request):
    chosen = settings(fake)
    if kind == "postgresql":
        chosen |= {"database_url": request.getfixturevalue("postgres_url"), "secret_key": "k" * 32}
    number = drafted(tmp_path, chosen)
    for method in ("sendMessage", "markdown"):
        fake.answers("hang", method=method, seconds=0.3, accepted=True, times=-1)
    with running(tmp_path, **chosen) as server:
        until(lambda: len(arrived(fake)) >= 4, seconds=60)
        server.process.kill()
    with running(tmp_path, **chosen):
        until(lambda: len(set(arrived(fake))) == GROUPS, seconds=60)
        until(lambda: counts(tmp_path, number, chosen)["sent"] == GROUPS, seconds=60)
    assert len(arrived(fake)) - GROUPS <= 8 * 13  # at most what the lanes had on their way
