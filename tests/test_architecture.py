"""The house rules that a machine can check."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("knowledge", "jobs", "bot")  # from the ground up
CHANNEL_LIBRARIES = {"fastapi", "starlette", "uvicorn", "typer", "telegram", "aiohttp", "httpx"}
ENVIRONMENT = {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"}
SHAPELESS = {"utils", "util", "base", "manager", "common", "helpers", "misc"}
MOST_LINES = 350

MODULES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
EVERY_FILE = [
    *MODULES,
    *(path for folder in ("tests", "benchmarks") for path in sorted((ROOT / folder).rglob("*.py"))),
]


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(tree: ast.Module) -> Iterator[str]:
    """Name every package that is imported, wherever in the module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").partition(".")[0]


def names_environment(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in ENVIRONMENT and ast.unparse(node.value) == "os"
    if isinstance(node, ast.ImportFrom) and node.module == "os":
        return any(name.name in ENVIRONMENT for name in node.names)
    return False


def reads_environment(tree: ast.Module) -> bool:
    return any(map(names_environment, ast.walk(tree)))


def forbidden(path: Path) -> set[str]:
    """Say what this module must not import: rooms above it, and channels' libraries."""
    room = path.relative_to(ROOT).parts[0]
    above = set(ROOMS[ROOMS.index(room) + 1 :]) | {"tests", "benchmarks"}
    return above if room == "bot" else above | CHANNEL_LIBRARIES


@pytest.fixture(params=MODULES, ids=shown)
def module(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture(params=EVERY_FILE, ids=shown)
def file(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_nothing_imports_upwards(module):
    tree = ast.parse(module.read_text(encoding="utf-8"))
    assert not set(imported(tree)) & forbidden(module)


def test_only_the_settings_read_the_environment(module):
    tree = ast.parse(module.read_text(encoding="utf-8"))
    assert not reads_environment(tree) or shown(module) == "bot/settings.py"


def test_every_file_says_what_it_is_for(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), f"{shown(file)} opens without a sentence"


def test_every_name_says_what_is_in_the_file(file):
    assert not set(file.relative_to(ROOT).with_suffix("").parts) & SHAPELESS


def test_no_file_is_too_long_to_read(file):
    lines = file.read_text(encoding="utf-8").count("\n")
    assert lines <= MOST_LINES, f"{shown(file)} has {lines} lines"


def test_rooms_open_with_a_sign_and_nothing_else():
    for room in ROOMS:
        tree = ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))
        assert len(tree.body) == 1


@pytest.mark.parametrize(
    "source", ["import bot", "from bot.texts import X", "def f():\n    import bot.cli"]
)
def test_an_upward_import_would_be_seen(source):
    assert set(imported(ast.parse(source))) & forbidden(ROOT / "jobs" / "masking.py")


@pytest.mark.parametrize(
    "source", ["import os\nos.environ", "from os import getenv", "import os\nos.getenv('X')"]
)
def test_reading_the_environment_would_be_seen(source):
    assert reads_environment(ast.parse(source))
