"""What residents read in chats besides answers: menus, subscriptions, groups, their own data."""

PRIVACY_LINE = "问答会保留{days}天，个人号码会遮住。发 /privacy 看说明，发 /erase 可以清除。"
HELP = (
    "<b>我能做这些</b>\n"
    "直接写下您遇到的事，我来回答，并附上依据。\n"
    "/guide 办事：要带什么、到哪里办\n"
    "/remind 提醒我：安全、反诈等通知发给您\n"
    "/privacy 保存什么、怎么清除\n"
    "/erase 看一份副本，或者全部清除\n\n"
    "危险的时候先打电话：匪警 110，火警 119，急救 120。"
)
COMMANDS = (
    ("guide", "办事：要带什么、到哪里办"),
    ("remind", "提醒我：把通知发给您"),
    ("help", "我能做什么"),
    ("privacy", "保存什么、怎么清除"),
    ("erase", "看副本，或者全部清除"),
)
GROUP_COMMANDS = (
    ("ask", "问一件事，例如 /ask 借条怎么写"),
    ("status", "看这个群的情况"),
)
PRIVACY = (
    "<b>保存什么</b>\n"
    "您问的话、我答上了没有，最多保留{days}天；手机号、身份证号这些会先遮住。\n"
    "您点的“有用”“没帮上”，订阅了哪些提醒，请工作人员联系时留的电话。\n\n"
    "<b>用来做什么</b>\n"
    "补上没答好的问题，统计大家常问哪些事。只看数目，不看个人。\n\n"
    "<b>怎么清除</b>\n"
    "发 /erase，可以先看一份副本，再全部清除。\n\n"
    "Telegram 的服务器在境外，请不要在这里发身份证、银行卡的照片和号码。"
)
NO_COMMAND = "没有这个命令。发 /help 可以看到我能做什么，也可以直接写下您的事。"
OLD_BUTTON = "这个按钮过时了，请再问一次。"
ERASED_ANSWER = "这次问答的记录已经清除，请再问一次。"

MEDIA = {
    "photo": "图片我看不懂，请把想问的事写成一句话。",
    "sticker": "表情我收到了。有想问的事，写一句话就行。",
    "voice": "语音我还听不懂，请把想问的事写成文字。",
    "video": "视频我看不了，请把想问的事写成一句话。",
    "file": "文件我打不开，请把想问的那一句写下来。",
    "contact": "不用发名片。有想问的事，写一句话就行。",
    "other": "这个我看不懂，请把想问的事写成一句话。",
}
MEDIA_CAUTION = "里面有证件、卡号的话，请把它删掉。"
CAPTION_ONLY = "图片我看不懂，只按您写的字回答。"

USEFUL, USELESS = "有用", "没帮上"
THANKS_USEFUL = "谢谢，记下了。"
THANKS_USELESS = "记下了，我们会改进。"
SOURCES, ONE_SOURCE, FOLD = "看依据（{count}条）", "看依据", "收起依据"
BASIS = "依据"
CALL = "电话"
ABOUT = "（{name}）"

TO_STAFF = "转给工作人员"
HANDOVER_ASK = (
    "好的，这个问题转给工作人员：\n{question}\n\n"
    "要请他们打电话给您，就写下电话号码；不想留，点“不留电话”。电话只给办这件事的人看，办完就删。"
)
HANDOVER_BUTTONS = ("不留电话", "不转了")
HANDOVER_BAD = "这个号码看着不完整，请再核对一下；不想留，点“不留电话”。"
HANDOVER_WITH_PHONE = "已经转给工作人员了，他们会打电话给您。急事请直接拨打 12345。"
HANDOVER_WITHOUT = "已经转给工作人员了，答案会补进来，过几天可以再问一次。急事请直接拨打 12345。"
HANDOVER_NOTHING = "请先把您的事写成一句话，我答不上来的，再点“转给工作人员”。"
HANDOVER_STOPPED = "好的，不转了。还有别的事，随时问我。"
HANDOVER_FINISH = "办完了"
HANDOVER_FINISHED = "已记为办完，居民留的电话已删除。"
HANDOVER_BY = "{name}已经办完了。"
HANDOVER_NO_PHONE = "没有留"

GUIDES = "办事"
GUIDES_ASK = "想办哪一类事？"
GUIDES_NONE = "办事指南还没有录入，可以拨打 12345 问。"
GUIDES_OF = "<b>{topic}</b>\n想办哪一件？"
BACK, NEXT_PAGE, LAST_PAGE = "返回", "下一页", "上一页"
WHOLE_GUIDE = "看全部：怎么办、多久、注意什么"
SHORT_GUIDE = "只看要带什么"
NO_GUIDE = "这份办事指南已经撤下，请重新选一次。"
BRING, WHO, WHERE, HOURS, COST, HOW_LONG = "要带", "谁可以办", "到哪里", "时间", "收费", "多久办好"
CONDITIONS, STEPS, RESULT, CAUTION, PHONE = "条件", "怎么办", "办好以后", "注意", "电话"

REMIND = "提醒我"
REMIND_ASK = "想收哪些通知？点一下选上，再点一下去掉。"
REMIND_NOW = "您现在收：{topics}。\n时间：{hour}。\n\n点一下增减；随时可以停，发“退订”也行。"
REMIND_GRID = "您在{grid}，发给那里的通知也会给您。"
REMIND_STOP = "都不收了"
REMIND_STOPPED = "好的，不再给您发通知了。想再收，随时发 /remind。"
REMIND_NOTHING = "您没有订阅通知。想收的话，发 /remind。"
REMIND_HOURS = "紧急通知随时发，别的不在夜里打扰您。"
CHOSEN = "✓ {name}"

ERASE_ASK = "想看一份保存了什么，还是全部清除？"
ERASE_COPY, ERASE_ALL, ERASE_NOTHING = "看一份副本", "全部清除", "先不动"
ERASE_SURE = "清除以后找不回来：问过的话、评价、订阅、留的电话都会删掉。确定清除吗？"
ERASE_YES, ERASE_NO = "确定清除", "先不清除"
ERASE_DONE = "都清除了，一共{count}条问答。危险情况只留下有过这件事，不留您说的话。"
ERASE_KEPT = "好的，什么都没有动。"
ERASE_OLD = "这个按钮过时了，什么都没有动。要清除请再发 /erase。"
ERASE_GROUPS = "群里的问答不记是谁问的，所以不在这里面，到期会自动删除。"
COPY_FILE = "我的记录.txt"
COPY_SENT = "这是现在保存的全部内容。"

WHERE_ASK = "您住在哪里？选一下，我告诉您网格员是谁。"
WHERE_NONE = "网格还没有录入，要找网格员可以问村（居）委会，或者拨打 12345。"
WHERE_LOCATION = "位置我对不上是哪个网格，请在下面选。"
GRID = "<b>{grid}</b>"
GRID_WORKERS = "网格员：{workers}。"
GRID_NOBODY = "这个网格的网格员还没有登记，可以问村（居）委会。"
GRID_REMIND = "收这里的通知"
GRID_HERE = "就是这里"
NO_GRID = "没有找到这个网格，请在下面选。"
NO_ENTRY = "这条内容已经撤下了，您可以直接问我。"

# In groups.
GROUP_HELLO = (
    "大家好，我是{town}的“法律明白人”。想问法律上的事，发 /ask 加上问题，"
    "或者在话里写上 @{bot}、回复我的消息。别的话我不插嘴。"
)
GROUP_PRIVACY = "如果 @我 没有回应，请用 /ask@{bot} 加上问题，或者请群主把我设为管理员。"
GROUP_MORE = "看全文和依据（私聊）"
GROUP_PRIVATE = "私下问我"
GROUP_DANGER_SENT = "请看我私下发给您的消息。"
GROUP_BUSY = "问的人多，我先歇一歇，一分钟后再答。急着问可以私下找我。"
GROUP_SLOW = "您问得有点快，过一分钟再问我，或者私下慢慢问。"
GROUP_NOT_YOURS = "这是别人问的，请您自己问我一次。"
GROUP_ASK = "您想问什么？写在后面就行，例如 /ask 借条怎么写。"
GROUP_CUT = "……"
GROUP_PRIVATELY = "这个请私下找我办，群里大家都看得见。"
BIND_DONE = "这个群已经绑定到{grid}，那里的通知会发到这里。"
BIND_WHICH = "您负责几个网格，这个群是哪一个的？"
UNBIND_DONE = "已经解除绑定，这个群不再属于任何网格。"
STAFF_ANONYMOUS = "您现在是匿名管理员，看不出是谁。请先取消匿名，再发一次。"
MUTED = "好的，到{until}之前我不在群里回答。通知照常发；有危险的话，我还是会说。"
UNMUTED = "好的，我又可以回答了。"
MUTE_HOW = "请写上多久，例如 /mute 2h（两小时）、/mute 30m（30分钟）；/mute off 恢复。"
MUTE_WHO = "静音要由群管理员或者网格员来设。"
STATUS = "<b>{name}</b>"
STATUS_GRID = "网格：{grid}"
STATUS_NO_GRID = "网格：还没有绑定，请网格员在这里发 /bind"
STATUS_NOTICES = "通知：正常接收"
STATUS_CLOSED = "通知：已停用（{reason}）"
STATUS_ANSWERS = "回答：正常，@{bot} 或者回复我就行"
STATUS_MUTED = "回答：静音到{until}"
STATUS_PRIVACY = (
    "看消息：隐私模式开着，只看得到命令、@我的话和对我的回复。这样够用；"
    "如果 @我 没有回应，请群主把我设为管理员。"
)
STATUS_UNKNOWN = "这个群还没有登记，请把我移出去再加进来一次。"
OUT = "机器人已被移出这个群。"
SILENCED = "机器人在这个群里被禁止发言。"
