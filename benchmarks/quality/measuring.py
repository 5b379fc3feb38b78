"""Each method in a process of its own, which has one core to itself."""

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor

from benchmarks.cores import MEASURED, running_on
from benchmarks.quality.asking import Results, ask_all
from benchmarks.quality.keeping import keep, kept, path_of
from benchmarks.quality.material import Material, load
from benchmarks.quality.roster import CONTENDERS, Contender


def measured(contender: Contender, material: Material) -> tuple[Results, float]:
    """Give results, kept ones if nothing changed since, and the time they were measured."""
    path = path_of(contender, material)
    results = kept(path)
    if results is None:
        print(f"measuring: {contender.name} …", file=sys.stderr, flush=True)
        # Libraries start their threads when they are loaded: a new process has them on one core.
        with running_on(MEASURED):
            context = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(1, mp_context=context) as process:
                results = process.submit(_measure, contender.name).result()
        keep(results, path)
    return results, path.stat().st_mtime


def _measure(name: str) -> Results:
    contender = next(one for one in CONTENDERS if one.name == name)
    return ask_all(contender, load())
