"""The running program: it stops cleanly, survives being killed, and learns while it runs."""

import json
import signal
import socket
import time
from pathlib import Path

import pytest
from programs import imported, mingbai, rows, running, until

from knowledge.database import open_database

ASKED = "我叫他还钱他不还，他的电话是13812345678，怎么办"
MASKED = "我叫他还钱他不还，他的电话是〔手机号〕，怎么办"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def faq(folder: Path, answer: str) -> Path:
    path = folder / "faq.csv"
    path.write_text(f"问题,答案\n农家书屋几点开门,{answer}\n", encoding="utf-8")
    return path


def questions(folder: Path) -> list[str]:
    return [question for (question,) in rows(folder, "SELECT question FROM exchange")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_it_stops_within_five_seconds_with_the_last_question_written_and_masked(folder, number):
    with running(folder) as server:
        for _ in range(20):
            server.ask(ASKED)
        code, seconds = server.stop(number)
        assert code == 0, server.said()
        assert seconds < 5
        assert "Traceback" not in server.said()
    assert questions(folder) == [MASKED] * 20


def test_killed_at_once_it_starts_again_and_still_has_what_was_recorded(folder):
    with running(folder) as server:
        server.ask(ASKED)
        until(lambda: len(questions(folder)) == 1, seconds=5)
        server.stop(signal.SIGKILL)
    with running(folder) as server:
        assert server.ask("离婚冷静期是多久？")["kind"] == "answer"
        assert server.stop(signal.SIGTERM)[0] == 0
    assert questions(folder) == [MASKED, "离婚冷静期是多久？"]


def test_what_another_command_publishes_is_answered_without_a_restart(folder):
    with running(folder) as server:
        assert "早上九点" not in server.ask("农家书屋几点开门")["text"]
        imported(folder, faq(folder, "早上九点。"))
        time.sleep(1.5)
        assert "早上九点" not in server.ask("农家书屋几点开门")["text"]
        imported(folder, faq(folder, "早上九点。"), "--publish")
        until(lambda: "早上九点" in server.ask("农家书屋几点开门")["text"], seconds=3)
        imported(folder, faq(folder, "下午两点。"), "--publish")
        until(lambda: "下午两点" in server.ask("农家书屋几点开门")["text"], seconds=3)


def test_it_runs_on_postgresql_and_takes_any_character_there(folder, postgres_url):
    with running(folder, database_url=postgres_url, secret_key="k" * 32) as server:
        assert server.ask("离婚冷静期是多久？")["kind"] == "answer"
        server.ask("零\0字节")
        imported(folder, faq(folder, "早上九点。"), "--publish", database_url=postgres_url)
        until(lambda: "早上九点" in server.ask("农家书屋几点开门")["text"], seconds=3)
        server.ask(ASKED)
        assert server.stop(signal.SIGTERM)[0] == 0, server.said()
    database = open_database(postgres_url)
    with database.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT question FROM exchange").scalars().all()
    database.close()
    assert {"离婚冷静期是多久？", "零字节", MASKED} <= set(found)


def test_logs_hold_neither_questions_nor_query_strings_and_every_line_is_json(folder):
    import httpx

    with running(folder, log_format="json", log_level="debug") as server:
        server.ask(ASKED)
        httpx.get(f"{server.url}/?text=不该出现")
        httpx.post(f"{server.url}/api/ask?text=不该出现", content=b"{", timeout=5)
        server.stop(signal.SIGTERM)
        said = server.said()
    for private in ("还钱", "13812345678", "不该出现", "%E4%B8%8D"):
        assert private not in said
    for line in said.splitlines():
        if not line.startswith(("城关镇", "  ")):
            assert {"event", "level", "timestamp"} <= json.loads(line).keys()


def test_a_taken_port_is_one_sentence(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = mingbai(folder, "run", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"地址 127.0.0.1:{port} 用不了，可能已被占用；请换一个端口，例如 --port {port + 1}。"
    ]


@pytest.mark.parametrize(
    ("settings", "begin"),
    [
        ({"timezone": "nonsense"}, "设置 MINGBAI_TIMEZONE 不是认识的时区"),
        ({"database_url": "postgresql://nobody@127.0.0.1:1/none"}, "数据库用不了"),
        ({"data_dir": "/proc/none"}, "读写“/proc/none”出错"),
    ],
    ids=["timezone", "database", "folder"],
)
def test_what_is_set_wrongly_is_one_sentence(folder, settings, begin):
    done = mingbai(folder, "run", "--port", "0", **settings)
    (sentence,) = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence.startswith(begin)
