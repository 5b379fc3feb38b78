"""What will come of a notice as it is written: its looks, whom it reaches, when, what is amiss."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.console.notices.sheets import Sheet
from bot.console.visit import Visit
from bot.notice_previews import Bubble, bubbles, rendered
from jobs.places.audience import Audience, parse_audience
from jobs.places.audience import describe as say_audience
from jobs.places.reach import Reach, reach
from jobs.schedule.outlook import Coming, outlook
from jobs.schedule.timing import Timing, describe, parse_timing
from jobs.schedule.timing_rules import Drawn, Now
from jobs.schedule.town_times import TownTimes
from jobs.writing.checks import Standards, check
from jobs.writing.notice_facts import NoticeFacts, check_facts
from jobs.writing.text_checks import Finding
from knowledge.errors import BadInput

AHEAD = 10


@dataclass(frozen=True)
class Effect:
    """All of it, in words; `faults` are the parts of the form that are missing or wrong."""

    whom: str
    reach: Reach | None
    when: str
    coming: Sequence[Coming]
    bubbles: Sequence[Bubble]
    findings: Sequence[Finding]
    faults: Sequence[str]
    written: bool

    @property
    def grave(self) -> int:
        """How many things keep it from being handed in."""
        return len(self.faults) + sum(one.grave for one in self.findings)

    @property
    def said(self) -> str:
        """Say the whole in one sentence, for those who hear the page."""
        groups = f"会发到 {self.reach.groups:,} 个群。" if self.reach else ""
        if not self.written:
            return groups
        mend = f"还有 {self.grave} 处要改好才能送审。" if self.grave else "可以送审。"
        return groups + mend


def effect_of(
    visit: Visit, sheet: Sheet, standards: Standards, *, own: int | None, urgent: bool = False
) -> Effect:
    """Look at a notice from every side; nothing is kept."""
    facts, session, times = sheet.facts, visit.session, standards.times
    audience = None if "audience" in sheet.faults else parse_audience(dict(facts.audience), session)
    timing = None if "timing" in sheet.faults else _timing(facts, times)
    written = bool(facts.title and facts.text)
    findings, shown = list[Finding](), list[Bubble]()
    if written:
        findings = check(facts, standards, session=session, now=visit.now, notice_id=own)
        target = audience or Audience()
        shown = bubbles(facts, rendered(session, facts, target, standards, day=visit.today))
    return Effect(
        whom="" if audience is None else said_whom(visit, audience),
        reach=None if audience is None else reach(session, audience),
        when="" if timing is None else said_when(timing, times, urgent=urgent),
        coming=() if timing is None else _coming(visit, timing, facts, times, urgent=urgent),
        bubbles=shown,
        findings=findings,
        faults=[*sheet.faults.values(), *_gaps(facts, written=written)],
        written=written,
    )


def said_whom(visit: Visit, audience: Audience) -> str:
    """Say whom an audience means, so that nobody takes everybody for nobody."""
    if not audience.as_json():
        return "全镇所有群"
    said = say_audience(visit.session, audience)
    return f"{said}（几样都符合的群才收到）" if len(audience.as_json()) > 1 else said


def said_when(timing: Timing, times: TownTimes, *, urgent: bool) -> str:
    """Say when it goes out; what is reviewed at night waits until the morning."""
    if urgent:
        return "马上发，夜里也发"
    said, quiet = describe(timing), times.quiet
    if isinstance(timing.rule, Now) and quiet.start != quiet.end:
        hours = f"{quiet.start:%H:%M}–{quiet.end:%H:%M}"
        said += f"；在免打扰时段（{hours}）通过的，等到 {quiet.end:%H:%M} 再发"
    return said


def _timing(facts: NoticeFacts, times: TownTimes) -> Timing | None:
    try:
        return parse_timing(dict(facts.timing), calendar=times.calendar)
    except BadInput:
        return None  # the check says so


def _coming(
    visit: Visit, timing: Timing, facts: NoticeFacts, times: TownTimes, *, urgent: bool
) -> Sequence[Coming]:
    if urgent or isinstance(timing.rule, Now | Drawn):
        return ()
    minutes = facts.expires_minutes
    return outlook(
        timing,
        after=visit.now,
        times=times,
        count=AHEAD,
        urgent=facts.category == "emergency",
        expires=None if minutes is None else timedelta(minutes=minutes),
    )


def _gaps(facts: NoticeFacts, *, written: bool) -> list[str]:
    """Say what no notice may be, once something is written."""
    if not written:
        return []
    try:
        check_facts(facts)
    except BadInput as error:
        return [str(error)]
    return []
