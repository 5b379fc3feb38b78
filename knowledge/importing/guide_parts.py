"""The parts of a service guide, under all the names that offices give them."""

import re
from collections.abc import Mapping

NAME = "name"
OTHER = "other"
BASIS = "basis"

# In the order in which a guide is read out.
PARTS: Mapping[str, str] = {
    "who": "办理对象",
    "conditions": "办理条件",
    "materials": "所需材料",
    "steps": "办理流程",
    "where": "办理地点",
    "hours": "办理时间",
    "phone": "咨询电话",
    "fee": "收费标准",
    "time_limit": "办理时限",
}

_SYNONYMS: Mapping[str, str] = {
    NAME: "事项名称 服务事项 服务事项名称 业务名称 办理事项 办事事项 项目名称 事项 服务名称",
    "who": "办理对象 服务对象 适用对象 申请对象 受理对象 面向对象 补贴对象 救助对象 保障对象 "
    "发放对象 享受对象 适用人群 适用范围 对象 谁可以办 谁能办 哪些人可以办",
    "conditions": "办理条件 申请条件 受理条件 申办条件 申领条件 申报条件 准入条件 享受条件 "
    "办事条件 认定条件 条件 需要什么条件 要什么条件",
    "materials": "所需材料 申请材料 办理材料 申报材料 申办材料 申领材料 提交材料 需提交材料 "
    "需提交的材料 应提交材料 应提交的材料 需要材料 需要的材料 所需要的材料 需要提供的材料 "
    "需提供材料 需提供的材料 提供材料 需带材料 需携带材料 应备材料 准备材料 材料清单 "
    "申请材料清单 办理材料清单 所需材料清单 所需资料 申请资料 办理资料 提交资料 所需证件 "
    "所需手续 办事材料 受理材料 材料 需要什么材料 需要带什么 要带什么 带什么 准备什么材料",
    "steps": "办理流程 办理程序 办理步骤 办事流程 办事程序 申请流程 申请程序 申办流程 "
    "服务流程 工作流程 业务流程 受理流程 审批流程 申领流程 办理方式 办理渠道 办理途径 "
    "申请方式 流程 步骤 程序 怎么办 怎么办理 如何办理 怎样办理",
    "where": "办理地点 办理地址 受理地点 受理地址 办公地点 办公地址 服务地点 办事地点 "
    "接待地点 办理窗口 受理窗口 办理机构 受理机构 受理部门 办理部门 受理单位 办理单位 "
    "实施机构 实施主体 责任部门 责任单位 主管部门 地点 地址 在哪里办 在哪办 去哪里办 到哪里办",
    "hours": "办理时间 办公时间 受理时间 工作时间 服务时间 接待时间 办事时间 开放时间 时间 "
    "什么时候办 什么时间办",
    "phone": "咨询电话 联系电话 服务电话 办公电话 咨询热线 服务热线 咨询方式 联系方式 "
    "咨询及联系方式 咨询途径 咨询渠道 电话 联系人及电话",
    "fee": "收费标准 收费情况 收费依据及标准 收费标准及依据 收费项目 办理费用 是否收费 费用 "
    "收费 收费标准和依据 要多少钱 要不要钱 收不收费",
    "time_limit": "办理时限 办结时限 承诺时限 法定时限 承诺办结时限 法定办结时限 "
    "承诺办理时限 法定办理时限 办理期限 承诺期限 法定期限 办结期限 时限 多久能办好 要多久 "
    "需要多长时间 多久办好",
    BASIS: "法律依据 办理依据 设定依据 政策依据 法定依据 实施依据 受理依据 依据 文件依据",
    OTHER: "注意事项 温馨提示 备注 监督电话 投诉电话 监督投诉电话 监督投诉渠道 投诉渠道 "
    "监督方式 投诉方式 监督投诉 办理结果 审批结果 结果名称 结果送达 送达方式 事项类型 "
    "事项编码 办件类型 行使层级 权力来源 常见问题 其他事项 说明 特别说明 咨询投诉 领取方式 "
    "有效期限 有效期 办理频次 补贴标准 救助标准 发放标准 保障标准 救助金额 事项简介 表格下载",
}
_PART_OF = {name: part for part, names in _SYNONYMS.items() for name in names.split()}
_LEVEL = r"[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]"
_ITEM = r"\d{1,2}[、.．)）](?!\d)|[（(]\d{1,2}[）)]|[①-⑳]"
_MARK = re.compile(rf"\s*(?:(?:{_LEVEL}|{_ITEM}|[★☆●○■□◆◇▲△•·※➤►\-*]+)\s*)*")
_LABEL = re.compile(
    r"(?P<open>[【\[〔「]?)\s*(?P<name>[\u4e00-\u9fff](?:[\u4e00-\u9fff和及与或、/ \u3000]{0,14}))"
    r"\s*(?P<note>[（(][^（()）]{0,20}[）)])?\s*"
    r"(?P<end>[?？]?[】\]〕」]\s*[:：]?|[:：?？]|$|(?=\s))"
)
_SHORTEST_BARE = 4
_HEADING = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|【)\s*[^。；，,;]{2,20}$")
_INLINE = re.compile(
    r"(?<=[\s；;。，,])\s*(?=(?:"
    + "|".join(sorted((name for name in _PART_OF if len(name) > 3), key=len, reverse=True))
    + r")[:：])"
)


def part_named(label: str) -> tuple[str, ...]:
    """The parts a label names, two for 办理地点及时间; none if it is no label of ours."""
    plain = re.sub(r"[\s\u3000]|[（(].*?[）)]", "", label).strip("：:【】[]")
    if plain in _PART_OF:
        return (_PART_OF[plain],)
    parts = [_PART_OF.get(piece) for piece in re.split(r"[和及与、/]", plain)]
    known = [part for part in parts if part]
    return tuple(dict.fromkeys(known)) if len(known) == len(parts) > 1 else ()


def split_label(line: str) -> tuple[tuple[str, ...], str, str]:
    """Part a line into the parts its label names, the label and what follows it."""
    found = _LABEL.match(line, _MARK.match(line).end())  # type: ignore[union-attr]
    if not found:
        return (), "", line
    label = re.sub(r"[\s\u3000]", "", found["name"])
    bare = not found["end"] and found.end() < len(line)
    parts = part_named(label)
    if not parts or (bare and len(label) < _SHORTEST_BARE):
        return (), "", line
    return parts, label, (found["note"] or "") + line[found.end() :].strip()


def split_inline(line: str) -> list[str]:
    """Part 咨询电话：… 办理时间：… where labels follow one another on one line."""
    return [piece.strip() for piece in _INLINE.split(line) if piece.strip()]


def is_heading(line: str) -> bool:
    """Whether a line looks like a heading of the first level, whatever it says."""
    return bool(_HEADING.match(line))
