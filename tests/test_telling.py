"""What is to be told once is told once, however many processes would tell it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from builders import NOW

from bot.telling import first_to_tell, forget_told, untell


def test_of_many_who_would_tell_one_does(database):
    def tries(_number: int) -> bool:
        with database.writing() as session:
            return first_to_tell(session, "alert:7", now=NOW)

    with ThreadPoolExecutor(4) as many:
        assert sum(many.map(tries, range(8))) == 1


def test_what_could_not_be_told_is_told_by_the_next(database):
    with database.writing() as session:
        assert first_to_tell(session, "pack:1", now=NOW)
        untell(session, "pack:1")
        assert first_to_tell(session, "pack:1", now=NOW)


def test_what_was_told_long_ago_is_forgotten(database):
    with database.writing() as session:
        first_to_tell(session, "gaps:2026-01-01", now=NOW)
        forget_told(session, before=NOW + timedelta(days=1))
        assert first_to_tell(session, "gaps:2026-01-01", now=NOW)
