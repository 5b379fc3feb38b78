"""An emergency: sent at once on one publisher's word, after they have seen to how many groups."""

from bot.console.notices.composer import compose
from bot.console.notices.composing import urgent_desk
from bot.console.pages import Answer, Pages, Shown, Went
from bot.console.visit import Visit
from bot.notice_rights import may_publish
from bot.people import Role
from jobs.places.audience import parse_audience
from jobs.places.reach import reach
from jobs.writing.checks import refuse_grave
from jobs.writing.emergencies import emergency
from knowledge.errors import BadInput

pages = Pages()


@pages.show("/notices/urgent", role=Role.PUBLISHER)
def urgent(visit: Visit) -> Shown:
    """Show the sheet for an emergency."""
    return compose(urgent_desk(visit))


@pages.act("/notices/urgent", role=Role.PUBLISHER, again=urgent)
def urge(visit: Visit) -> Answer:
    """Ask once, naming the number of groups; send when that very number was said yes to."""
    desk = urgent_desk(visit)
    sheet = desk.read(take_picture=True)
    facts = sheet.whole()
    if not visit.word("reason"):
        raise BadInput("请写明为什么不能等审核，事后审核的人要看。")
    groups = reach(visit.session, parse_audience(dict(facts.audience))).groups
    if not groups:
        raise BadInput("现在没有一个在用的群会收到，请核对发给谁。")
    refuse_grave(desk.effect(sheet).findings)
    if visit.number("confirmed") != groups:
        return compose(desk, sheet=sheet, confirm=True)
    row = emergency(
        visit.session,
        facts,
        by=may_publish(visit.session, visit.person.name),
        reason=visit.word("reason"),
        now=visit.now,
        standards=desk.standards,
    )
    said = f"“{row.title}”正在发往 {groups:,} 个群。请其他人事后补审。"
    return Went(f"/notices/{row.id}", said=said)
