"""The township's secret key: from the settings, or made once and kept in the data folder."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from bot.settings import SHORTEST_KEY, Settings
from jobs.vault import Vault
from knowledge.errors import BadInput

NAME = "secret.key"
RANDOM_BYTES = 32


def open_vault(settings: Settings) -> Vault:
    """Open the vault; on SQLite a key is made the first time, on PostgreSQL it must be set."""
    if settings.secret_key:
        return Vault(settings.secret_key)
    if not settings.database.startswith("sqlite"):
        raise BadInput(
            "用 PostgreSQL 时必须设置 MINGBAI_SECRET_KEY（至少 32 个字符，每台机器相同），"
            "可用 openssl rand -hex 32 生成。"
        )
    return Vault(_kept(settings.data_dir / NAME))


def _kept(path: Path) -> str:
    if not path.exists():
        _make(path)
    key = path.read_text(encoding="utf-8").strip()
    if len(key) < SHORTEST_KEY:
        raise BadInput(f"密钥文件 {path} 是空的或者不完整，请从备份里恢复。")
    return key


def _make(path: Path) -> None:
    """Write a new key where there is none; whoever is second finds the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{NAME}-")  # readable by us alone
    draft = Path(name)
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(secrets.token_hex(RANDOM_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)  # whole or not at all, and never over another
    finally:
        draft.unlink()
