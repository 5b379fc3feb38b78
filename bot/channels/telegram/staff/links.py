"""Being linked to the staff list from a chat, and taking the link back."""

import asyncio
from dataclasses import replace
from functools import partial

from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.staff import menu as staff_menu
from bot.channels.telegram.staff.courses import finish
from bot.channels.telegram.staff.spot import CHANNEL, Spot, shown
from bot.linking import redeem
from bot.people import ROLES
from bot.staff_chats import Person, untie
from knowledge.errors import BadInput

HOW = "请写成 /link 绑定码，例如 /link ABCD-EFGH。绑定码向管理员要，10 分钟内有效。"
NOT_HERE = "绑定码请在私聊里发给我，这里别人看得到。请向管理员要一个新的。"
UNTIED = "已解除绑定，工作通知不再发到这里。"


async def link(desk: TelegramDesk, spot: Spot, code: str) -> None:
    """Tie this account to the person the code was made for, and say what they can do here."""
    if not code.strip():
        raise BadInput(HOW)
    vault, now = desk.vault, desk.clock()
    person = await asyncio.to_thread(
        partial(
            redeem,
            desk.database,
            code,
            channel=CHANNEL,
            account=spot.account,
            vault=vault,
            now=now,
        )
    )
    await staff_menu.renew(desk, replace(person, menu=""))
    await desk.say(spot.chat, shown(f"{person.name}，您好", _welcome(person)))


async def unlink(desk: TelegramDesk, spot: Spot) -> None:
    """Let this account be nobody's on the staff again."""
    now = desk.clock()
    person = await desk.write(lambda session: untie(session, CHANNEL, spot.account, now=now))
    await finish(desk, spot)
    await staff_menu.remove(desk, person)
    await desk.say(spot.chat, UNTIED)


def _welcome(person: Person) -> str:
    lines = [f"已绑定：{ROLES[person.role]}。在这里可以："]
    lines += [f"/{name} {said}" for name, said, role in staff_menu.COMMANDS if person.may(role)]
    return "\n".join(lines)
