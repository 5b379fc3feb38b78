"""The second factor: a code from the person's phone, good once and for about a minute."""

import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import pyotp
import segno
from sqlalchemy import update
from sqlmodel import Session, col

from bot.console.entering import sign_ins
from bot.console.entering.accounts import Account
from bot.console.entering.recovery import drop_codes, renew_codes
from bot.people import Staff
from jobs.vault import Vault
from knowledge.audit import note
from knowledge.errors import BadInput, NotAllowed, NotFound

STEP = 30  # seconds
EARLIER_OR_LATER = 1  # steps that a phone's clock may be wrong
WRONG_CODE = "验证码不对。请看手机上最新的 6 位数字，再输一次；手机的时间要准。"

UNREADABLE = "程序的密钥换过，动态验证码认不出来了。请管理员关掉您的动态验证码，再重新设置。"


@dataclass(frozen=True, slots=True)
class Offer:
    """A second factor that a person may take: for the camera, for typing, and locked for us."""

    picture: str
    secret: str
    sealed: str


def offer(person: str, *, town: str, vault: Vault, kept: str = "", staff_id: int) -> Offer:
    """Offer a new second factor, or show one again that was offered and not yet taken."""
    secret = _opened(kept, staff_id, vault=vault) if kept else pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=person, issuer_name=f"{town}法律明白人")
    letters = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return Offer(_picture(address), letters, vault.encrypt(f"totp {staff_id} {secret}"))


def turn_on(
    session: Session, staff_id: int, sealed: str, code: str, *, vault: Vault, now: datetime
) -> list[str]:
    """Take an offered second factor, proven by a code, and give the recovery codes to keep."""
    secret = _opened(sealed, staff_id, vault=vault)
    step = _step_of(secret, code, now=now)
    account = session.get(Account, staff_id)
    if account is None:
        raise NotFound("请先设置密码。")
    if step is None:
        raise BadInput(WRONG_CODE)
    account.totp_secret, account.totp_step = vault.encrypt(secret), step
    session.flush()
    _note(session, staff_id, "second_factor_on", now=now)
    return renew_codes(session, staff_id, vault=vault)


def new_codes(session: Session, staff_id: int, *, vault: Vault, now: datetime) -> list[str]:
    """Give new recovery codes instead of the old ones."""
    account = session.get(Account, staff_id)
    if account is None or not account.totp_secret:
        raise NotAllowed("请先打开动态验证码。")
    _note(session, staff_id, "recovery_codes", now=now)
    return renew_codes(session, staff_id, vault=vault)


def turn_off(session: Session, staff_id: int, *, by: str | None = None, now: datetime) -> None:
    """Give a second factor up; an administrator does it `by` name for whoever lost the phone."""
    account = session.get(Account, staff_id)
    if account is None or not account.totp_secret:
        return
    account.totp_secret, account.totp_step = "", 0
    drop_codes(session, staff_id)
    if by is not None:
        sign_ins.end_all(session, staff_id)
    session.flush()
    _note(session, staff_id, "second_factor_off", by=by, now=now)


def accept_code(
    session: Session, account: Account, code: str, *, vault: Vault, now: datetime
) -> bool:
    """Whether a code is right; once it was, it and those before it are not any more."""
    try:
        secret = vault.decrypt(account.totp_secret)
    except BadInput as error:
        raise BadInput(UNREADABLE) from error
    step = _step_of(secret, code, now=now)
    if step is None:
        return False
    using = update(Account).where(
        col(Account.staff_id) == account.staff_id, col(Account.totp_step) < step
    )
    used = session.execute(using.values(totp_step=step).returning(col(Account.staff_id)))
    return used.first() is not None


def _step_of(secret: str, code: str, *, now: datetime) -> int | None:
    """Tell to which step of the clock a code belongs, if to any that is near."""
    plain = re.sub(r"\s", "", code)
    current = int(now.timestamp()) // STEP
    near = range(current - EARLIER_OR_LATER, current + EARLIER_OR_LATER + 1)
    totp = pyotp.TOTP(secret)
    fitting = [one for one in near if pyotp.utils.strings_equal(totp.generate_otp(one), plain)]
    return max(fitting, default=None)


def _opened(sealed: str, staff_id: int, *, vault: Vault) -> str:
    try:
        purpose, whose, secret = vault.decrypt(sealed).split(" ")
    except (BadInput, ValueError) as error:
        raise BadInput("这一页放得太久了，请重新打开再扫码。") from error
    if (purpose, whose) != ("totp", str(staff_id)):
        raise BadInput("这一页放得太久了，请重新打开再扫码。")
    return secret


def _picture(address: str) -> str:
    out = BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", scale=5, border=4, xmldecl=False, svgns=True, light="#fff", omitsize=False
    )
    return out.getvalue().decode()


def _note(
    session: Session, staff_id: int, action: str, *, by: str | None = None, now: datetime
) -> None:
    name = session.get_one(Staff, staff_id).name
    note(session, action, f"staff:{staff_id}", by=by or name, at=now, detail={"name": name})
