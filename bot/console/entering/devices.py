"""What a browser calls itself, in words in which people know their own devices."""

import re
from collections.abc import Sequence

_SYSTEMS: Sequence[tuple[str, str]] = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS|OpenHarmony", "鸿蒙设备"),
    ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Macintosh|Mac OS X", "苹果电脑"),
    ("Linux|X11", "Linux 电脑"),
)
_BROWSERS: Sequence[tuple[str, str]] = (  # the first that fits: many name others as well
    ("wxwork", "企业微信"),
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge 浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("MiuiBrowser", "小米浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("360SE|360EE|QIHU", "360 浏览器"),
    ("OPR|Opera", "Opera 浏览器"),
    ("Firefox|FxiOS", "火狐浏览器"),
    ("Chrome|CriOS", "Chrome 浏览器"),
    ("Safari", "Safari 浏览器"),
)


def device_of(agent: str) -> str:
    """Name a device by what its browser says of itself."""
    system, browser = _first(_SYSTEMS, agent), _first(_BROWSERS, agent)
    if system and browser:
        return f"{system}上的{browser}"
    return system or browser or "认不出的设备"


def _first(known: Sequence[tuple[str, str]], agent: str) -> str:
    return next((words for sign, words in known if re.search(sign, agent)), "")
