"""Pages for questions that residents handed over to people, and for dangers they spoke of."""

from bot.console.inbox.tabs import tabs
from bot.console.pages import Pages, Shown, Went
from bot.console.visit import Visit
from bot.danger_letters import KINDS
from bot.people import Role
from jobs.records.alerts import list_alerts, see_alert
from jobs.records.handovers import finish_handover, list_handovers

CHANNELS = {
    "web": "网页",
    "terminal": "终端",
    "telegram": "Telegram",
    "wechat": "微信",
    "wecom": "企业微信",
}

pages = Pages()


@pages.show("/inbox/handovers", role=Role.DRAFTER)
def handovers(visit: Visit) -> Shown:
    """List what residents handed over, and how to reach them."""
    every = visit.word("all") == "yes"
    rows = list_handovers(visit.session, done=every)
    shown = [(row, visit.vault.decrypt(row.contact) if row.contact else "") for row in rows]
    return Shown(
        "console/inbox/handovers.html",
        rows=shown,
        every=every,
        channels=CHANNELS,
        tabs=tabs(visit),
        here="/inbox/handovers",
    )


@pages.act("/inbox/handovers/{number:int}/done", role=Role.DRAFTER)
def finish(visit: Visit, number: int) -> Went:
    """Note that it was taken care of; the resident's number goes."""
    finish_handover(visit.session, number, by=visit.person.name, now=visit.now)
    return Went("/inbox/handovers", said="已办完，居民留的电话已删除。")


@pages.show("/inbox/alerts", role=Role.DRAFTER)
def alerts(visit: Visit) -> Shown:
    """List the dangers that nobody has seen yet, or all."""
    every = visit.word("all") == "yes"
    return Shown(
        "console/inbox/alerts.html",
        rows=list_alerts(visit.session, seen=every),
        kinds=KINDS,
        every=every,
        channels=CHANNELS,
        tabs=tabs(visit),
        here="/inbox/alerts",
    )


@pages.act("/inbox/alerts/{number:int}/seen", role=Role.DRAFTER)
def see(visit: Visit, number: int) -> Went:
    """Note who takes care of it."""
    see_alert(visit.session, number, by=visit.person.name, now=visit.now)
    return Went("/inbox/alerts", said="已记下，由您跟进。")
