"""Codes for posters open a private chat with the bot, at what the poster is about."""

import pytest
from fakes.platforms import platforms
from mailings import grid
from programs import mingbai

from bot.settings import Settings
from knowledge.database import open_database


def test_a_code_without_a_target_opens_the_first_screen(tmp_path):
    done = mingbai(tmp_path, "qr", "poster.png", "--bot", "@mingbai_bot")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["已存为", "poster.png", "扫了打开：https://t.me/mingbai_bot"]
    assert (tmp_path / "poster.png").read_bytes().startswith(b"\x89PNG")


def test_the_name_of_the_bot_is_asked_from_telegram(tmp_path):
    with platforms() as fake:
        told = {"telegram_token": "700001:a-token", "telegram_api_base": fake.url}
        done = mingbai(tmp_path, "qr", "poster.svg", "--guide", _guide(tmp_path), **told)
        assert "https://t.me/mingbai_bot?start=guide_" in done.stdout, done.stderr
        fake.answers("unauthorized")
        refused = mingbai(tmp_path, "qr", "poster.svg", **told)
    assert (tmp_path / "poster.svg").read_text().startswith("<?xml")
    assert "令牌" in refused.stderr
    assert "a-token" not in refused.stdout + refused.stderr


def test_a_grid_goes_by_its_name(tmp_path):
    mingbai(tmp_path, "db", "upgrade")
    database = open_database(Settings(_env_file=None, data_dir=tmp_path / "data").database)
    with database.writing() as session:
        place = grid(session, "城关镇", "东关村")
    database.close()
    done = mingbai(tmp_path, "qr", "a.png", "--grid", "城关镇/东关村", "--bot", "mingbai_bot")
    assert f"?start=grid_{place}" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("a.jpg", "--bot", "b_bot"), "以 .png 或 .svg 结尾"),
        (("a.png",), "MINGBAI_TELEGRAM_TOKEN"),
        (("a.png", "--bot", "b_bot", "--faq", "99999"), "没有编号为 99999、已经发布的问答"),
        (("a.png", "--bot", "b_bot", "--guide", "1"), "已经发布的办事指南"),
        (("a.png", "--bot", "b_bot", "--grid", "无名村"), "没有叫“无名村”的网格"),
        (("a.png", "--bot", "b_bot", "--faq", "1", "--grid", "无名村"), "一次只能写一个"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_sentence(tmp_path, words, said):
    done = mingbai(tmp_path, "qr", *words)
    assert done.returncode == 1
    assert said in done.stderr
    assert not (tmp_path / words[0]).exists()


def _guide(folder) -> str:
    """The number of a guide that is published."""
    from programs import rows

    mingbai(folder, "db", "upgrade")
    ((number,),) = rows(folder, "SELECT min(id) FROM entry WHERE kind = 'guide'")
    return str(number)
