"""Emergencies sent from the console."""

from console_notices_to_write import form, notices, places, written

from bot.people import Role
from jobs.writing.notices import NoticeState


def test_an_emergency_names_the_number_of_groups_before_it_goes(console):
    places(console)
    publisher = console.visitor(Role.PUBLISHER)
    urgent = {key: value for key, value in form().items() if key not in ("when", "do")}
    assert "请写明为什么不能等审核" in publisher.post("/notices/urgent", urgent).text
    urgent["reason"] = "县里通知，山洪一小时内到"
    asked = publisher.post("/notices/urgent", urgent).text
    assert "马上发给 3 个群" in asked
    assert "夜里也发" in asked
    assert not notices(console)
    publisher.post("/notices/urgent", urgent | {"confirmed": "2"})
    assert not notices(console)  # it was not the number of now
    publisher.post("/notices/urgent", urgent | {"confirmed": "3"})
    (notice,) = notices(console)
    assert (notice.state, notice.category) == (NoticeState.APPROVED, "emergency")
    assert notice.emergency_reason == "县里通知，山洪一小时内到"


def test_a_notice_that_cannot_wait_is_sent_as_an_emergency_in_its_own_words(console):
    places(console)
    number = written(console, title="等不及的通知", timing={"when": "2025-12-01 09:00"})
    page = console.visitor(Role.PUBLISHER).get(f"/notices/urgent?copied={number}").text
    assert 'value="等不及的通知"' in page
    assert "还没有选什么时候发" not in page


def test_an_emergency_that_is_gravely_wrong_is_not_even_asked_about(console):
    places(console)
    publisher = console.visitor(Role.PUBLISHER)
    page = publisher.post(
        "/notices/urgent", form(text="请打（请填写电话）。", reason="急", confirmed="3")
    )
    assert page.status_code == 422
    assert not notices(console)


def test_only_publishers_send_emergencies(console):
    for role in (Role.WORKER, Role.DRAFTER, Role.REVIEWER):
        visitor = console.visitor(role)
        assert visitor.get("/notices/urgent").status_code == 403
        assert visitor.post("/notices/urgent", form(reason="急")).status_code == 403
