"""Prometheus sees what is asked and how fast it is answered, and never the words."""

from bot.metrics import CONTENT_TYPE, Metrics


def test_a_reply_is_counted_by_kind_and_channel_and_timed():
    metrics = Metrics()
    metrics.answered("answer", "web", seconds=0.02)
    metrics.answered("answer", "web", seconds=0.03)
    text = metrics.render().decode()
    assert 'mingbai_questions_total{channel="web",kind="answer"} 2.0' in text
    assert "mingbai_answer_seconds_count 2.0" in text
    assert 'mingbai_answer_seconds_bucket{le="0.025"} 1.0' in text


def test_a_kind_that_is_gone_is_no_longer_shown():
    metrics = Metrics()
    metrics.set_entries({"law": 3, "faq": 2})
    metrics.set_entries({"law": 4})
    text = metrics.render().decode()
    assert 'mingbai_entries{kind="law"} 4.0' in text
    assert "faq" not in text


def test_waiting_records_are_shown():
    metrics = Metrics()
    metrics.set_records_pending(7)
    assert "mingbai_records_pending 7.0" in metrics.render().decode()


def test_two_programs_in_one_process_do_not_share_figures():
    first, second = Metrics(), Metrics()
    first.answered("unknown", "terminal", seconds=0.01)
    assert "terminal" not in second.render().decode()


def test_the_content_type_is_the_one_that_prometheus_knows():
    assert CONTENT_TYPE.startswith("text/plain; version=")
