"""Passwords: kept as argon2id hashes, each checked at the same cost, right or wrong."""

import threading
import unicodedata
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MEMORY_KIB, ROUNDS, LANES = 32 * 1024, 3, 1  # OWASP asks for 19 MiB and 2 rounds at least
AT_ONCE = 2  # hashes in work at a time, so that a flood of logins cannot fill the memory
_HASHER = PasswordHasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=LANES)
_working = threading.BoundedSemaphore(AT_ONCE)


def plain(password: str) -> str:
    """Spell a password one way, however the keyboard composed its signs."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """Make the hash that is kept instead of a password."""
    with _working:
        return _HASHER.hash(plain(password))


def fits(kept: str | None, password: str) -> bool:
    """Whether a password is the kept one; without one it takes as long, and says no."""
    with _working:
        try:
            return _HASHER.verify(kept or _NOBODYS, plain(password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made at another cost than today's."""
    return _HASHER.check_needs_rehash(kept)


def _of_nobody() -> str:
    """Spell a hash that no password has, at the cost of all others."""
    salt, digest = (b64encode(bytes(length)).decode().rstrip("=") for length in (16, 32))
    return f"$argon2id$v=19$m={MEMORY_KIB},t={ROUNDS},p={LANES}${salt}${digest}"


_NOBODYS = _of_nobody()
