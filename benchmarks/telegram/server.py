"""`python -m benchmarks.telegram.server PORT`: the real program, with Telegram's limits lifted.

What is measured is how fast it could answer. With the limits on, every bot answers 30 a second.
"""

import sys
from functools import partial

from rich.console import Console

from bot import serving
from bot.channels.telegram.arrival import flood
from bot.channels.telegram.arrival.application import Telegram
from bot.channels.telegram.speech.pace import ReplyLimits
from bot.logs import configure_logs
from bot.settings import load_settings

LIFTED = ReplyLimits(bot=(), chat=(), group=())


def main() -> None:
    """Serve with the settings of the environment."""
    serving.Telegram = partial(Telegram, limits=LIFTED)
    flood.MANY = sys.maxsize
    settings = load_settings(_env_file=None)
    configure_logs("console", "warning")
    serving.serve(settings, host="127.0.0.1", port=int(sys.argv[1]), console=Console(stderr=True))


if __name__ == "__main__":
    main()
