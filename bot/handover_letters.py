"""Letters to administrators: a resident wants to be called, or to be answered by a person."""

from datetime import datetime

from sqlmodel import Session

from bot.people import Role
from bot.staff_chats import people_in
from bot.telling import first_to_tell
from jobs.delivery.sending import TAP
from jobs.forward.letters import write_to_chat
from jobs.records.handovers import list_handovers
from jobs.schedule.quiet import Quiet

TITLE = "有居民请工作人员回话"
PHONE = "留了电话，点下面的按钮看。"
NO_PHONE = "没有留电话，把答案补进问答就行。"
OPEN = "看一看、办完"


def tell_of_handovers(session: Session, channel: str, *, quiet: Quiet, now: datetime) -> int:
    """Write once of each that waits, never in quiet hours; say how many letters that were.

    The number itself is in no letter: it is shown to whoever takes care of it.
    """
    people = people_in(session, channel, at_least=Role.ADMINISTRATOR)
    if not people or quiet.holds(now):
        return 0
    written = 0
    for row in list_handovers(session):
        if not first_to_tell(session, f"handover:{row.id}", now=now):
            continue
        said = f"{row.question}\n{PHONE if row.contact else NO_PHONE}"
        buttons = [(OPEN, f"{TAP}wo:{row.id}")]
        for one in people:
            letter = write_to_chat(
                session, one.group, title=TITLE, text=said, now=now, buttons=buttons
            )
            written += letter is not None
    return written
