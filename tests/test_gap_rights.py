"""In the terminal too, residents' questions are closed by those whose role allows it."""

from pathlib import Path

import pytest
from askers import LAMP, record
from programs import mingbai

from bot.people import Role, add_staff
from bot.town import now
from knowledge.database import open_database

STAFF = {"王网格": Role.WORKER, "起小草": Role.DRAFTER, "沈审核": Role.REVIEWER}
REFUSED = "这一步要由{}来办，{}。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A town with people on the staff and a question without an answer."""
    assert mingbai(tmp_path, "gap", "list").returncode == 0
    database = open_database(f"sqlite:///{tmp_path / 'data' / 'mingbai.db'}")
    record(database, LAMP)
    with database.writing() as session:
        for name, role in STAFF.items():
            add_staff(session, name, role=role, by="终端", now=now())
    database.close()
    return tmp_path


def test_each_step_asks_for_its_role_and_takes_no_stranger(folder):
    answer = ("gap", "answer", "1", "--answer", "拨打 12345。", "--by")
    dismiss = ("gap", "dismiss", "1", "--reason", "不归镇里管", "--by")
    publish = ("gap", "add-wording", "1", "--entry", "1", "--publish", "--by")
    refused = (
        (*answer, "王网格", REFUSED.format("起草人", "王网格是网格员")),
        (*dismiss, "起小草", REFUSED.format("审核人", "起小草是起草人")),
        (*publish, "沈审核", REFUSED.format("签发人", "沈审核是审核人")),
        (*answer, "路过的", "“路过的”不在工作人员名单里，请管理员先添加。\n"),
    )
    for *words, sentence in refused:
        done = mingbai(folder, *words)
        assert (done.returncode, done.stderr) == (1, sentence)
    assert mingbai(folder, *dismiss, "沈审核").returncode == 0
    assert mingbai(folder, "gap", "reopen", "1", "--by", "起小草").stdout == "已放回待补答案。\n"
    assert mingbai(folder, *answer, "起小草").returncode == 0
