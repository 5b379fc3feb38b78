"""YAML read against a pydantic model; what is wrong is said with the file and the line."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from knowledge.errors import BadInput

Where = tuple[int | str, ...]
REASONS = {
    "missing": "缺少这一项",
    "extra_forbidden": "多出了不认识的一项",
    "string_type": "应当是文字",
    "string_pattern_mismatch": "写法不对",
    "string_too_short": "太短（至少{min_length}个字）",
    "string_too_long": "太长（最多{max_length}个字）",
    "too_short": "太少（至少{min_length}个）",
    "too_long": "太多（最多{max_length}个）",
    "date_type": "应当是日期，如 2026-11-23",
    "date_from_datetime_parsing": "应当是日期，如 2026-11-23",
    "list_type": "应当是一个列表",
    "tuple_type": "应当是一个列表",
    "dict_type": "应当是一组“名称: 内容”",
    "model_type": "应当是一组“名称: 内容”",
}

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C where it was built

Model = TypeVar("Model", bound=BaseModel)


def read(path: Path, model: type[Model]) -> tuple[Model, dict[Where, int]]:
    """Read a file as `model`, with the line on which every part of it begins."""
    node = _tree(path)
    lines: dict[Where, int] = {}
    _number(node, (), lines, path)
    try:
        return model.model_validate(
            yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  (safe)
        ), lines
    except ValidationError as error:
        detail = error.errors()[0]
        line = line_of(detail["loc"], lines)
        raise BadInput(f"{path.name} 第 {line} 行，{_name(detail)}：{_reason(detail)}") from error


def line_of(where: Where, lines: Mapping[Where, int]) -> int:
    """The line of a part, or of the nearest part around it that is written in the file."""
    return next(
        (lines[where[:end]] for end in range(len(where), -1, -1) if where[:end] in lines), 1
    )


def _tree(path: Path) -> yaml.Node:
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name} 不是 UTF-8 编码的文字") from error
    except FileNotFoundError as error:
        raise BadInput(f"找不到文件 {path.name}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadInput(f"{path.name} 第 {line} 行附近的格式不对，请检查缩进和引号") from error
    if node is None:
        raise BadInput(f"{path.name} 是空的")
    return node


def _number(node: yaml.Node, where: Where, lines: dict[Where, int], path: Path) -> None:
    lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            _number(item, (*where, place), lines, path)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*where, str(key.value))
            if inner in lines:
                raise BadInput(
                    f"{path.name} 第 {key.start_mark.line + 1} 行，“{key.value}”写了两次"
                )
            lines[inner] = key.start_mark.line + 1
            _number(value, inner, lines, path)


def _name(detail: ErrorDetails) -> str:
    parts = [f"第 {part + 1} 条" if isinstance(part, int) else part for part in detail["loc"]]
    return " ".join(parts) or "整个文件"


def _reason(detail: ErrorDetails) -> str:
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    reason = REASONS.get(detail["type"], "内容不合要求")
    return reason.format(**detail.get("ctx", {}))
