"""What staff are told about a citation that does not simply hold, and how to mend it."""

from typing import NamedTuple

from knowledge.drafts import Citation
from knowledge.law_names import titled
from knowledge.validity import Standing, Validity


class Remark(NamedTuple):
    """What is wrong, and how to mend it."""

    said: str
    mend: str


def remark_on(citation: Citation, found: Validity) -> Remark | None:
    """Say how a citation stands; nothing when it holds as it did when it was checked."""
    cited = titled(citation.law) + citation.article
    day = found.since.isoformat() if found.since else "早些时候"
    if found.standing is Standing.IN_FORCE:
        said = f"{cited}在上次核对之后有修改（{day}起施行）"
        return Remark(said, "请对照新条文核对，改好后重新发布。") if found.changed else None
    if found.standing is Standing.NOT_LOADED:
        return Remark(f"{cited}的条文没有收录，无法核对", "请导入这部法律。")
    by = "、".join(map(titled, found.replaced_by))
    new = "、".join(map(titled, found.read_now)) or by
    return {
        Standing.REPLACED: Remark(f"{cited}自{day}起被{by}代替", f"请改引{new}的条文，重新发布。"),
        Standing.REPEALED: Remark(f"{cited}自{day}起废止", "请找到现行规定，改写后重新发布。"),
        Standing.REVISED: Remark(
            f"{cited}已修订，新文本{day}起施行", "请导入新文本，核对后重新发布。"
        ),
        Standing.DROPPED: Remark(f"{cited}自{day}起失效", "请改引现行文本的条文，重新发布。"),
        Standing.COMING: Remark(f"{cited}{day}起才施行", "请写明还没有施行，或者给它定好有效期。"),
        Standing.MISSING: Remark(f"{cited}在现行文本里没有", "请核对条号，改正后重新发布。"),
    }[found.standing]
