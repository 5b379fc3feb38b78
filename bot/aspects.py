"""The sides of a matter that people ask after next: cost, place, papers, time and the like."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")
MOST_SENTENCES = 3
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Aspect:
    """One side of a matter: how it is asked after, and what a sentence about it holds."""

    name: str
    asks: re.Pattern[str]
    holds: re.Pattern[str]
    unless: re.Pattern[str] = _NOTHING


def _aspect(name: str, asks: str, holds: str, unless: str = "(?!)") -> Aspect:
    return Aspect(name, re.compile(asks), re.compile(holds), re.compile(unless))


ASPECTS = (
    _aspect(
        "law",
        r"依据|哪一?条|第几条|哪部法|哪个法|什么法|法律(?:上)?(?:怎么|咋)(?:说|规定)",
        r"(?!)",
    ),
    _aspect("phone", r"电话|打哪个号|号码|打给谁", r"(?!)"),
    _aspect(
        "penalty",
        r"罚多少|罚几|罚款|怎么罚|咋罚|会罚|判几年|判多久|判多少|坐牢|拘留|被抓|处罚",
        r"罚款|罚\d|拘留|有期徒刑|拘役|判刑|坐牢|处罚|刑事责任|警告",
    ),
    _aspect(
        "payment",
        r"赔多少|补多少|给多少|能拿多少|拿多少|能要多少|得多少|赔几|几倍|多少赔|赔哪些|赔什么",
        r"赔|补偿|\d倍|[一两三十]倍|一半|\d%|百分之|按.{1,12}算",
        r"罚\d|罚款|拘留",
    ),
    _aspect(
        "cost",
        r"多少钱|收费|要钱|花钱|费用|花多少|交多少|贵不贵|免费|几块|交钱|诉讼费|手续费",
        r"收费|免费|费用|不收|受理费|诉讼费|工本费|要交.{0,6}钱|交\d|缴纳|不用交|掏钱|\d+(?:\.\d+)?元",
        r"罚|赔偿金|欠",
    ),
    _aspect(
        "papers",
        r"(?:要|需要|得)?(?:带|准备|交|拿|备)(?:好|上|齐)?(?:些|点)?(?:什么|啥|哪些|几样)(?:东西|材料|证件|证|手续)?"
        r"|(?:什么|啥|哪些)(?:材料|证件|证据|证|手续)|要材料|要证据",
        r"带(?:上|好|着|齐)?|身份证|材料|证据|记录|收好|准备|留好|保存|复印|户口",
    ),
    _aspect(
        "place",
        r"(?:在|去|到|上|往)哪(?:里|儿|个地方)?(?:办|告|申请)?|哪里办|哪儿|什么地方|啥地方|哪个部门|什么部门|啥部门|哪个单位|找谁|找哪|跟谁|向谁|谁管|归谁管|哪个法院",
        r"(?:到|向|去|找|由|打).{0,24}(?:法院|部门|机构|机关|登记处|派出所|村委会|居委会|窗口|中心|司法所|政府|单位|仲裁委|"
        r"委员会|检察院|学校|乡镇|街道|公安|交警|劳动监察|调解|\d{5})",
    ),
    _aspect(
        "time",
        r"多久|几天|多长时间|多少天|什么时候|啥时候|几年|几个月|期限|来得及|过期|时效|晚不晚|多少年|快不快",
        r"\d+(?:个)?(?:工作日|小时|天|日|月|年)|[一两三半]年|个月|时效|期限",
    ),
    _aspect(
        "withdraw", r"撤回|撤销|反悔|后悔|不想.{0,3}了|取消|撤诉", r"撤回|撤销|反悔|后悔|取消|撤诉"
    ),
    _aspect(
        "deputy",
        r"别人.{0,3}(?:去|代|办)|代办|委托|代替|替(?:我|他|她)|一个人去|自己去|本人|亲自|网上办|网上申请",
        r"委托|代办|代理|本人|亲自|自己(?:去|写|申请)|一起|双方|网上|代为",
    ),
    _aspect(
        "steps",
        r"怎么[办做弄申]|咋[办做弄整]|然后|接下来|下一步|第一步|流程|步骤|具体|怎么申请|怎么操作|详细|先做什么|先干什么",
        r"^\d\. ",
    ),
)


def aspect_of(text: str) -> Aspect | None:
    """Give the side of a matter that a short question asks after."""
    return next((aspect for aspect in ASPECTS if aspect.asks.search(text)), None)


def without_aspects(text: str) -> str:
    """Leave what a short question says besides the side it asks after."""
    for aspect in ASPECTS:
        text = aspect.asks.sub(" ", text)
    return text


def sentences_on(aspect: Aspect, text: str) -> str:
    """Give the sentences of an answer that speak of this side, at most three; steps all."""
    found = [
        one.strip()
        for one in _SENTENCE.findall(text)
        if aspect.holds.search(one.strip()) and not aspect.unless.search(one)
    ]
    if aspect.name == "steps":
        return "\n".join(found)
    return _joined(found[:MOST_SENTENCES])


def _joined(sentences: Iterable[str]) -> str:
    plain = [re.sub(r"^\d\. ", "", one).rstrip("；;。") for one in sentences]
    return "。".join(plain) + "。" if plain else ""
