"""Logs that say what happened, never what a resident wrote or what a key is."""

import logging
import sys
from collections.abc import Mapping
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "〔不记录〕"
SENSITIVE = frozenset(
    ("text", "question", "comment", "token", "secret", "password", "authorization", "cookie")
)
CHATTY = {
    "alembic": "WARNING",
    "apscheduler": "ERROR",
    "starlette_admin": "WARNING",  # below that it writes down what was searched for
    "telegram": "WARNING",  # below that it writes down what people said
    "uvicorn.error": "WARNING",
}
UVICORN = ("uvicorn", "uvicorn.error", "uvicorn.access")


def configure_logs(
    style: Literal["console", "json"], level: str, *, stream: TextIO = sys.stderr
) -> None:
    """Send every log line, uvicorn's too, through one formatter. Twice changes nothing.

    Start uvicorn with `log_config=None`, or it puts its own handlers back.
    """
    structlog.configure(
        processors=[*_common(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(style, colours=stream.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, least in CHATTY.items():
        logging.getLogger(name).setLevel(least)
    for name in UVICORN:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    access = logging.getLogger("uvicorn.access")
    access.filters[:] = [_without_query]


def hide_sensitive(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace values whose names tell that they are private, at any depth."""
    return {name: _hidden(name, value) for name, value in event.items()}


def _hidden(name: str, value: Any) -> Any:
    if not SENSITIVE.isdisjoint(name.lower().replace("-", "_").split("_")):
        return HIDDEN
    if isinstance(value, Mapping):
        return {str(key): _hidden(str(key), inner) for key, inner in value.items()}
    return value


def _common() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_sensitive,
    ]


def _formatter(style: str, *, colours: bool) -> logging.Formatter:
    finish: list[Processor]
    if style == "json":
        finish = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
    else:  # plain tracebacks: the default prints local variables, questions among them
        plain = structlog.dev.plain_traceback
        finish = [structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=plain)]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_common(),
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *finish],
    )


def _without_query(record: logging.LogRecord) -> bool:
    if isinstance(record.args, tuple):
        record.args = tuple(
            part.partition("?")[0] if isinstance(part, str) and part.startswith("/") else part
            for part in record.args
        )
    return True
