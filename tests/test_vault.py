"""The vault keeps webhooks from everybody's eyes and knows its own links."""

import logging
import stat
import threading

import pytest

from bot.secret_key import open_vault
from bot.settings import load_settings
from jobs.vault import Vault
from knowledge.errors import BadInput, NotAllowed

KEY = "一把足够长的测试钥匙" * 4
WEBHOOK = "693a91f6-7abc-4bc4-97a0-0ec2aaaa5bbb"


def test_what_is_locked_comes_back_and_looks_like_nothing():
    vault = Vault(KEY)
    locked = vault.encrypt(WEBHOOK)
    assert WEBHOOK not in locked
    assert locked != vault.encrypt(WEBHOOK)
    assert vault.decrypt(locked) == WEBHOOK


def test_another_key_opens_nothing_and_the_error_says_what_to_do():
    locked = Vault(KEY).encrypt(WEBHOOK)
    with pytest.raises(BadInput, match="MINGBAI_SECRET_KEY") as caught:
        Vault(KEY + "另一把").decrypt(locked)
    assert WEBHOOK not in str(caught.value)
    assert locked not in str(caught.value)


@pytest.mark.parametrize("torn", ["", "不是密文", "gAAAAA", "x" * 200])
def test_what_was_never_locked_is_refused_in_the_same_words(torn):
    with pytest.raises(BadInput, match="解不开"):
        Vault(KEY).decrypt(torn)


def test_a_fingerprint_is_always_the_same_and_another_for_another_key():
    one, other = Vault(KEY), Vault(KEY + "另一把")
    assert one.fingerprint(WEBHOOK) == Vault(KEY).fingerprint(WEBHOOK)
    assert one.fingerprint(WEBHOOK) != other.fingerprint(WEBHOOK)
    assert one.fingerprint(WEBHOOK) != one.fingerprint(WEBHOOK[:-1] + "c")
    assert len(one.fingerprint(WEBHOOK)) == 16
    assert int(one.fingerprint(WEBHOOK), 16) >= 0


@pytest.mark.parametrize("text", ["worker:12", "", "张三.李四", "delivery:7 2026-12-01"])
def test_a_signed_text_fits_a_web_address_and_comes_back(text):
    signed = Vault(KEY).sign(text)
    assert not set(signed) - set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    )
    assert Vault(KEY).verify(signed) == text


def test_whatever_is_changed_in_a_signed_text_is_seen():
    signed = Vault(KEY).sign("worker:12")
    for at in range(len(signed)):
        for letter in "Ab0_.":
            if letter != signed[at]:
                with pytest.raises(NotAllowed, match="链接"):
                    Vault(KEY).verify(signed[:at] + letter + signed[at + 1 :])


@pytest.mark.parametrize("said", ["", ".", "a", "a.b", "链接", "d29ya2Vy." * 3, "\x00.\x00", "=.="])
def test_what_we_did_not_sign_is_refused_with_one_sentence(said):
    with pytest.raises(NotAllowed, match="请重新打开"):
        Vault(KEY).verify(said)


def test_another_township_s_signature_is_not_ours():
    with pytest.raises(NotAllowed):
        Vault(KEY).verify(Vault(KEY + "另一把").sign("worker:12"))


def test_a_vault_says_nothing_of_its_key():
    vault = Vault(KEY)
    assert KEY not in repr(vault) + str(vault)


def test_on_sqlite_a_key_is_made_once_readable_by_nobody_else(tmp_path):
    settings = load_settings(data_dir=tmp_path / "data", secret_key="", database_url="")
    locked = open_vault(settings).encrypt(WEBHOOK)
    kept = tmp_path / "data" / "secret.key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    key = kept.read_text()
    assert len(key.strip()) >= 32
    assert open_vault(settings).decrypt(locked) == WEBHOOK
    assert kept.read_text() == key
    assert [path.name for path in kept.parent.iterdir()] == ["secret.key"]


def test_many_who_begin_at_once_share_one_key(tmp_path):
    settings = load_settings(data_dir=tmp_path, secret_key="", database_url="")
    gate, marks = threading.Barrier(8), []

    def begin() -> None:
        gate.wait()
        marks.append(open_vault(settings).fingerprint("同一句话"))

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(marks), len(set(marks))) == (8, 1)


def test_a_torn_key_file_is_never_replaced(tmp_path):
    (tmp_path / "secret.key").write_text("短")
    with pytest.raises(BadInput, match="请从备份里恢复"):
        open_vault(load_settings(data_dir=tmp_path, secret_key="", database_url=""))
    assert (tmp_path / "secret.key").read_text() == "短"


def test_a_key_from_the_settings_wins_and_nothing_is_written(tmp_path):
    settings = load_settings(data_dir=tmp_path, secret_key=KEY, database_url="")
    assert open_vault(settings).fingerprint("a") == Vault(KEY).fingerprint("a")
    assert list(tmp_path.iterdir()) == []


def test_postgresql_needs_the_key_in_the_settings(tmp_path):
    url = "postgresql://town@localhost/mingbai"
    settings = load_settings(data_dir=tmp_path, secret_key="", database_url=url)
    with pytest.raises(BadInput, match=r"MINGBAI_SECRET_KEY.*openssl rand -hex 32"):
        open_vault(settings)
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_it_is_logged(tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    settings = load_settings(data_dir=tmp_path, secret_key=KEY, database_url="")
    open_vault(settings).encrypt(WEBHOOK)
    assert KEY not in caplog.text + repr(settings)
    assert WEBHOOK not in caplog.text
