"""However many replicas tick, and wherever one dies, no slot fires twice and none is lost."""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from clocks import at
from planned import GROUPS, deliveries, planned, runs, ticked, town
from sqlalchemy import event
from sqlmodel import Session, col, func, select

from jobs.delivery.deliveries import Delivery
from jobs.schedule.runs import RunState
from jobs.writing.notices import Notice
from jobs.writing.stopping import cancel
from knowledge.database import Database, open_database

ROOT = Path(__file__).resolve().parent.parent
MORNING = at("2026-12-01 09:00")
MINUTE = timedelta(minutes=1)
SLOTS, REPLICAS = 50, 4

REPLICA = f"""
import sys
from datetime import timedelta
from clocks import at
from planned import ticked
from knowledge.database import open_database
database = open_database(sys.argv[1])
sys.stdin.readline()
for minute in range(1, {SLOTS} + 1):
    done = ticked(database, at("2026-12-01 09:00") + minute * timedelta(minutes=1))
    print(done.made, done.missed, done.failed, *done.fanned)
"""


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def per_run(database: Database) -> Counter[int]:
    """How many deliveries each run has."""
    with database.reading() as session:
        found = select(Delivery.run_id, func.count()).group_by(col(Delivery.run_id))
        return Counter(dict(session.exec(found).all()))


def assert_each_slot_went_out_once(database: Database, slots: int) -> None:
    found = runs(database)
    assert [run.state for run in found] == [RunState.FANNED] * slots
    assert per_run(database) == dict.fromkeys((run.id for run in found), GROUPS)


def test_four_processes_across_fifty_slots_make_fifty_runs(database):
    town(database)
    planned(database, "* * * * *", now=MORNING)
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    replicas = [
        subprocess.Popen(
            [sys.executable, "-c", REPLICA, url_of(database)],
            env=os.environ | {"PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(REPLICAS)
    ]
    for replica in replicas:
        replica.stdin.write("go\n")
        replica.stdin.flush()
    said = [replica.communicate(timeout=120)[0].splitlines() for replica in replicas]
    assert all(len(lines) == SLOTS for lines in said)
    ticks = [tuple(map(int, line.split())) for lines in said for line in lines]
    assert sum(made for made, *_rest in ticks) == SLOTS
    assert sorted(run for tick in ticks for run in tick[3:]) == [run.id for run in runs(database)]
    assert all((missed, failed) == (0, 0) for _made, missed, failed, *_rest in ticks)
    assert_each_slot_went_out_once(database, SLOTS)


def test_four_threads_at_fifty_slots_of_one_moment_hand_each_out_once(database):
    town(database)
    for number in range(SLOTS):
        planned(database, "2026-12-01 18:00", now=MORNING, title=f"第{number}条")
    fanned: list[int] = []
    begin = threading.Barrier(REPLICAS)

    def replica() -> None:
        own = open_database(url_of(database))
        begin.wait()
        fanned.extend(ticked(own, at("2026-12-01 18:00")).fanned)
        own.close()

    threads = [threading.Thread(target=replica) for _ in range(REPLICAS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(fanned) == sorted(run.id for run in runs(database))
    assert_each_slot_went_out_once(database, SLOTS)


@pytest.mark.parametrize("hour", [18, 23])  # it fires just then, or is handed out just then
def test_a_notice_that_is_cancelled_just_as_it_is_due_reaches_nobody(database, hour):
    town(database)
    number = planned(database, f"2026-12-01 {hour}:00", now=MORNING)
    due = at("2026-12-01 18:00")
    if hour == 23:
        ticked(database, at("2026-12-01 23:00"))
        due = at("2026-12-02 07:00")
    other = threading.Thread(target=ticked, args=(database, due))
    with database.writing() as session:
        cancel(session, session.get_one(Notice, number), by="小李", now=due)
        other.start()
        time.sleep(0.3)  # it has begun, and waits for us
    other.join()
    assert [run.state for run in runs(database)] == [RunState.CANCELLED] * (hour == 23)
    assert deliveries(database) == 0


class Died(BaseException):
    """A replica is no more: nothing catches it, and nothing is cleaned up but by the database."""


@contextmanager
def dying(database: Database, step: int) -> Iterator[Callable[[], bool]]:
    """Die before the n-th statement, before a commit or just after it, whichever comes then."""
    passed = 0

    def count(*_arguments: object) -> None:
        nonlocal passed
        passed += 1
        if passed == step:
            raise Died

    places = (
        (database.engine, "before_cursor_execute"),
        (database.engine, "commit"),
        (Session, "after_commit"),
    )
    for target, name in places:
        event.listen(target, name, count)
    try:
        yield lambda: passed >= step
    finally:
        for target, name in places:
            event.remove(target, name, count)


def die_at(database: Database, step: int, now: datetime) -> bool:
    """Tick until that step, and say whether there was one."""
    with dying(database, step) as reached:
        try:
            ticked(database, now)
        except Died:
            database.engine.dispose()
        return reached()


@pytest.mark.parametrize("hour", [18, 23])  # it goes at once, or waits for the morning
def test_dying_between_any_two_steps_fires_no_slot_twice_and_loses_none(database, hour):
    town(database)
    planned(database, f"0 {hour} * * *", now=MORNING, title="甲", pool="六月")
    planned(database, "pool", now=MORNING, title="乙", pool="六月")
    slot, step, died = at(f"2026-12-01 {hour}:00"), 0, True
    while died:
        step, died = step + 1, False
        for now in (slot, slot + timedelta(hours=8)):
            died |= die_at(database, step, now)
            ticked(database, now + MINUTE)
        assert (len(runs(database)), runs(database)[-1].slot) == (step, slot)
        slot += timedelta(days=1)
    assert step > 10
    assert_each_slot_went_out_once(database, step)
    assert [run.title for run in runs(database)] == [("甲", "乙")[day % 2] for day in range(step)]


def test_replicas_that_die_at_random_lose_nothing_together(database):
    town(database)
    planned(database, "* * * * *", now=MORNING)
    luck = random.Random(5)
    for minute in range(1, SLOTS + 1):
        now = MORNING + minute * MINUTE
        while luck.random() < 0.5:
            die_at(database, luck.randint(1, 25), now)
        ticked(database, now)
    assert_each_slot_went_out_once(database, SLOTS)
    assert deliveries(database) == SLOTS * GROUPS
