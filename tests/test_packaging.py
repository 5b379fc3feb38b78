"""What a newcomer relies on: locked packages, explained settings, commands that exist."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from bot.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==\S+", re.MULTILINE)
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for room in ("knowledge", "jobs", "bot")
    for path in (ROOT / room).rglob("*.py")
    if path.name not in ("__init__.py", "__main__.py") and "migrations" not in path.parts
)
LOADING = """
import importlib, sys
for name in {hidden!r}:
    sys.modules[name] = None
for name in {modules!r}:
    importlib.import_module(name)
"""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def plain(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def pinned(lock: str) -> set[str]:
    return {plain(name) for name in PINNED.findall(read(ROOT / "requirements" / lock))}


def test_the_three_locks_are_there():
    assert [lock.name for lock in LOCKS] == ["dev.txt", "runtime.txt", "semantic.txt"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_carries_its_hashes(lock):
    entries = re.split(r"\n(?=[A-Za-z0-9])", read(lock).strip())
    assert len(entries) > 20
    for entry in entries:
        assert PINNED.match(entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_lock_names_an_index_or_a_place_on_a_machine(lock):
    for line in read(lock).splitlines():
        assert "://" not in line
        assert not re.search(r"(^|\s)(/|-i |--index|--extra-index|--find-links|--trusted)", line)


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("runtime.txt", ()), ("semantic.txt", ("semantic",)), ("dev.txt", ("semantic", "dev"))],
)
def test_every_package_the_project_names_is_locked(lock, extras):
    wanted = [*PROJECT["dependencies"]]
    for extra in extras:
        wanted += PROJECT["optional-dependencies"][extra]
    assert {plain(requirement) for requirement in wanted} <= pinned(lock)


def test_the_program_loads_with_nothing_but_what_its_own_lock_names():
    hidden = {
        module
        for module, names in packages_distributions().items()
        if not {plain(name) for name in names} & (pinned("runtime.txt") | {"mingbai"})
    }
    loading = LOADING.format(hidden=sorted(hidden), modules=MODULES)
    done = subprocess.run(
        [sys.executable, "-c", loading], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_every_setting_is_in_the_example_with_a_comment():
    lines = read(ROOT / ".env.example").splitlines()
    for name in Settings.model_fields:
        (place,) = [
            number
            for number, line in enumerate(lines)
            if line.startswith(f"{PREFIX}{name.upper()}=")
        ]
        assert lines[place - 1].startswith("# "), f"{name} has no comment above it"


def test_the_example_names_no_setting_that_does_not_exist():
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"^(\w+)=", read(ROOT / ".env.example"), re.MULTILINE)) == known


def test_the_example_says_the_defaults(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    assert Settings(_env_file=ROOT / ".env.example") == Settings()


@pytest.mark.parametrize("readme", READMES, ids=lambda readme: readme.name)
def test_every_command_the_readme_gives_exists(readme):
    given = set(re.findall(r"\bmake ([a-z]+)", read(readme)))
    offered = set(re.findall(r"^([a-z]+):", read(ROOT / "Makefile"), re.MULTILINE))
    assert {"run", "test"} <= given <= offered


@pytest.mark.parametrize("readme", READMES, ids=lambda readme: readme.name)
def test_every_file_the_readme_points_to_exists(readme):
    for target in re.findall(r"\]\(([^)#]+)\)", read(readme)):
        assert "://" in target or (ROOT / target).exists(), target


@pytest.mark.parametrize("readme", READMES, ids=lambda readme: readme.name)
def test_every_setting_the_readme_names_exists(readme):
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", read(readme))) <= known


def test_the_changelog_has_a_place_for_the_next_change():
    assert "\n## [Unreleased]\n" in read(ROOT / "CHANGELOG.md")


def test_the_changelog_says_why_each_package_is_there():
    changelog = read(ROOT / "CHANGELOG.md").lower()
    extras = PROJECT["optional-dependencies"]
    for requirement in [*PROJECT["dependencies"], *extras["semantic"], *extras["dev"]]:
        assert f"`{plain(requirement)}`" in changelog, requirement
