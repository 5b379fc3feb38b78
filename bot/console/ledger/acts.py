"""Words for what is noted: the acts, what they were done to, and what is kept of them."""

from collections.abc import Mapping

from bot.people import ROLES
from jobs.figures.figure_names import CHANNELS
from knowledge.town_days import KINDS

SUBJECTS: Mapping[str, str] = {
    "notice": "通知",
    "entry": "知识",
    "entries": "多条知识",
    "gap": "居民的问题",
    "answer": "一次回答",
    "alert": "危险提醒",
    "handover": "转来的问题",
    "group": "群",
    "grid": "网格",
    "worker": "网格员",
    "staff": "人员",
    "day": "宣传日子",
    "hotline": "热线",
    "law-name": "法律俗名",
    "setting": "设置",
}

# `what` names the thing; the rest are what the act keeps. `kind.act` stands before `act` alone.
ACTS: Mapping[str, str] = {
    "add": "添加了{what}",
    "change": "修改了{what}",
    "remove": "移除了{what}",
    "rename": "把{what}改名为“{after}”",
    "move": "移动了{what}",
    "hide": "隐藏了{what}",
    "show": "恢复了隐藏的{what}",
    "restore": "恢复了{what}的旧内容",
    "draft": "起草了{what}",
    "edit": "修改了{what}",
    "submit": "把{what}送审",
    "approve": "通过了{what}的{step}",
    "send_back": "退回了{what}",
    "decline": "不采用{what}的草稿",
    "withdraw": "停用了{what}",
    "import": "从“{file}”导入了知识草稿",
    "emergency": "紧急发出了{what}",
    "cancel": "取消了{what}",
    "pause": "暂停了{what}",
    "resume": "让{what}继续发送",
    "retry": "重发了{what}",
    "recall": "撤回了{what}",
    "test": "给{what}发了一条测试消息",
    "schedule.fault": "发现{what}排不上发送时间",
    "answer": "给{what}补上了答案",
    "add_wording": "把{what}的问法加进了知识",
    "dismiss": "略过了{what}",
    "reopen": "重新打开了{what}",
    "judge": "检查了{what}",
    "see": "看过了{what}",
    "finish": "办完了{what}",
    "deactivate": "停用了{what}",
    "reactivate": "恢复了{what}",
    "assign": "让{worker}负责{what}",
    "release": "不再让{worker}负责{what}",
    "disable": "停用了{what}",
    "enable": "恢复了{what}",
    "link_code": "给{what}生成了绑定码",
    "link": "绑定了聊天账号",
    "unlink": "解除了聊天账号的绑定",
    "invite": "给{what}生成了登录邀请链接",
    "password": "设置了登录密码",
    "recovery_code": "用恢复码登录",
    "recovery_codes": "换了一批恢复码",
    "second_factor_on": "给{what}开启了两步登录",
    "second_factor_off": "给{what}关闭了两步登录",
    "staff.add": "添加了{what}（{role}）",
    "staff.change": "把{what}的角色从{role_was}改成{role}",
    "entries.submit": "把多条知识一起送审",
    "entries.approve": "一起通过了多条知识的审核",
    "group.move": "更新了{what}的地址",
}

FIELDS: Mapping[str, str] = {
    "title": "标题",
    "name": "名称",
    "before": "原来",
    "after": "现在",
    "from": "原来",
    "to": "现在",
    "reason": "原因",
    "remark": "意见",
    "step": "步骤",
    "version": "第几稿",
    "revision": "第几稿",
    "role": "角色",
    "worker": "网格员",
    "grid": "网格",
    "members": "人数",
    "active": "在用",
    "tags": "标签",
    "channel": "渠道",
    "rule": "每年哪一天",
    "dates": "具体日期",
    "topics": "主题词",
    "purpose": "用途",
    "hours": "时间",
    "law": "法律",
    "file": "文件",
    "added": "新增",
    "changed": "更改",
    "wordings": "加了几种问法",
    "again": "重发的群",
    "skipped": "不再发的群",
    "held": "停下的群",
    "freed": "继续发的群",
    "deleting": "删除的消息",
    "groups": "群",
    "workers": "网格员",
}

VALUES: Mapping[str, str] = {
    "True": "是",
    "False": "否",
    "true": "是",
    "false": "否",
    **{str(role): words for role, words in ROLES.items()},
    **{str(channel): words for channel, words in CHANNELS.items()},
    **{str(kind): words for kind, words in KINDS.items()},
}


def words_of(kind: str, act: str) -> str:
    """Give the sentence of an act, with gaps to fill."""
    return ACTS.get(f"{kind}.{act}") or ACTS.get(act, "办理了{what}")


def acts_said(written: str) -> list[str]:
    """Name the acts whose sentences hold some words."""
    return [act for act, words in ACTS.items() if written in words]
