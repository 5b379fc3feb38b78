"""The methods by which a bot comes to its updates: fetching them, or a webhook."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from .telegram_checks import as_list
from .telegram_faults import Fault
from .telegram_posting import Hook, Posting
from .telegram_updates import KINDS, Updates

Parameters = Mapping[str, Any]
_TRUE = (True, "true", "True")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


async def _fetch(updates: Updates, _posting: Posting, given: Parameters) -> object:
    _allow(updates, given)
    return await updates.fetch(
        offset=int(given.get("offset", 0)),
        limit=min(max(int(given.get("limit", 100)), 1), 100),
        seconds=min(max(int(given.get("timeout", 0)), 0), 50),
    )


async def _set(updates: Updates, posting: Posting, given: Parameters) -> object:
    url, secret = str(given.get("url", "")), str(given.get("secret_token", ""))
    if url and not re.match(r"https://.|http://127\.0\.0\.1[:/]", url):
        raise Fault("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not _SECRET.fullmatch(secret):
        raise Fault("secret token contains unallowed characters")
    _allow(updates, given)
    if given.get("drop_pending_updates") in _TRUE:
        updates.drop()
    most = min(max(int(given.get("max_connections", 40)), 1), 100)
    posting.begin(Hook(url, secret, most))
    return True


async def _delete(updates: Updates, posting: Posting, given: Parameters) -> object:
    if given.get("drop_pending_updates") in _TRUE:
        updates.drop()
    posting.begin(Hook())
    return True


async def _tell(updates: Updates, posting: Posting, _given: Parameters) -> object:
    hook = posting.hook
    told: dict[str, object] = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": updates.waiting,
        "max_connections": hook.connections,
    }
    if hook.failed_at:
        told |= {"last_error_date": hook.failed_at, "last_error_message": hook.failure}
    if updates.allowed:
        told["allowed_updates"] = list(updates.allowed)
    return told


def _allow(updates: Updates, given: Parameters) -> None:
    if "allowed_updates" in given:
        # Names it does not know are passed over by the real one too.
        wished = as_list(given["allowed_updates"], "allowed updates")
        updates.allowed = [kind for kind in KINDS if kind in wished]


HOOKS: Mapping[str, Callable[[Updates, Posting, Parameters], Awaitable[object]]] = {
    "getUpdates": _fetch,
    "setWebhook": _set,
    "deleteWebhook": _delete,
    "getWebhookInfo": _tell,
}
