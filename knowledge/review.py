"""三审三校: who may take the next step of a review, each another person, none who wrote it."""

import re
import unicodedata
from dataclasses import dataclass

from knowledge.errors import BadInput, NotAllowed

STEP_NAMES = {1: ("审核",), 2: ("初审", "终审"), 3: ("一审", "二审", "三审")}
_INNER_SPACE = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")  # 张　三 is 张三


@dataclass(frozen=True, slots=True)
class Review:
    """How far the review of one wording has come.

    `writers` wrote it, `passed` names who took each step so far, in order, of `needed` (1 to 3).
    """

    writers: tuple[str, ...]
    passed: tuple[str, ...]
    needed: int

    @property
    def done(self) -> bool:
        """Whether every step is taken."""
        return len(self.passed) >= self.needed

    @property
    def next_step(self) -> str:
        """Name the step that comes next; nothing when all are taken."""
        return "" if self.done else STEP_NAMES[self.needed][len(self.passed)]

    @property
    def next_is_last(self) -> bool:
        """Whether the step that comes next is the one that approves."""
        return len(self.passed) == self.needed - 1


def check_step(review: Review, by: str) -> str:
    """Give the name under which a person may take the next step, or refuse with the reason."""
    name = signed_name(by)
    if review.done:
        raise NotAllowed("审核已经全部通过，不用再审。")
    if name in map(_folded, review.writers):
        raise NotAllowed(f"{name}是起草或改稿的人，{review.next_step}要由别人来做。")
    taken = [_folded(one) for one in review.passed]
    if name in taken:
        step = STEP_NAMES[review.needed][taken.index(name)]
        raise NotAllowed(f"{name}已经做过{step}，{review.next_step}要由另一个人来做。")
    return name


def check_remark(remark: str) -> str:
    """Give the remark with which something is sent back, or ask for one."""
    if not remark.strip():
        raise BadInput("退回要写明意见，让起草人知道改哪里。")
    return remark.strip()


def signed_name(by: str) -> str:
    """Spell a person's name one way, so that nobody is two people by a space; refuse none."""
    name = _folded(by)
    if not name:
        raise BadInput("请写明是谁办的。")
    return name


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name)
    shown = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    return _INNER_SPACE.sub("", " ".join(shown.split()))
