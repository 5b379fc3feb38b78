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
NONE_OF_THESE = "都不是"
NONE_REPLY = (
    "好的，那请您换个说法再问一次，把人物、事情说具体些更好找。也可以拨打 12348 问值班律师，免费。"
)
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
GOODBYE = "再见，有事随时来问。"
