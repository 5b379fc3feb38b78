"""Conversations by webhook and by polling, on both databases, and across a restart."""

import shutil
from pathlib import Path

import pytest
from fakes.platforms import platforms
from telegram_chat import Telegram
from telegram_town import running_town, telegram_town

from bot.chat_texts import HANDOVER_WITH_PHONE, TO_STAFF


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("mode", ["webhook", "polling"])
def test_a_conversation_is_the_same_however_it_comes_in(
    mode, kind, town_template: Path, tmp_path: Path, request: pytest.FixtureRequest
):
    folder = shutil.copytree(town_template, tmp_path / "town")
    own = {"database_url": request.getfixturevalue("postgres_url")} if kind != "sqlite" else {}
    with telegram_town(folder, mode=mode, **own) as telegram:
        resident = telegram.private("张三")
        resident.says("/start")
        resident.hears("城关镇")
        resident.says("离婚冷静期多久")
        said = resident.hears("30天")
        resident.taps("依据")
        resident.shows(said, "第一千零七十七条")
        resident.edits("赌债打了借条，要还吗")
        resident.shows(said, "赌债")
        resident.says("有人要跳楼")
        resident.hears("110")
        group = telegram.group("东关一群")
        group.says(resident, "/ask 离婚冷静期多久")
        assert len(group.hears("30天").text) <= 300
        group.says(resident, "今天天气不错")
        group.is_silent()
        telegram.settles()
        assert [call.verdict for call in telegram.fake.calls if call.verdict == "400"] == []


def test_what_was_begun_goes_on_after_a_restart(town_template: Path, tmp_path: Path):
    folder = shutil.copytree(town_template, tmp_path / "town")
    with platforms() as fake:
        telegram = Telegram(fake)
        resident = telegram.private("李四")
        with running_town(telegram, folder):
            resident.says("村口的路灯坏了谁来修理")
            old = resident.button(TO_STAFF)
            resident.taps(TO_STAFF)
            resident.hears("电话")
        resident.says("13812345678")
        with running_town(telegram, folder, mode="polling"):
            resident.hears(HANDOVER_WITH_PHONE)
            resident.taps(button=old)
            resident.says("离婚冷静期多久")
            resident.hears("30天")
