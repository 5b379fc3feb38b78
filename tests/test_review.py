"""三审三校: each step by another person, none by whoever wrote it, a remark to send back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import BadInput, NotAllowed
from knowledge.review import STEP_NAMES, Review, check_remark, check_step, signed_name


@pytest.mark.parametrize(("needed", "names"), STEP_NAMES.items())
def test_steps_are_called_what_staff_call_them(needed, names):
    people = ["李四", "王五", "赵六"]
    for done, name in enumerate(names):
        review = Review(("张三",), tuple(people[:done]), needed)
        assert (review.next_step, review.done) == (name, False)
        assert review.next_is_last == (done == needed - 1)
    over = Review(("张三",), tuple(people[:needed]), needed)
    assert (over.next_step, over.done) == ("", True)


def test_who_wrote_or_edited_it_reviews_nothing():
    review = Review(("张三", "李四"), (), 3)
    for name in ("张三", "李四"):
        with pytest.raises(NotAllowed, match=f"^{name}是起草或改稿的人，一审要由别人来做。$"):
            check_step(review, name)
    assert check_step(review, "王五") == "王五"


def test_nobody_takes_two_steps():
    with pytest.raises(NotAllowed, match=r"^李四已经做过一审，二审要由另一个人来做。$"):
        check_step(Review(("张三",), ("李四",), 3), "李四")


def test_what_is_reviewed_is_not_reviewed_again():
    with pytest.raises(NotAllowed, match="已经全部通过"):
        check_step(Review(("张三",), ("李四",), 1), "王五")


def test_a_space_or_a_wide_letter_makes_nobody_another_person():
    for spelt in (" 张三", "张三　", "张三\n", "张　三", "张\u200b三"):
        with pytest.raises(NotAllowed):
            check_step(Review(("张三",), (), 1), spelt)
    assert signed_name("Ａ　Li ") == "A Li"


@pytest.mark.parametrize("name", ["", "  ", "\u3000"])
def test_nobody_acts_without_a_name(name):
    with pytest.raises(BadInput, match="请写明是谁办的"):
        check_step(Review(("张三",), (), 1), name)


def test_sending_back_needs_a_remark():
    assert check_remark(" 日期写错了 ") == "日期写错了"
    with pytest.raises(BadInput, match="退回要写明意见"):
        check_remark("  ")


@given(st.lists(st.sampled_from("甲乙丙丁戊"), max_size=9), st.integers(1, 3))
def test_whoever_presses_in_whatever_order_the_steps_are_by_different_people(pressing, needed):
    passed: tuple[str, ...] = ()
    for name in pressing:
        try:
            passed += (check_step(Review(("甲",), passed, needed), name),)
        except NotAllowed:
            continue
    assert len(set(passed)) == len(passed) <= needed
    assert "甲" not in passed
    assert len(passed) == min(needed, len(set(pressing) - {"甲"}))
