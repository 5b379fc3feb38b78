"""What residents tap: every button rests at once, and an old one is told so kindly."""

import asyncio

from sqlmodel import Session
from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatType

from bot import chat_texts as texts
from bot.channels.telegram.residents import erasing, handing, menus, reminding, where
from bot.channels.telegram.residents.answers import Shown
from bot.channels.telegram.residents.asking import answer_tap
from bot.channels.telegram.residents.citations import fold_in, fold_out, sources_again, turned
from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.keyboard import Button
from bot.channels.telegram.speech.marks import find_words
from bot.channels.telegram.speech.taps import Tap, Verb, button, read_tap
from bot.guide_menu import entry
from jobs.records.exchanges import Exchange, record_feedback
from knowledge.drafts import Kind
from knowledge.errors import NotFound

_ASKING = (Verb.ASK, Verb.ASK_KEPT)
_FOLDING = (Verb.SOURCES, Verb.FOLD)
_OPINIONS = (Verb.USEFUL, Verb.USELESS)
_GUIDES = (Verb.GUIDES, Verb.TOPIC, Verb.GUIDE, Verb.WHOLE)


async def taps(update: Update, desk: TelegramDesk) -> bool:
    """Handle a tap on a resident's button in a private chat."""
    query = update.callback_query
    tap = read_tap(query.data or "") if query else None
    message = query.message if query else None
    if query is None or tap is None or message is None or message.chat.type != ChatType.PRIVATE:
        return False
    if not isinstance(message, Message):  # too old to be seen
        await desk.answer_button(query.id, texts.OLD_BUTTON, alert=True)
    else:
        await _follow(desk, query, tap, message)
    return True


async def old_taps(update: Update, desk: TelegramDesk) -> bool:
    """Tell whoever taps a button that nobody knows any more; comes after all others."""
    if update.callback_query is None:
        return False
    await desk.answer_button(update.callback_query.id, texts.OLD_BUTTON, alert=True)
    return True


async def _follow(desk: TelegramDesk, query: CallbackQuery, tap: Tap, message: Message) -> None:
    if tap.verb in _OPINIONS:
        await _note_opinion(desk, query, tap, message)
        return
    words = await words_of(desk, tap) if tap.verb in _ASKING else ""
    if tap.verb in _ASKING and not words:
        await desk.answer_button(query.id, texts.OLD_BUTTON, alert=True)
        return
    await desk.answer_button(query.id)
    if words:
        await answer_tap(desk, message.chat.id, words)
    elif tap.verb in handing.VERBS:
        await _hand_over(desk, tap, message)
    elif tap.verb is Verb.SETTINGS:
        chat = message.chat.id
        shown = await desk.read(lambda session: reminding.look(session, chat))
        await desk.say(chat, shown.html, buttons=shown.buttons)
    else:
        await _change(desk, message, await _page(desk, tap, message))


async def words_of(desk: TelegramDesk, tap: Tap) -> str:
    """Give the words a button asks."""
    if tap.verb is Verb.ASK:
        return tap.about
    return await desk.read(lambda session: find_words(session, tap.about))


async def _page(desk: TelegramDesk, tap: Tap, message: Message) -> Shown | None:
    """Give what the tapped message is to show from now on."""
    chat, now = message.chat.id, desk.clock()
    if tap.verb in _FOLDING:
        return await _folded(desk, tap, message)
    if tap.verb in _GUIDES:
        return _guides(desk, tap)
    if tap.verb in erasing.VERBS:
        return await erasing.follow(desk, tap, chat)
    if tap.verb in reminding.VERBS:
        return await desk.write(lambda session: reminding.follow(session, tap, chat, now=now))
    if tap.verb is Verb.GRID and tap.about.isdecimal():
        return await desk.read(lambda session: where.place(session, int(tap.about)))
    return None


def _guides(desk: TelegramDesk, tap: Tap) -> Shown:
    index, day = desk.town.knowledge.index, desk.town.today()
    if tap.verb is Verb.TOPIC:
        return menus.topic(tap.about, index, on=day)
    if tap.verb is Verb.GUIDES or not tap.about.isdecimal():
        return menus.guides(index, on=day)
    document = entry(int(tap.about), index, on=day)
    if document is None or document.kind is not Kind.GUIDE:
        return Shown(texts.NO_GUIDE, ((button(texts.BACK, Verb.GUIDES),),))
    return menus.guide(document, index, on=day, full=tap.verb is Verb.WHOLE)


async def _folded(desk: TelegramDesk, tap: Tap, message: Message) -> Shown:
    """Fold the sources of an answer out or in."""
    shown, rows = message.text_html, rows_of(message)
    if tap.verb is Verb.FOLD:
        back = turned(rows, exchange=tap.about, out=False, label=texts.ONE_SOURCE)
        return Shown(fold_in(shown), tuple(map(tuple, back)))
    await asyncio.to_thread(desk.town.recorder.flush)
    question, number = await desk.read(lambda session: _asked(session, tap.about))
    cited = sources_again(
        desk.town.knowledge, question=question, entry_id=number, on=desk.town.today()
    )
    if not question or not cited:
        return Shown(f"{fold_in(shown)}\n\n<i>{texts.ERASED_ANSWER}</i>")
    folded = turned(rows, exchange=tap.about, out=True, label=texts.FOLD)
    return Shown(fold_out(shown, cited), tuple(map(tuple, folded)))


async def _hand_over(desk: TelegramDesk, tap: Tap, message: Message) -> None:
    """Ask for a number under the answer; what ends the flow takes the place of the question."""
    shown = await handing.follow(desk, tap, message.chat.id)
    if tap.verb is Verb.HAND_OVER:
        await desk.say(message.chat.id, shown.html, buttons=shown.buttons)
    else:
        await _change(desk, message, shown)


async def _note_opinion(
    desk: TelegramDesk, query: CallbackQuery, tap: Tap, message: Message
) -> None:
    useful = tap.verb is Verb.USEFUL
    await asyncio.to_thread(desk.town.recorder.flush)
    try:
        await desk.write(lambda session: record_feedback(session, tap.about, useful=useful))
    except NotFound:
        await desk.answer_button(query.id, texts.ERASED_ANSWER, alert=True)
        return
    await desk.answer_button(query.id, texts.THANKS_USEFUL if useful else texts.THANKS_USELESS)
    after = () if useful else (button(texts.TO_STAFF, Verb.HAND_OVER, tap.about),)
    kept = [tuple(one for one in row if not _asks_opinion(one)) for row in rows_of(message)]
    await _change(desk, message, Shown(message.text_html, (*filter(None, kept), after)))


def _asks_opinion(one: Button) -> bool:
    tap = read_tap(one.data)
    return tap is not None and tap.verb in _OPINIONS


async def _change(desk: TelegramDesk, message: Message, shown: Shown | None) -> None:
    if shown is not None:
        await desk.edit(message.chat.id, message.message_id, shown.html, buttons=shown.buttons)


def rows_of(message: Message) -> list[list[Button]]:
    """Read the buttons that a message has."""
    markup = message.reply_markup
    if not isinstance(markup, InlineKeyboardMarkup):
        return []
    return [
        [Button(one.text, str(one.callback_data or ""), one.url or "") for one in row]
        for row in markup.inline_keyboard
    ]


def _asked(session: Session, exchange: str) -> tuple[str, int | None]:
    row = session.get(Exchange, exchange)
    return (row.question, row.entry_id) if row else ("", None)
