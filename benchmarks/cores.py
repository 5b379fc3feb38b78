"""Which core does what: the measured process has one to itself, the load comes from another."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

CAN_CHOOSE = hasattr(os, "sched_setaffinity")
ALL = sorted(os.sched_getaffinity(0)) if CAN_CHOOSE else list(range(os.cpu_count() or 1))
MEASURED, LOADING = ALL[:1], ALL[-1:]


@contextmanager
def running_on(cores: list[int]) -> Iterator[None]:
    """Keep this process, and those started from it, on these cores for a while."""
    if not CAN_CHOOSE:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
