"""Vectors from an address that speaks as OpenAI's does, over real HTTP."""

import time

import numpy as np
import pytest
from embedding_fakes import SIZE, direction, serving, well

from bot.embedders import open_embedder, open_embedding, try_out
from bot.embeddings import BATCH, RemoteEmbedder
from bot.settings import Settings
from knowledge.errors import EmbedderFailed
from knowledge.index import Index
from knowledge.ranking.embedder import NANO, of_length_one
from knowledge.terms import Splitter

KEY = "sk-hunter2"


@pytest.fixture
def service():
    with serving() as service:
        yield service


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def embedder(service, pauses):
    return RemoteEmbedder(service.address, model="m", key=KEY, seconds=5, wait=pauses.append)


def settings_for(service, **more) -> Settings:
    return Settings(embedder=service.address, embedder_model="m", _env_file=None, **more)


def test_texts_come_back_as_rows_of_length_one_in_their_order(embedder):
    rows = embedder.passages(["甲乙", "丙丁"])
    expected = of_length_one(np.stack([direction("甲乙"), direction("丙丁")]))
    np.testing.assert_allclose(rows, expected, atol=1e-5)


def test_the_model_and_the_key_go_along(embedder, service):
    embedder.questions(["甲"])
    assert service.requests[0]["model"] == "m"
    assert service.keys == [f"Bearer {KEY}"]


def test_without_a_key_none_is_sent(service):
    RemoteEmbedder(service.address, model="m").questions(["甲"])
    assert service.keys == [None]


@pytest.mark.parametrize("ending", ["", "/", "/embeddings"])
def test_the_address_may_be_written_with_or_without_its_end(service, ending):
    RemoteEmbedder(service.address + ending, model="m").questions(["甲"])
    assert service.paths == ["/v1/embeddings"]


def test_many_texts_go_in_batches(embedder, service):
    rows = embedder.passages([f"第{number}条" for number in range(BATCH + 1)])
    assert rows.shape == (BATCH + 1, SIZE)
    assert [len(request["input"]) for request in service.requests] == [BATCH, 1]


def test_half_characters_are_sent_all_the_same(embedder):
    assert embedder.questions(["坏\ud800字"]).shape == (1, SIZE)


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_batch_is_tried_again_after_a_pause(embedder, service, pauses, code):
    service.answers = [lambda _: (code, {}), lambda _: (code, {}), well]
    assert embedder.passages(["甲"]).shape == (1, SIZE)
    assert pauses == [0.5, 2.0]


def test_a_question_is_asked_only_once(embedder, service, pauses):
    service.answers = [lambda _: (500, {}), well]
    with pytest.raises(EmbedderFailed, match="出错（500）"):
        embedder.questions(["甲"])
    assert (len(service.requests), pauses) == (1, [])


def test_after_the_last_try_it_is_said_what_is_wrong(embedder, service, pauses):
    service.answers = [lambda _: (503, {})]
    with pytest.raises(EmbedderFailed, match="出错（503）"):
        embedder.passages(["甲"])
    assert len(pauses) == 3


@pytest.mark.parametrize("code", [401, 403])
def test_a_refused_key_is_not_tried_again(embedder, service, pauses, code):
    service.answers = [lambda _: (code, {"error": KEY})]
    with pytest.raises(EmbedderFailed, match="MINGBAI_EMBEDDER_KEY") as caught:
        embedder.passages(["甲"])
    assert KEY not in str(caught.value)
    assert pauses == []


def test_a_redirect_does_not_carry_the_key_elsewhere(embedder, service):
    service.answers = [lambda _: (307, {}), well]
    with pytest.raises(EmbedderFailed, match="不接受请求（307）"):
        embedder.questions(["甲"])
    assert service.paths == ["/v1/embeddings"]


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>",
        b"[" * 100_000,
        {"data": []},
        {"data": [{"index": 1, "embedding": [1.0]}]},
        {"data": [{"index": 0, "embedding": []}]},
        {"data": [{"index": 0, "embedding": "AAAA"}]},
        {"data": [{"index": 0, "embedding": [float("nan")] * SIZE}]},
        {"embeddings": [[1.0]]},
        None,
    ],
)
def test_an_answer_of_another_shape_is_refused(embedder, service, answer):
    service.answers = [lambda _: (200, answer)]
    with pytest.raises(EmbedderFailed, match="不是 OpenAI 的格式"):
        embedder.questions(["甲"])


def test_vectors_of_changing_length_are_refused(embedder, service):
    embedder.questions(["甲"])
    service.answers = [lambda _: (200, {"data": [{"index": 0, "embedding": [1.0, 2.0]}]})]
    with pytest.raises(EmbedderFailed, match="长短不一"):
        embedder.questions(["乙"])


def test_a_slow_service_is_not_waited_for_longer_than_allowed(service):
    service.answers = [lambda request: (time.sleep(1.0), well(request))[1]]
    began = time.perf_counter()
    with pytest.raises(EmbedderFailed, match="连不上"):
        RemoteEmbedder(service.address, model="m", seconds=0.2).questions(["甲"])
    assert time.perf_counter() - began < 0.9


def test_nobody_at_the_address_is_said_in_one_sentence():
    with pytest.raises(EmbedderFailed, match="连不上"):
        RemoteEmbedder("http://127.0.0.1:9/v1", model="m").questions(["甲"])


def test_doctor_says_that_it_works(service):
    fine, text = try_out(settings_for(service))
    assert fine
    assert f"{SIZE} 维" in text


def test_doctor_says_what_is_wrong_without_the_key(service):
    service.answers = [lambda _: (401, {})]
    fine, text = try_out(settings_for(service, embedder_key=KEY))
    assert (fine, KEY in text) == (False, False)
    assert "MINGBAI_EMBEDDER_KEY" in text


def test_with_nothing_set_there_is_no_embedder_and_that_is_fine():
    settings = Settings(_env_file=None)
    assert open_embedder(settings) is None
    assert try_out(settings)[0]


def test_a_missing_package_is_said_and_stops_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr("knowledge.ranking.embedder.find_spec", lambda _name: None)
    settings = Settings(embedder=NANO, _env_file=None)
    fine, text = try_out(settings)
    assert (fine, "requirements/semantic.txt" in text) == (False, True)
    assert open_embedding(settings, Index(Splitter()), tmp_path) is None
