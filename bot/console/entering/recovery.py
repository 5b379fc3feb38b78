"""Recovery codes: ten on paper, each good once, for whoever has lost the phone."""

import re
import secrets
import unicodedata

from sqlalchemy import delete, func
from sqlmodel import Field, Session, SQLModel, col, select

from jobs.vault import Vault

COUNT = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
LENGTH = 10


class RecoveryCode(SQLModel, table=True):
    """One code that was not used yet; nobody can read it back out of `digest`."""

    __tablename__ = "recovery_code"

    staff_id: int = Field(primary_key=True, foreign_key="staff.id")
    digest: str = Field(primary_key=True)


def renew_codes(session: Session, staff_id: int, *, vault: Vault) -> list[str]:
    """Make new codes, shown this once; older ones are void."""
    drop_codes(session, staff_id)
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(COUNT)]
    rows = [
        RecoveryCode(staff_id=staff_id, digest=_digest(code, staff_id, vault=vault))
        for code in codes
    ]
    session.add_all(rows)
    session.flush()
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def use_code(session: Session, staff_id: int, code: str, *, vault: Vault) -> bool:
    """Use a code up, if it is one of the person's."""
    digest = _digest(_plain(code), staff_id, vault=vault)
    using = delete(RecoveryCode).where(
        col(RecoveryCode.staff_id) == staff_id, col(RecoveryCode.digest) == digest
    )
    return session.execute(using.returning(col(RecoveryCode.digest))).first() is not None


def codes_left(session: Session, staff_id: int) -> int:
    """Count the codes that were not used yet."""
    whose = col(RecoveryCode.staff_id) == staff_id
    return session.exec(select(func.count()).select_from(RecoveryCode).where(whose)).one()


def drop_codes(session: Session, staff_id: int) -> None:
    """Make all codes of a person void."""
    session.execute(delete(RecoveryCode).where(col(RecoveryCode.staff_id) == staff_id))


def _plain(code: str) -> str:
    return re.sub(r"[\s\-—－]", "", unicodedata.normalize("NFKC", code)).lower()


def _digest(code: str, staff_id: int, *, vault: Vault) -> str:
    return vault.mark(f"recovery {staff_id} {code}")
