"""Buttons under a message."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

DATA_BYTES = 64


@dataclass(frozen=True, slots=True)
class Button:
    """What a button shows, and what a tap sends us (`data`, at most 64 bytes) or opens (`url`)."""

    label: str
    data: str = ""
    url: str = ""


Buttons = Sequence[Sequence[Button]]  # rows of them


def keyboard(buttons: Buttons | None) -> InlineKeyboardMarkup | None:
    """Give the buttons as Telegram takes them, or nothing where there are none."""
    rows = [[_button(button) for button in row] for row in buttons or () if row]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    if len(button.data.encode()) > DATA_BYTES:
        raise ValueError(f"more than {DATA_BYTES} bytes on the button {button.label}")
    return InlineKeyboardButton(button.label, callback_data=button.data)
