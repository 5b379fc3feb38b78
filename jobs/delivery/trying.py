"""Trying to send one message: whatever comes of it is an outcome."""

import asyncio
import random
import time
from collections.abc import Callable
from datetime import datetime

import structlog

from jobs.delivery.leases import Lease
from jobs.delivery.outcomes import Item, Outcome, delivered, failed, put_back
from jobs.delivery.pacing import Pace
from jobs.delivery.packing import Packer
from jobs.delivery.sending import NotSent, Refused, Sender, TryLater, Unsure
from knowledge.errors import KnowledgeError

SEND_SECONDS = 30.0
NO_ANSWER = "等了很久没有回音，不知道对方有没有收到"
OUR_SLIP = "发送时程序出错"

log = structlog.get_logger(__name__)


class Trier:
    """Sends what was claimed under one lease, and looks at lease and pace just before."""

    def __init__(
        self,
        sender: Sender,
        packer: Packer,
        *,
        lease: Lease,
        pace: Pace,
        clock: Callable[[], datetime],
    ) -> None:
        self._sender, self._packer = sender, packer
        self._lease, self._pace, self._clock = lease, pace, clock
        self._chance = random.Random()  # noqa: S311  (only to spread tries)

    async def attempt(self, item: Item) -> Outcome:
        """Send, or take back, one message."""
        moment = time.monotonic()
        if moment >= self._lease.deadline or moment < self._pace.closed_until:
            return put_back(item, now=self._clock())
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return delivered(item, await self._send(item))
        except NotSent as error:
            return self._failed(item, error)
        except KnowledgeError as error:  # a webhook that the key does not open, for one
            return self._failed(item, Refused(str(error)))
        except TimeoutError:
            return self._failed(item, Unsure(NO_ANSWER))
        except Exception as error:  # a slip in one message must not stop the lane
            log.error("send_failed", lane=self._lease.lane, error=type(error).__name__)
            return self._failed(item, TryLater(OUR_SLIP))

    async def _send(self, item: Item) -> str:
        if item.recalling:
            await self._sender.recall(item.address, item.message_id)
            return ""
        deadline, now = self._lease.deadline, self._clock()
        return await self._sender.send(self._packer.pack(item, deadline=deadline, now=now))

    def _failed(self, item: Item, error: NotSent) -> Outcome:
        return failed(item, error, now=self._clock(), chance=self._chance)
