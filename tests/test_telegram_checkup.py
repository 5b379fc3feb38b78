"""`doctor` asks Telegram what keeps the bot from working, and says how to mend it."""

import pytest
from fakes.platforms import platforms
from programs import free_port
from small_town import TOKEN, settings_of
from telegram_updates import arrival, claim, go_on, private, put

from bot.channel_states import channel_faults
from bot.channels.telegram.arrival.inbox import Ending
from bot.channels.telegram.checkup import check_up
from bot.doctor import examine

URL = "https://pufa.example.cn"


@pytest.fixture
def fake():
    with platforms() as fake:
        yield fake


def hooked(fake, url: str, **rest) -> None:
    """Have a webhook set."""
    hook = fake.telegram.bot(TOKEN).posting.hook
    hook.url = url
    for name, value in rest.items():
        setattr(hook, name, value)


def faults(fake, tmp_path, **rest) -> list[str]:
    return [said for fine, said in check_up(settings_of(tmp_path, fake, **rest)) if not fine]


def test_a_bot_that_is_set_up_well_has_nothing_to_mend(fake, tmp_path):
    assert faults(fake, tmp_path, telegram_mode="polling") == []
    hooked(fake, f"{URL}/channels/telegram")
    assert faults(fake, tmp_path, public_url=URL) == []


def test_privacy_mode_is_explained(fake, tmp_path):
    said = " ".join(text for _fine, text in check_up(settings_of(tmp_path, fake)))
    assert "@mingbai_bot 开着隐私模式" in said
    assert "/setprivacy" in said


def test_a_wrong_token_and_no_connection_say_what_to_do(fake, tmp_path):
    fake.answers("unauthorized", times=-1)
    (said,) = faults(fake, tmp_path)
    assert "请检查设置 MINGBAI_TELEGRAM_TOKEN" in said
    nowhere = f"http://127.0.0.1:{free_port()}"
    (said,) = faults(fake, tmp_path, telegram_api_base=nowhere)
    assert said.startswith(f"连不上 Telegram（{nowhere}）：请检查网络")


@pytest.mark.parametrize(
    ("hook", "settings", "begin"),
    [
        ("", {"public_url": ""}, "Telegram 没有启用：用 webhook 收消息要在"),
        ("", {"public_url": URL}, "Telegram 还没有把消息送过来"),
        ("https://other.example.cn/x", {"public_url": URL}, "Telegram 现在把消息送到别处"),
        ("https://other.example.cn/x", {"telegram_mode": "polling"}, "Telegram 还在往 other"),
    ],
)
def test_a_webhook_that_is_not_as_set_is_named(fake, tmp_path, hook, settings, begin):
    hooked(fake, hook)
    (said,) = faults(fake, tmp_path, **settings)
    assert said.startswith(begin)


def test_a_webhook_telegram_cannot_reach_is_named_with_its_reason(fake, tmp_path):
    hooked(
        fake,
        f"{URL}/channels/telegram",
        failed_at=1_795_680_000,
        failure="Connection timed out",
    )
    fake.telegram.bot(TOKEN).updates.repeat(*(private(n, n, "你好") for n in range(1, 120)))
    unreachable, waiting = faults(fake, tmp_path, public_url=URL)
    assert "2026年11月26日 16:00，Connection timed out" in unreachable
    assert "pufa.example.cn 能不能从外网打开" in unreachable
    assert "119 条消息" in waiting


def test_what_could_not_be_handled_is_counted(database, fake, tmp_path):
    put(database, arrival(private(1, 1, "你好")))
    failing = claim(database)[0]
    while failing:
        failing = go_on(database, failing, Ending.FAILED)
    with database.reading() as session:
        (said,) = channel_faults(session, settings_of(tmp_path, fake))
    assert said.startswith("有 1 条 Telegram 消息处理不了")


def test_doctor_says_it_all_and_never_the_token(fake, tmp_path):
    said = "\n".join(one.text for one in examine(settings_of(tmp_path, fake, public_url=URL)))
    assert "Telegram 认得这个机器人：@mingbai_bot。" in said
    assert "very-secret" not in said
