"""Everything this bot does on Telegram, in the order in which it is tried."""

from collections.abc import Sequence

from telegram import Update

from bot.channels.telegram import handover_desk, resident_chores
from bot.channels.telegram.groups import group_taps, groups
from bot.channels.telegram.handover_desk import handovers
from bot.channels.telegram.membership import membership
from bot.channels.telegram.pressing import old_taps, taps
from bot.channels.telegram.private import residents
from bot.channels.telegram.routing import Chore, Handler
from bot.channels.telegram.staff import CHORES as STAFF_CHORES
from bot.channels.telegram.staff import staff

# What Telegram is asked to send.
WANTED = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
)
HANDLERS: Sequence[Handler] = (
    *(membership, staff, handovers),
    *(taps, group_taps, old_taps),
    *(groups, residents),
)
CHORES: Sequence[Chore] = (*resident_chores.CHORES, *STAFF_CHORES, handover_desk.CHORE)
