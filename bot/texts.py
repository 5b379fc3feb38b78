"""Every sentence a resident reads that is not knowledge."""

STANDING = "这是普法信息，不代替律师意见。免费法律咨询：12348"
GREETING = "您好，我是{town}的“法律明白人”。遇到家里家外的法律事，用平常话问我就行，我会告诉您怎么办、依据是哪一条。"
SAMPLES = (
    "离婚冷静期是多久？",
    "老板拖欠工资怎么办？",
    "借条应该怎么写？",
    "网上买的东西可以退吗？",
)
HELLO = "您好。我是{town}的“法律明白人”，婚姻、工资、借钱、邻里、消费、防诈骗这些事都可以问我。您遇到了什么事？"
THANKS = "不客气。还有别的事，随时可以问我。"
WHO = "我是{town}的普法助手，不是律师，也不是真人。我的回答都来自审核过的问答和法律条文，会把依据一起给您看。"
LAWYER = "我不是律师，也不是工作人员，是{town}的普法助手。法律怎么规定我能讲给您听；要请律师帮忙，可以拨打 12348，或者到法律援助中心问问。"
SMALL_TALK = {
    "hello": HELLO,
    "thanks": THANKS,
    "okay": "好的。还有不明白的，接着问我就行。",
    "bye": "再见，有事随时来问。",
    "praise": "谢谢您。家里家外有什么法律上的事，随时问我。",
    "lawyer": LAWYER,
    "who": WHO,
    "able": "我能用平常话讲婚姻、工资、借钱、邻里、土地、消费、防诈骗这些事，告诉您怎么办、依据是哪一条。您遇到了什么事？",
    "insult": "没帮上您，对不住。您把遇到的事说一说，我再找找；想找人说，可以拨打 12345，法律上的事拨打 12348。",
    "person": "法律上的事，拨打 12348 有人接听，不收费；办事和投诉，拨打 12345。您也可以先把事情说给我听。",
}
FOREIGN = {
    "weather": "天气我说不准，您看看天气预报。",
    "food": "做菜我不在行，您问问家里的巧手。",
    "code": "电脑手机上的活我不会。",
    "politics": "这个话题我不评论。",
    "fun": "说笑、写文章我不在行。",
    "maths": "算数做题我帮不上忙。",
    "translation": "翻译我不会。",
    "stocks": "买什么、涨不涨，我不能给您出主意。",
    "medicine": "看病吃药要听医生的，病急请拨打 120。",
    "gossip": "明星的事我不清楚。",
    "sport": "比赛的事我不清楚。",
    "fortune": "算命看运势我不会。",
    "yourself": "谢谢您惦记，我是{town}的普法助手，不是真人。",
    "clock": "日子和钟点，您看看手机更准。",
    "knowledge": "这个我不在行。",
}
BACK = "婚姻、工资、借钱、邻里、土地这些法律上的事，可以问我。"
DECLINED = {
    "pleading": "文书我不能替您写。可以拨打 12348，或者到法律援助中心请人帮忙，符合条件的不收费。",
    "verdict": "官司会怎么判，我不能替法院下结论。您的案子可以拨打 12348，或者到法律援助中心请律师看看。",
    "guilt": "有没有罪、谁对谁错，要由办案机关和法院认定，我不能下结论。可以拨打 12348，或者到法律援助中心问律师。",
}
PAPER_SAYS = "想自己写，这些您用得上："
LAW_SAYS = "法律上是这样说的："
NO_WORDS = "您想问什么事？用平常话写一句就行，例如“{sample}”。"
ABOUT_NUMBER = "{number} 是{name}。您遇到了什么事，也可以先说给我听。"
ABOUT_LINE = "{name}的电话是 {number}（{hours}）。{purpose}。"
ABOUT_WORD = "和“{word}”有关的，您想问的是哪一件？"
WHAT_ABOUT = "您问的是哪一件事？连事情带问题一起说，我好给您找，例如“{sample}”。"
IN_STORY = "您说的事，最接近的是“{title}”。"
STORY_CHOICES = "您说的事我看了，最想先弄清楚的是哪一件？"
PART = "{number}、{question}"
STEPS_OF = "步骤：{title}"
MORE_PARTS = "后面还有几件，请接着问我。"
PART_UNKNOWN = "这一件我还没有把握，可以拨打 12348（免费法律咨询）。"
PART_CHOICES = "这一件要先弄清您问的是哪种情况，请在下面选。"
ON_TOPIC = "说到“{title}”：{said}"
ON_TOPIC_LINES = "说到“{title}”：\n{said}"
TOPIC_LAW = "依据是{articles}。"
TOPIC_PHONE = "可以拨打 {number}（{name}）。"
TOPIC_UNKNOWN = (
    "您接着问的是“{title}”这件事，这一点我还没有把握。可以拨打 {number}（{name}）问清楚。\n"
    "问题已经记下（个人信息会遮住），工作人员会补上答案。"
)
NONE_OF_THESE = "都不是"
NEXT_BEST = "那是不是下面这几件里的？"
NONE_REPLY = (
    "好的，那请您换个说法再问一次，把人物、事情说具体些更好找。也可以拨打 12348 问值班律师，免费。"
)
NONE_LEFT = "那我这里还没有合适的答案。可以拨打 12348（免费法律咨询），办事和投诉可以拨打 12345，请人当面听您说。"
NO_SUCH_CHOICE = "上面只有{count}个选项，您想问的是哪一个？直接说事情也行。"
UNKNOWN = (
    "这个问题我还没有把握。法律上的事可以拨打 12348（免费法律咨询），办事和投诉可以拨打 12345。\n"
    "问题已经记下（个人信息会遮住），工作人员会补上答案。"
)
CHOICES = "您想问的是哪一件？"
ARTICLE_SAYS = "{law}{article}这样规定：{point}"
REPORT_SAYS = "{title}里写到：{point}"
WHOLE_ARTICLE = "{law}{article}：\n{text}"
LONG_ARTICLE = "{law}{article}比较长，开头是：\n{text}……\n全文在下面的“依据”里。"
NOT_YET = "注意：这一条自{day}起才施行，现在还没有生效。"
LAW_OVERVIEW = (
    "{law}已经收录，一共{count}条。您可以直接问事情，也可以问某一条，例如“{short}第{example}条”。"
)
NO_SUCH_ARTICLE = "{law}里没有{article}，最后一条是{last}。请核对一下条号。"
NOT_LOADED = "{law}的条文这里还没有收录，没法给您看原文。可以拨打 12348 咨询，免费。"
NO_SUCH_LAW = "没有找到{law}这部法律，请核对一下名字。"
NEAREST_LAW = "您是不是想找下面这部？"
REPLACED = "{old}已经不再适用：自{day}起，由{new}代替。"
EMPTY = "请写下您想问的事。"
TOO_LONG = "问题太长了，请控制在 1000 个字以内，先写最想问的那一句。"
NOT_UNDERSTOOD = "没有看懂这次请求，请刷新页面后再试。"
TOO_BIG = "发来的内容太大了，请只发文字问题。"
BROKEN = "我们这边出了点问题，您的问题没有丢，请过一会儿再试。急事请拨打 12345。"
IN_FORCE = "{day}起施行，现行有效"
IN_FORCE_UNDATED = "现行有效"
IN_FORCE_UNTIL = "；{day}起有变化"
TEXT_CHANGED = "；条文有新修改，工作人员正在核对这条回答"
COMING = "{day}起才施行，现在还没有生效"
REPEALED = "已于{day}废止"
REPEALED_UNDATED = "已经废止"
REPLACED_BY = "{day}起已被{new}代替"
REVISED = "已经修订，新文本自{day}起施行，这里还没有收录"
DROPPED = "这一条已于{day}失效，现行文本里没有"
NO_ARTICLE = "现行文本里没有这一条，工作人员正在核对"
NOT_HERE = "条文未收录"
ENDED = "{old}已经不再适用：自{day}起废止。"
LAW_MOVED = "注意：依据的法律已有变化，工作人员正在核对。"
OLD_TEXT = "注意：{state}。下面是旧条文，现在不能再按它办："
LAW_STATE = "{law}{state}。要看现行规定，可以拨打 12348 咨询，免费。"
READ_NOW = "，现在看{new}"
TOO_FAST = "您发得有点快，前面几条我没来得及答。我先答最后几条，没答到的请再发一遍。"
