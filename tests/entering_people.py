"""Somebody on the staff who has a password, and the steps by which they get in."""

from datetime import UTC, datetime

import pyotp
import pytest

from bot.console.entering.accounts import set_password
from bot.console.entering.proving import (
    prove_code,
    prove_password,
    seal_step,
)
from bot.console.entering.second_factor import offer, turn_on
from bot.people import Role, add_staff
from jobs.vault import Vault
from knowledge.errors import BadInput

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
VAULT = Vault("a-key-of-at-least-thirty-two-characters")
PASSWORD = "jiandao7shitou4bu"
OTHER = "puningmengde3yue"
TOWN = "城关镇"
HERE, THERE = "10.0.0.7", "10.0.0.8"


def newcomer(database) -> int:
    """Add 沈审核, who has a password; give the number."""
    with database.writing() as session:
        staff = add_staff(session, "沈审核", role=Role.REVIEWER, by="终端", now=NOW)
        set_password(session, staff, PASSWORD, town=TOWN, now=NOW)
        return staff.id or 0


def prove(database, password=PASSWORD, *, name="沈审核", address=HERE, now=NOW):
    """Prove a name and password."""
    return prove_password(database, name, password, address=address, now=now)


def why(database, password="wrong-wrong-wrong", **told) -> str:
    """What a failure is told."""
    with pytest.raises(BadInput) as refused:
        prove(database, password, **told)
    return str(refused.value)


def with_factor(database, staff_id, *, now=NOW) -> tuple[pyotp.TOTP, list[str]]:
    """Set a second factor up; give the phone and the recovery codes."""
    offered = offer("沈审核", town=TOWN, vault=VAULT, staff_id=staff_id)
    phone = pyotp.TOTP(offered.secret.replace(" ", ""))
    with database.writing() as session:
        code = phone.at(now)
        codes = turn_on(session, staff_id, offered.sealed, code, vault=VAULT, now=now)
    return phone, codes


def give_code(database, code: str, *, at: datetime) -> int:
    """Prove the password and then a code."""
    sealed = seal_step(prove(database, now=at), vault=VAULT, now=at)
    return prove_code(database, sealed, code, address=HERE, vault=VAULT, now=at)
