"""Logs help without telling: no question, no key, no query string."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import CHATTY, UVICORN, configure_logs

QUESTION = "老板拖欠我三个月工资怎么办"


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("uvicorn.access").filters.clear()
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.NOTSET)
    structlog.reset_defaults()


@pytest.fixture
def json_log() -> io.StringIO:
    stream = io.StringIO()
    configure_logs("json", "info", stream=stream)
    return stream


def line(stream: io.StringIO) -> dict[str, object]:
    (only,) = stream.getvalue().splitlines()
    return json.loads(only)


@pytest.mark.parametrize(
    "name",
    [
        "text",
        "question",
        "telegram_token",
        "Authorization",
        "wecom_secret",
        "password",
        "set-cookie",
    ],
)
def test_private_values_are_not_written(json_log, name):
    structlog.get_logger("bot").info("asked", **{name: QUESTION}, channel="web")
    assert QUESTION not in json_log.getvalue()
    assert line(json_log)["channel"] == "web"


def test_private_values_inside_others_are_not_written(json_log):
    structlog.get_logger("bot").info("asked", body={"inner": {"text": QUESTION}, "size": 3})
    assert QUESTION not in json_log.getvalue()
    assert line(json_log)["body"]["size"] == 3


def test_a_json_line_says_when_where_and_how_grave(json_log):
    structlog.get_logger("bot.wiring").warning("启动")
    found = line(json_log)
    assert (found["event"], found["level"], found["logger"]) == ("启动", "warning", "bot.wiring")
    assert str(found["timestamp"]).endswith("Z")


def test_web_requests_are_written_without_their_query(json_log):
    logging.getLogger("uvicorn.access").info(
        '%s - "%s %s HTTP/%s" %d', "127.0.0.1:5", "GET", f"/api/ask?text={QUESTION}", "1.1", 200
    )
    assert line(json_log)["event"] == '127.0.0.1:5 - "GET /api/ask HTTP/1.1" 200'


@pytest.mark.parametrize("name", UVICORN)
def test_the_web_server_writes_each_line_once_and_through_ours(json_log, name):
    logging.getLogger(name).warning("stopping")
    assert line(json_log)["logger"] == name


def test_configuring_twice_writes_each_line_once():
    stream = io.StringIO()
    configure_logs("json", "info", stream=stream)
    configure_logs("json", "info", stream=stream)
    logging.getLogger("anything").info("once")
    assert line(stream)["event"] == "once"


def test_the_clock_does_not_write_down_every_tick(json_log):
    logging.getLogger("apscheduler.executors.default").info("Running job")
    assert json_log.getvalue() == ""
    logging.getLogger("apscheduler.executors.default").error("failed")
    assert line(json_log)["event"] == "failed"


def test_lines_below_the_level_are_left_out():
    stream = io.StringIO()
    configure_logs("json", "warning", stream=stream)
    structlog.get_logger("bot").info("quiet")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("style", ["console", "json"])
def test_a_traceback_shows_the_place_but_no_local_values(style):
    stream = io.StringIO()
    configure_logs(style, "info", stream=stream)
    try:
        _fail("".join(reversed(QUESTION)))
    except ZeroDivisionError:
        structlog.get_logger("bot").exception("failed")
    assert "ZeroDivisionError" in stream.getvalue()
    assert "_fail" in stream.getvalue()
    assert QUESTION not in stream.getvalue()


def _fail(backwards: str) -> None:
    question = "".join(reversed(backwards))
    raise ZeroDivisionError(len(question))
