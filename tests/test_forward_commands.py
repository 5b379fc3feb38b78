"""Staff see in the terminal what waits to be forwarded, hand out links and confirm for workers."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from typer import Typer
from typer.testing import CliRunner

from bot.commands import forward_commands
from jobs.delivery.deliveries import Delivery, State
from jobs.forward.links import ForwardLinks, Target
from jobs.places.grids import Grid, GridWorker, Worker
from jobs.places.groups import Channel, Group
from jobs.schedule.runs import Run, RunState
from jobs.vault import Vault
from knowledge.database import Database, open_database

KEY = "k" * 32
NOW = datetime.now(UTC)


@pytest.fixture
def town(sqlite_url: str, tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A notice for a group of 王芳 and one that nobody answers for."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("MINGBAI_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("MINGBAI_SECRET_KEY", KEY)
    monkeypatch.setenv("MINGBAI_PUBLIC_URL", "https://pufa.example.cn")
    database = open_database(sqlite_url)
    facts = {"slot": NOW, "send_at": NOW - timedelta(hours=3), "made_at": NOW}
    with database.writing() as session:
        session.add_all([Grid(id=1, name="东关村", path="/1/"), Worker(id=1, name="王芳")])
        session.add(Run(id=1, title="防火提示", text="关火。", state=RunState.FANNED, **facts))
        session.flush()
        session.add(GridWorker(grid_id=1, worker_id=1))
        for number, (name, grid) in enumerate((("东关群", 1), ("散户群", None)), start=1):
            group = {"id": number, "name": name, "address": name, "grid_id": grid}
            session.add(Group(channel=Channel.WECHAT, added_at=NOW, **group))
            session.flush()
            session.add(Delivery(id=number, run_id=1, group_id=number, state=State.AWAITING))
    yield database
    database.close()


def said(*words: str) -> str:
    """Run a command well and give what it says."""
    app = Typer()
    forward_commands.add_to(app)
    app.command("other")(lambda: None)  # with one group alone Typer would leave its name out
    done = CliRunner().invoke(app, ["forward", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_list_names_workers_links_and_groups_without_a_worker(town):
    shown = said("list")
    assert "王芳：1 个群没有确认，没有绑定私聊，请把链接发给本人" in shown
    assert "1　东关群：“防火提示”" in shown
    assert "没有网格员的群：1 个，请安排人转发" in shown
    links = ForwardLinks(Vault(KEY), "")
    for line, target in zip(
        [line for line in shown.splitlines() if "链接 http" in line],
        [Target("worker", 1), Target("delivery", 2)],
        strict=True,
    ):
        assert "https://pufa.example.cn/forward/" in line
        assert links.read(line.rpartition("/")[2].strip(), now=NOW) == target


def test_without_a_public_address_the_list_says_how_to_open_a_link(town, monkeypatch):
    monkeypatch.setenv("MINGBAI_PUBLIC_URL", "")
    assert "没有设置 MINGBAI_PUBLIC_URL" in said("list")


def test_the_list_is_there_for_programs_too(town):
    shown = json.loads(said("list", "--json"))
    assert [worker["name"] for worker in shown["workers"]] == ["王芳"]
    assert shown["nobody"][0]["group"] == "散户群"


def test_staff_confirm_for_a_worker_once(town):
    assert said("confirm", "1", "--by", "小赵") == "已记下。\n"
    assert "小赵" in said("confirm", "1", "--by", "小李")
    with town.reading() as session:
        assert session.get_one(Delivery, 1).forwarded_by == "小赵"
    assert "王芳" not in said("list")
