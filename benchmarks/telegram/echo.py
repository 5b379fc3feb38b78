"""`python -m benchmarks.telegram.echo PORT`: the library's own webhook server, repeating."""

import os
import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks.telegram.stage import TOKEN

AT_ONCE = 256


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the same again."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main() -> None:
    """Repeat what comes until stopped, as many updates at once as the library takes."""
    base, port = os.environ["MINGBAI_TELEGRAM_API_BASE"], int(sys.argv[1])
    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{base}/bot")
        .concurrent_updates(AT_ONCE)
        .connection_pool_size(AT_ONCE)
        .pool_timeout(60)
        .build()
    )
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
