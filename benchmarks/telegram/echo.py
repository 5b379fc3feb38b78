"""`python -m benchmarks.telegram.echo PORT`: the library's own webhook server, repeating."""

import os
import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks.telegram.stage import TOKEN


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the same again."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main() -> None:
    """Repeat what comes until stopped, one after the other: at several at once it is slower."""
    base, port = os.environ["MINGBAI_TELEGRAM_API_BASE"], int(sys.argv[1])
    application = Application.builder().token(TOKEN).base_url(f"{base}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_webhook(
        listen="127.0.0.1",
        port=port,
        url_path="hook",
        webhook_url=f"http://127.0.0.1:{port}/hook",
        secret_token="benchmark",
    )


if __name__ == "__main__":
    main()
