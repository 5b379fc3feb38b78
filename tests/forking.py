"""Commands in processes of their own, forked from one that has loaded the program already.

A command takes two seconds of a core to load, and the tests run hundreds.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

_LOADED = ["bot.cli", "bot.town"]
_STREAMS = (("in", os.O_RDONLY), ("out", os.O_WRONLY), ("err", os.O_WRONLY))
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(_LOADED)


def run_forked(
    words: Sequence[str], *, folder: Path, environment: Mapping[str, str], typed: str, patience: int
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, as `subprocess.run` would."""
    with tempfile.TemporaryDirectory() as name:
        streams = Path(name)
        (streams / "in").write_text(typed, encoding="utf-8")
        for stream in ("out", "err"):
            (streams / stream).touch()
        arguments = (list(words), str(folder), dict(environment), name)
        process = _context.Process(target=_run, args=arguments)
        process.start()
        process.join(patience)
        if process.is_alive():
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(list(words), patience)
        said, faults = ((streams / one).read_text(encoding="utf-8") for one in ("out", "err"))
        return subprocess.CompletedProcess(list(words), process.exitcode or 0, said, faults)


def _run(words: list[str], folder: str, environment: dict[str, str], streams: str) -> None:
    for number, (name, flags) in enumerate(_STREAMS):
        opened = os.open(Path(streams) / name, flags)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False, buffering=1)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["mingbai", *words]
    from bot.cli import main

    main()
