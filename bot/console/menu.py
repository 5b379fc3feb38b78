"""The menu at the side: what there is, and who sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.console.person import Person
from bot.people import Role


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the menu; `icon` is a name of Font Awesome's."""

    label: str
    icon: str
    path: str
    least: Role = Role.WORKER


MENU: Sequence[tuple[str, Sequence[Item]]] = (
    (
        "",
        (Item("今天", "fa-sun", "/"),),
    ),
    (
        "知识",
        (
            Item("问答", "fa-comments", "/faq/list", Role.DRAFTER),
            Item("办事指南", "fa-list-check", "/guides/list", Role.DRAFTER),
            Item("法律条文", "fa-scale-balanced", "/articles/list", Role.DRAFTER),
            Item("报告", "fa-file-lines", "/passages/list", Role.DRAFTER),
            Item("待审知识", "fa-check-double", "/entries/review", Role.REVIEWER),
            Item("收件箱", "fa-inbox", "/inbox", Role.DRAFTER),
            Item("导入导出", "fa-right-left", "/lists", Role.DRAFTER),
        ),
    ),
    (
        "通知",
        (
            Item("全部通知", "fa-bullhorn", "/notices"),
            Item("写通知", "fa-pen-to-square", "/notices/new"),
            Item("通知范本", "fa-book-open", "/notices/library"),
            Item("待审通知", "fa-check", "/notices/review", Role.REVIEWER),
            Item("宣传月历", "fa-calendar-days", "/notices/month"),
        ),
    ),
    (
        "全镇",
        (
            Item("群", "fa-users", "/groups/list"),
            Item("网格", "fa-sitemap", "/grids", Role.DRAFTER),
            Item("人员", "fa-id-badge", "/staff", Role.ADMINISTRATOR),
            Item("宣传日子", "fa-calendar-plus", "/occasions", Role.DRAFTER),
            Item("数字", "fa-chart-column", "/figures", Role.DRAFTER),
        ),
    ),
    (
        "管理",
        (
            Item("设置", "fa-sliders", "/settings", Role.ADMINISTRATOR),
            Item("办理记录", "fa-clock-rotate-left", "/ledger/list", Role.ADMINISTRATOR),
            Item("我的账户", "fa-user", "/me"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the menu as one person sees it on one page."""

    item: Item
    here: bool


def menu_for(person: Person | None, path: str) -> list[tuple[str, list[Line]]]:
    """Give the parts of the menu that a person may open, and mark where they are."""
    if person is None:
        return []
    here = _here(path)
    parts = []
    for title, items in MENU:
        lines = [Line(item, item is here) for item in items if person.at_least(item.least)]
        if lines:
            parts.append((title, lines))
    return parts


def _here(path: str) -> Item | None:
    """Find the line whose path is the longest beginning of this one."""
    every = [item for _title, items in MENU for item in items]
    fitting = [item for item in every if _leads(item.path, path)]
    return max(fitting, key=lambda item: len(item.path), default=None)


def _leads(beginning: str, path: str) -> bool:
    below = beginning.removesuffix("/list")
    return path == below or (beginning != "/" and path.startswith(f"{below}/"))
