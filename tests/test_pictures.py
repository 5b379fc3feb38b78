"""Pictures are kept once, told by their first bytes, and never too large."""

import pytest
from sqlmodel import func, select

from jobs.writing.pictures import MOST_BYTES, Picture, keep_picture
from knowledge.errors import BadInput

PNG, JPEG = b"\x89PNG\r\n\x1a\n rest", b"\xff\xd8\xff\xe0 rest"


def test_the_same_picture_is_kept_once(database):
    with database.writing() as session:
        first, other, again = (keep_picture(session, one) for one in (PNG, JPEG, PNG))
    assert (first == again, first != other) == (True, True)
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(Picture)).one() == 2
        kept = session.get_one(Picture, first)
        assert (kept.kind, kept.content) == ("image/png", PNG)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", b"\x89PN"])
def test_what_is_no_picture_for_a_group_is_refused(database, content):
    with database.writing() as session, pytest.raises(BadInput, match="PNG 或 JPEG"):
        keep_picture(session, content)


def test_a_picture_over_two_megabytes_is_refused(database):
    with database.writing() as session:
        keep_picture(session, PNG.ljust(MOST_BYTES))
        with pytest.raises(BadInput, match=r"图片有 2\.0 MB，最多 2 MB"):
            keep_picture(session, PNG.ljust(MOST_BYTES + 1))
