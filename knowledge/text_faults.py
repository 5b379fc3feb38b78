"""What no text for everybody should hold: numbers nobody checked, private ones, and blanks."""

import re

_CALLED = re.compile(r"(?<![\d.])(?:1[12]\d|1[02]\d{3}|96\d{3})(?![\d.%]| ?[元万天年日岁人个次])")
_PERSONAL = re.compile(
    r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|[48]00-?\d{3}-?\d{4}|\d{17}[\dXx])(?!\d)"
    r"|[赵钱孙李周吴郑王冯陈张刘杨黄林马罗胡朱梁宋谢韩唐许邓曹彭曾潘袁蔡蒋杜叶程魏苏吕卢姚姜崔谭]"
    r"(?:某[某甲乙丙]?|先生|女士|大爷|大妈|师傅)"
)
_PLACEHOLDER = re.compile(
    r"_{2,}|＿{2,}|[×＊*Xx○]{2,}(?![A-Za-z0-9/])|某某|待补充|待填写?|\{\w+\}"
    r"|[【〔\[（(](?:请?填写?|待定|此处)[^】〕\]）)]{0,20}[】〕\]）)]"
)


def called_numbers(text: str) -> set[str]:
    """Find the numbers that a text tells people to call."""
    return set(_CALLED.findall(text))


def private_words(text: str) -> str:
    """Find the first name or private number in a text; nothing if there is none."""
    found = _PERSONAL.search(text)
    return found[0] if found else ""


def blanks(text: str) -> list[str]:
    """Find the places that somebody was to fill in, each once."""
    return list(dict.fromkeys(_PLACEHOLDER.findall(text)))
