"""Everything this bot does on Telegram, in the order in which it is tried."""

from collections.abc import Sequence

from telegram import Update

from bot.channels.telegram.arrival.routing import Chore, Handler
from bot.channels.telegram.in_groups.answering import group_taps, groups
from bot.channels.telegram.in_groups.membership import membership
from bot.channels.telegram.residents import chores as resident_chores
from bot.channels.telegram.residents.pressing import old_taps, taps
from bot.channels.telegram.residents.private import residents
from bot.channels.telegram.staff import handover_desk
from bot.channels.telegram.staff.chats import CHORES as STAFF_CHORES
from bot.channels.telegram.staff.chats import staff
from bot.channels.telegram.staff.handover_desk import handovers

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
