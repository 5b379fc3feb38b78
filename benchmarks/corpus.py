"""A data folder of its own with all laws of the shared material, and the questions to ask."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cores import ALL, running_on
from bot.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parent.parent


class MaterialMissingError(Exception):
    """The shared material is not where it was looked for."""


@dataclass(frozen=True)
class Corpus:
    """All laws and the starter knowledge, published; and how long the import took."""

    folder: Path
    questions: tuple[str, ...]
    import_seconds: float
    imported: int

    @property
    def settings(self) -> Settings:
        """The settings of a program that runs on this folder, whatever the machine says."""
        return load_settings(_env_file=None, data_dir=self.folder / "data", database_url="")

    @property
    def environment(self) -> dict[str, str]:
        """The same settings for another process."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("MINGBAI_")}
        return kept | {
            "MINGBAI_DATA_DIR": str(self.folder / "data"),
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
        }


@contextmanager
def prepared() -> Iterator[Corpus]:
    """Import every law into a temporary folder, which is gone afterwards.

    Raises `MaterialMissingError` where there are no laws to import.
    """
    shared = _shared()
    with tempfile.TemporaryDirectory(prefix="mingbai-bench-") as name:
        corpus = Corpus(Path(name), _questions(shared), 0.0, 0)
        began = time.perf_counter()
        imported = bring_in(corpus, shared / "data" / "laws")
        seconds = time.perf_counter() - began
        yield Corpus(corpus.folder, corpus.questions, seconds, imported)


def bring_in(corpus: Corpus, laws: Path) -> int:
    """Import laws by the command that staff use; tell how many entries were new."""
    command = [sys.executable, "-m", "bot", "import", str(laws), "--kind", "law", "--publish"]
    with running_on(ALL):
        done = subprocess.run(
            command,
            cwd=corpus.folder,
            env=corpus.environment,
            check=True,
            text=True,
            stdout=subprocess.PIPE,
        )
    added = re.search(r"新增 (\d+)", done.stdout)
    return int(added[1]) if added else 0


def _shared() -> Path:
    folder = (ROOT / os.environ.get("MINGBAI_SHARED", "../shared")).resolve()
    if not (folder / "data" / "laws").is_dir():
        raise MaterialMissingError(
            f"The laws to measure with are not in {folder}; MINGBAI_SHARED says where they are."
        )
    return folder


def _questions(shared: Path) -> tuple[str, ...]:
    path = shared / "data" / "questions" / "lay-questions.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(dict.fromkeys(json.loads(line)["question"] for line in lines))
