"""The interface that the page and other programs speak to, over real HTTP."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot import texts
from bot.channels.guard import MAX_BODY

DANGER = "我不想活了"
CHINESE = re.compile(r"[^A-Za-z]*[\u4e00-\u9fff][^A-Za-z]*[。？]")


@pytest.fixture(scope="module")
def web(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, timeout=10) as client:
        yield client


def ask(web: httpx.Client, text: str, session: str = "") -> dict[str, Any]:
    reply = web.post("/api/ask", json={"text": text, "session": session})
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def counted(web: httpx.Client, kind: str) -> float:
    line = re.search(
        rf'mingbai_questions_total{{.*kind="{kind}".*}} (\S+)', web.get("/metrics").text
    )
    return float(line[1]) if line else 0.0


def test_an_answer_has_the_promised_shape(web):
    reply = ask(web, "离婚冷静期是多久？")
    assert list(reply) == [
        "kind", "text", "confidence", "citations", "choices", "hotlines", "note", "exchange",
    ]  # fmt: skip
    assert reply["kind"] == "answer"
    assert 0 <= reply["confidence"] <= 1
    (cited,) = reply["citations"]
    assert list(cited) == [
        "title", "article", "excerpt", "source", "in_force", "state", "warning",
    ]  # fmt: skip
    assert (cited["state"], cited["warning"]) == ("2021年1月1日起施行，现行有效", False)
    assert (cited["title"], cited["article"]) == ("《民法典》", "第一千零七十七条")
    assert all(list(choice) == ["label", "send"] for choice in reply["choices"])
    assert re.fullmatch(r"[\w-]{12}", reply["exchange"])


def test_danger_names_its_numbers(web):
    reply = ask(web, DANGER)
    assert reply["kind"] == "danger"
    assert reply["hotlines"]
    assert all(list(line) == ["number", "name"] for line in reply["hotlines"])


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('{"text": ""}', texts.EMPTY),
        ('{"text": " \\n\\u3000"}', texts.EMPTY),
        ('{"text": "%s"}' % ("长" * 1_001), texts.TOO_LONG),
        ('{"text": ', texts.NOT_UNDERSTOOD),
        ("", texts.NOT_UNDERSTOOD),
        ("[]", texts.NOT_UNDERSTOOD),
        ("{}", texts.NOT_UNDERSTOOD),
        ('{"text": 3}', texts.NOT_UNDERSTOOD),
        ('{"text": "\\ud800"}', texts.EMPTY),
        ('{"text": "离婚", "session": "a/b"}', texts.NOT_UNDERSTOOD),
        ("[" * 20_000, texts.NOT_UNDERSTOOD),
    ],
)
def test_what_cannot_be_a_question_gets_one_chinese_sentence(web, body, sentence):
    reply = web.post(
        "/api/ask", content=body.encode(), headers={"content-type": "application/json"}
    )
    assert (reply.status_code, reply.json()) == (422, {"detail": sentence})
    assert CHINESE.fullmatch(sentence)


def test_half_a_character_in_a_question_breaks_neither_the_reply_nor_the_record(web):
    body = b'{"text": "\\u300a\\ud83d\\u6cd5\\u300b\\u7b2c\\u4e09\\u6761", "session": "half"}'
    reply = web.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert reply.status_code == 200
    exchange = ask(web, "离婚冷静期是多久？")["exchange"]
    said = {"exchange": exchange, "useful": True}
    assert web.post("/api/feedback", json=said).status_code == 204


def test_a_question_of_a_thousand_characters_is_answered(web):
    assert ask(web, "问" * 1_000)["kind"]


@pytest.mark.parametrize("path", ["/api/ask", "/api/feedback"])
def test_a_body_over_64_kib_is_turned_away(web, path):
    reply = web.post(path, content=b"x" * (MAX_BODY + 1))
    assert (reply.status_code, reply.json()) == (413, {"detail": texts.TOO_BIG})


def test_a_body_without_a_stated_length_is_turned_away(web):
    reply = web.post("/api/ask", content=iter([b"x" * 1_000] * 100))
    assert (reply.status_code, reply.json()) == (413, {"detail": texts.TOO_BIG})


def test_feedback_is_kept_and_may_be_changed(web):
    exchange = ask(web, "离婚冷静期是多久？")["exchange"]
    for useful in (True, False):
        said = {"exchange": exchange, "useful": useful, "comment": "没说清\0楚"}
        assert web.post("/api/feedback", json=said).status_code == 204


def test_feedback_on_an_unknown_answer_is_not_found(web):
    reply = web.post("/api/feedback", json={"exchange": "nobody", "useful": True})
    assert (reply.status_code, reply.json()["detail"][:4]) == (404, "没有找到")


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"exchange": "a"},
        {"exchange": "a\0", "useful": True},
        {"exchange": "a", "useful": "也许"},
    ],
)
def test_feedback_that_makes_no_sense_gets_a_sentence(web, said):
    reply = web.post("/api/feedback", json=said)
    assert (reply.status_code, reply.json()) == (422, {"detail": texts.NOT_UNDERSTOOD})


def test_erasing_a_visit_erases_its_answers_and_no_others(web):
    mine = ask(web, "借条应该怎么写？", session="visit-1")["exchange"]
    other = ask(web, "借条应该怎么写？", session="visit-2")["exchange"]
    assert web.delete("/api/session/visit-1").status_code == 204
    codes = [
        web.post("/api/feedback", json={"exchange": exchange, "useful": True}).status_code
        for exchange in (mine, other)
    ]
    assert codes == [404, 204]


def test_health_and_readiness_are_told(web):
    assert web.get("/healthz").json() == {"status": "ok"}
    ready = web.get("/readyz").json()
    assert (ready["status"], ready["stamp"] > 0) == ("ok", True)


def test_the_metrics_count_questions_by_kind(web):
    before = counted(web, "danger"), counted(web, "answer")
    ask(web, DANGER)
    assert (counted(web, "danger"), counted(web, "answer")) == (before[0] + 1, before[1])


def test_the_interface_describes_itself_without_calling_another_host(web):
    page = web.get("/api/docs")
    assert page.status_code == 200
    assert "://" not in page.text
    assert "<script>" not in page.text
    assert web.get("/page/docs.js").status_code == 200
    paths = web.get("/api/openapi.json").json()["paths"]
    assert {"/api/ask", "/api/feedback", "/api/session/{session}"} <= paths.keys()


@pytest.mark.parametrize("path", ["/", "/privacy", "/page/style.css"])
def test_a_page_may_be_asked_for_its_head(web, path):
    reply = web.head(path)
    assert (reply.status_code, reply.content) == (200, b"")
