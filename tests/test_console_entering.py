"""Getting in: passwords, links, codes, waits and sign-ins, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pyotp
import pytest
from sqlmodel import select

from bot.console.entering import accounts, invitations, passwords, sign_ins
from bot.console.entering.accounts import Account, set_password
from bot.console.entering.devices import device_of
from bot.console.entering.invitations import find_invitation, invite, use_up
from bot.console.entering.opening import first_link
from bot.console.entering.proving import (
    TOO_LATE,
    WRONG,
    prove_again,
    prove_code,
    prove_password,
    seal_step,
)
from bot.console.entering.recognising import recognise
from bot.console.entering.recovery import RecoveryCode, codes_left
from bot.console.entering.second_factor import offer, turn_off, turn_on
from bot.console.entering.strength import check_strength
from bot.console.entering.throttle import LONGEST_WAIT, LoginTry
from bot.people import Role, add_staff, change_staff, disable_staff, enable_staff
from jobs.vault import Vault
from knowledge.audit import AuditRow
from knowledge.errors import BadInput, NotAllowed, NotFound

NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
VAULT = Vault("a-key-of-at-least-thirty-two-characters")
PASSWORD = "jiandao7shitou4bu"
OTHER = "puningmengde3yue"
TOWN = "城关镇"
HERE, THERE = "10.0.0.7", "10.0.0.8"


@pytest.fixture
def person(database):
    """沈审核, who has a password."""
    with database.writing() as session:
        staff = add_staff(session, "沈审核", role=Role.REVIEWER, by="终端", now=NOW)
        set_password(session, staff, PASSWORD, town=TOWN, now=NOW)
        return staff.id


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


# Passwords


@pytest.mark.parametrize(
    "password",
    [
        *("short", "九个字的密码不够长", "a" * 129, "aaaaaaaaaaaa", "1234567890", "qwertyuiop12"),
        *(
            "woaini1314520",
            "chengguan2026",
            "Chengguan@2026",
            "城关镇城关镇城关镇1",
            "1qaz2wsx3edc",
        ),
        *("shenshenhe1988", "shenshenhe19880501", "13812345678", "mingbai20261126", "Passw0rd123"),
        *("zhenzhengfu888", "1234567890１２", "admin12345678", "woaizhongguo1949"),
    ],
)
def test_a_password_that_others_would_try_is_refused(password):
    with pytest.raises(BadInput):
        check_strength(password, name="沈审核", town=TOWN)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        OTHER,
        "correct horse battery",
        "kT7!pq29Lm",
        "苹果梯子晚霞邮票窗台",
        "梯" + "x7" * 60,
    ],
)
def test_a_good_password_may_be_words_of_any_script(password):
    check_strength(password, name="沈审核", town=TOWN)


def test_a_password_is_the_same_however_the_keyboard_composed_it(database, person):
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in PASSWORD)
    assert prove(database, wide).staff_id == person


def test_only_a_costly_hash_is_kept(database, person):
    with database.reading() as session:
        kept = session.get_one(Account, person).password_hash
    assert kept.startswith("$argon2id$v=19$m=32768,t=3,p=1$")
    assert PASSWORD not in kept


def test_a_hash_of_another_cost_is_made_anew_at_the_next_login(database, person, monkeypatch):
    with database.reading() as session:
        before = session.get_one(Account, person).password_hash
    dearer = passwords.PasswordHasher(time_cost=4, memory_cost=32 * 1024, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", dearer)
    prove(database)
    with database.reading() as session:
        after = session.get_one(Account, person).password_hash
    assert before != after
    assert ",t=4," in after
    assert prove(database).staff_id == person


def test_a_password_may_not_be_changed_into_itself(database, person):
    with database.writing() as session:
        staff = session.get_one(accounts.Staff, person)
        with pytest.raises(BadInput, match="原来的一样"):
            set_password(session, staff, PASSWORD, town=TOWN, now=NOW)


# Failing


def test_every_failure_is_told_in_the_same_words_and_costs_one_hash(database, person, monkeypatch):
    with database.writing() as session:
        add_staff(session, "没密码", role=Role.DRAFTER, by="终端", now=NOW)
        gone = add_staff(session, "停用人", role=Role.DRAFTER, by="终端", now=NOW)
        set_password(session, gone, OTHER, town=TOWN, now=NOW)
        disable_staff(session, "停用人", by="终端", now=NOW)
    counted = []

    class Counting(passwords.PasswordHasher):
        def verify(self, kept, password):
            counted.append(kept.split("$")[3])
            return super().verify(kept, password)

    monkeypatch.setattr(
        passwords, "_HASHER", Counting(time_cost=3, memory_cost=32 * 1024, parallelism=1)
    )
    words = [
        why(database),
        why(database, name="没有这个人"),
        why(database, name="没密码"),
        why(database, OTHER, name="停用人"),
        why(database, "", name=""),
        why(database, "错" * 5_000),
    ]
    assert words == [WRONG] * 6
    assert counted == ["m=32768,t=3,p=1"] * 6


def test_who_fails_waits_longer_each_time_and_never_for_good(database, person):
    now, waits = NOW, []
    for _ in range(14):
        said = why(database, now=now)
        while said != WRONG:
            now += timedelta(seconds=15)
            said = why(database, now=now)
        waits.append(now)
    gaps = [later - earlier for earlier, later in pairwise(waits)]
    seconds = [gap.total_seconds() for gap in gaps]
    assert seconds[:8] == [0, 0, 0, 0, 30, 60, 120, 240]
    assert max(gaps) == LONGEST_WAIT
    now += LONGEST_WAIT
    assert prove(database, now=now).staff_id == person
    assert why(database, now=now) == WRONG  # and all is forgotten


def test_waiting_is_told_alike_for_names_that_nobody_has(database, person):
    for name in ("沈审核", "没有这个人"):
        words = [why(database, name=name, address=name) for _ in range(6)]
        assert words == [WRONG] * 5 + ["试的次数太多了，请过 30 秒再试。"]


def test_a_right_password_is_not_even_looked_at_while_one_waits(database, person):
    for _ in range(5):
        why(database)
    assert "请过 30 秒再试" in why(database, PASSWORD)


def test_strangers_who_fail_keep_nobody_out_of_their_usual_place(database, person):
    prove(database, address=HERE)
    for _ in range(5):
        why(database, address=THERE)
    assert "再试" in why(database, PASSWORD, address="10.0.0.9")
    assert prove(database, address=HERE).staff_id == person


def test_one_address_that_tries_many_names_waits_too(database, person):
    for number in range(30):
        assert why(database, name=f"某人{number}", address=THERE) == WRONG
    assert "再试" in why(database, name="又一人", address=THERE)
    assert prove(database, address=HERE).staff_id == person


def test_an_office_behind_one_address_is_not_slowed_by_a_day_of_slips(database, person):
    now = NOW
    for number in range(60):
        assert why(database, name=f"某人{number}", address=THERE, now=now) == WRONG
        now += timedelta(minutes=4)


def test_who_got_in_here_before_is_not_kept_out_by_strangers_behind_the_same_address(
    database, person
):
    prove(database, address=THERE)
    for number in range(31):
        why(database, name=f"某人{number}", address=THERE)
    assert "再试" in why(database, name="又一人", address=THERE)
    assert prove(database, address=THERE).staff_id == person


def test_guesses_that_come_all_at_once_are_counted_too(database, person):
    with ThreadPoolExecutor(12) as crowd:
        words = list(crowd.map(lambda _: why(database), range(12)))
    assert words.count(WRONG) == 5


def test_a_household_counts_as_one_address(database, person):
    for number in range(30):
        why(database, name=f"某人{number}", address=f"2001:db8:1:2::{number:x}")
    assert "再试" in why(database, name="又一人", address="2001:db8:1:2:ffff::1")
    assert why(database, name="又一人", address="2001:db8:1:3::1") == WRONG


def test_an_own_account_does_not_open_an_address_for_guessing(database, person):
    for number in range(29):
        why(database, name=f"某人{number}", address=THERE)
    prove(database, address=THERE)
    assert why(database, name="某人29", address=THERE) == WRONG
    assert "再试" in why(database, name="某人30", address=THERE)


def test_what_is_kept_of_tries_names_nobody_and_is_swept(database, person):
    why(database, name="我的密码打在了姓名里")
    prove(database, now=NOW + timedelta(days=31))
    with database.reading() as session:
        keys = [row.key for row in session.exec(select(LoginTry)).all()]
    assert not [key for key in keys if "密码" in key or HERE in key]
    assert len(keys) == 3  # the name, the address and the place of the one who got in


# Links


def test_an_invitation_is_good_once_and_for_three_days(database, person):
    with database.writing() as session:
        token = invite(session, person, by="管大姐", now=NOW)
    with database.reading() as session:
        assert find_invitation(session, token, now=NOW + timedelta(hours=71)).staff_id == person
        with pytest.raises(NotFound):
            find_invitation(session, token, now=NOW + timedelta(hours=72))
        with pytest.raises(NotFound):
            find_invitation(session, token + "x", now=NOW)
    with database.writing() as session:
        use_up(session, find_invitation(session, token, now=NOW))
    with database.reading() as session, pytest.raises(NotFound):
        find_invitation(session, token, now=NOW)


def test_two_who_use_a_link_at_once_are_not_both_let_in(database, person):
    with database.writing() as session:
        token = invite(session, person, by="管大姐", now=NOW)
    with database.reading() as session:
        seen = find_invitation(session, token, now=NOW)
    with database.writing() as session:
        use_up(session, seen)
    with database.writing() as session, pytest.raises(NotFound):
        use_up(session, seen)


def test_a_newer_link_makes_the_older_one_void_and_only_a_digest_is_kept(database, person):
    with database.writing() as session:
        older = invite(session, person, by="管大姐", now=NOW)
        newer = invite(session, person, by="管大姐", now=NOW)
    with database.reading() as session:
        assert find_invitation(session, newer, now=NOW)
        with pytest.raises(NotFound):
            find_invitation(session, older, now=NOW)
        rows = session.exec(select(invitations.Invitation)).all()
        acts = session.exec(select(AuditRow)).all()
    kept = repr([row.model_dump() for row in (*rows, *acts)])
    assert older not in kept
    assert newer not in kept


def test_nobody_who_is_disabled_gets_or_uses_a_link(database, person):
    with database.writing() as session:
        token = invite(session, person, by="管大姐", now=NOW)
        disable_staff(session, "沈审核", by="管大姐", now=NOW)
    with database.writing() as session, pytest.raises(NotAllowed, match="停用"):
        invite(session, person, by="管大姐", now=NOW)
    with database.reading() as session, pytest.raises(NotFound):
        find_invitation(session, token, now=NOW)


def test_each_start_gives_another_first_link_until_an_administrator_has_a_password(database):
    base = "https://pufa.example.cn"
    first, second = (first_link(database, base, now=NOW) for _ in range(2))
    assert first.startswith(f"{base}/console/join/")
    assert first != second
    with database.reading() as session:
        tokens = [one.rpartition("/")[2] for one in (first, second)]
        with pytest.raises(NotFound):
            find_invitation(session, tokens[0], now=NOW)
        assert find_invitation(session, tokens[1], now=NOW + timedelta(hours=23))
        with pytest.raises(NotFound):
            find_invitation(session, tokens[1], now=NOW + timedelta(hours=24))
    with database.writing() as session:
        boss = add_staff(session, "管大姐", role=Role.ADMINISTRATOR, by="终端", now=NOW)
        set_password(session, boss, PASSWORD, town=TOWN, now=NOW)
    assert first_link(database, base, now=NOW) == ""
    with database.writing() as session:
        disable_staff(session, "管大姐", by="终端", now=NOW)
    assert first_link(database, base, now=NOW)


# The second factor


def test_a_code_is_taken_once_and_a_step_early_or_late(database, person):
    phone, _ = with_factor(database, person)
    at = NOW + timedelta(minutes=10)
    assert give_code(database, phone.at(at - timedelta(seconds=30)), at=at) == person
    for again in (phone.at(at - timedelta(seconds=30)), phone.at(at - timedelta(seconds=60))):
        with pytest.raises(BadInput):
            give_code(database, again, at=at)
    assert give_code(database, phone.at(at), at=at) == person
    assert give_code(database, phone.at(at + timedelta(seconds=30)), at=at) == person
    with pytest.raises(BadInput):
        give_code(database, phone.at(at + timedelta(seconds=60)), at=at)


def test_the_code_that_set_it_up_does_not_let_anybody_in(database, person):
    phone, _ = with_factor(database, person)
    with pytest.raises(BadInput, match=WRONG):
        give_code(database, phone.at(NOW), at=NOW)


def test_setting_up_asks_for_a_right_code_of_what_was_offered_to_this_person(database, person):
    offered = offer("沈审核", town=TOWN, vault=VAULT, staff_id=person)
    others = offer("别人", town=TOWN, vault=VAULT, staff_id=person + 1)
    code = pyotp.TOTP(others.secret.replace(" ", "")).at(NOW)
    for sealed in (offered.sealed, others.sealed, "", VAULT.encrypt("x")):
        with database.writing() as session, pytest.raises(BadInput):
            turn_on(session, person, sealed, code, vault=VAULT, now=NOW)
    with database.reading() as session:
        assert not session.get_one(Account, person).totp_secret


def test_the_secret_is_locked_away(database, person):
    phone, codes = with_factor(database, person)
    with database.reading() as session:
        kept = repr(session.get_one(Account, person).model_dump())
        rows = repr([row.digest for row in session.exec(select(RecoveryCode)).all()])
    assert phone.secret not in kept
    assert not [code for code in codes if code in rows or code.replace("-", "") in rows]


def test_each_recovery_code_lets_in_once(database, person):
    _, codes = with_factor(database, person)
    assert len(set(codes)) == 10
    assert give_code(database, codes[0].upper().replace("-", " "), at=NOW) == person
    with pytest.raises(BadInput):
        give_code(database, codes[0], at=NOW)
    with database.reading() as session:
        assert codes_left(session, person) == 9
        assert session.exec(select(AuditRow).where(AuditRow.action == "recovery_code")).one()


def test_codes_cannot_be_guessed_for_long(database, person):
    with_factor(database, person)
    sealed = seal_step(prove(database), vault=VAULT, now=NOW)
    words = []
    for number in range(6):
        with pytest.raises(BadInput) as refused:
            prove_code(database, sealed, f"{number:06}", address=HERE, vault=VAULT, now=NOW)
        words.append(str(refused.value))
    assert words[0] == WRONG
    assert "再试" in words[-1]


def test_the_password_must_not_have_been_typed_long_ago(database, person):
    phone, _ = with_factor(database, person)
    sealed = seal_step(prove(database), vault=VAULT, now=NOW)
    late = NOW + timedelta(minutes=5)
    for paper, at in ((sealed, late), ("", NOW), (VAULT.encrypt("code 1 2"), NOW)):
        with pytest.raises(NotAllowed, match=TOO_LATE):
            prove_code(database, paper, phone.at(at), address=HERE, vault=VAULT, now=at)


def test_a_paper_is_void_once_the_password_is_another(database, person):
    phone, _ = with_factor(database, person)
    sealed = seal_step(prove(database), vault=VAULT, now=NOW)
    with database.writing() as session:
        staff = session.get_one(accounts.Staff, person)
        set_password(session, staff, OTHER, town=TOWN, now=NOW)
    at = NOW + timedelta(minutes=1)
    with pytest.raises(NotAllowed):
        prove_code(database, sealed, phone.at(at), address=HERE, vault=VAULT, now=at)


def test_an_administrator_turns_it_off_for_whoever_lost_the_phone(database, person):
    with_factor(database, person)
    with database.writing() as session:
        token = sign_ins.begin(session, person, now=NOW)
        turn_off(session, person, by="管大姐", now=NOW)
    with database.reading() as session:
        assert recognise(session, token, now=NOW) is None
        assert codes_left(session, person) == 0
        assert session.exec(select(AuditRow.by).where(AuditRow.action == "second_factor_off")).one()
    assert not prove(database).wants_code


# Sign-ins


def signed_in(database, staff_id, *, now=NOW) -> str:
    """Sign a person in."""
    with database.writing() as session:
        return sign_ins.begin(session, staff_id, now=now)


def is_in(database, token, *, now=NOW) -> bool:
    """Whether a token is still good."""
    with database.reading() as session:
        return recognise(session, token, now=now) is not None


def test_a_sign_in_ends_after_thirty_idle_minutes(database, person):
    token = signed_in(database, person)
    assert len(token) >= 22  # 128 bits
    assert is_in(database, token, now=NOW + timedelta(minutes=29))
    assert not is_in(database, token, now=NOW + timedelta(minutes=30))
    with database.writing() as session:
        sign_ins.see(session, 1, now=NOW + timedelta(minutes=29))
    assert is_in(database, token, now=NOW + timedelta(minutes=58))


def test_of_a_token_only_the_digest_is_kept(database, person):
    token = signed_in(database, person)
    with database.reading() as session:
        assert token not in repr(session.exec(select(sign_ins.SignIn)).one().model_dump())


@pytest.mark.parametrize("how", ["password", "demotion", "promotion", "disabling"])
def test_what_ends_every_sign_in_of_a_person(database, person, how):
    token = signed_in(database, person)
    with database.writing() as session:
        if how == "password":
            set_password(
                session, session.get_one(accounts.Staff, person), OTHER, town=TOWN, now=NOW
            )
        elif how == "disabling":
            disable_staff(session, "沈审核", by="管大姐", now=NOW)
            enable_staff(session, "沈审核", by="管大姐", now=NOW)
        else:
            role = Role.DRAFTER if how == "demotion" else Role.PUBLISHER
            change_staff(session, "沈审核", role=role, by="管大姐", now=NOW)
    assert not is_in(database, token)


def test_proving_oneself_again_is_throttled_like_a_login(database, person):
    for _ in range(5):
        with pytest.raises(BadInput, match="现在的密码不对"):
            prove_again(database, "沈审核", "wrong", address=HERE, now=NOW)
    with pytest.raises(BadInput, match="再试"):
        prove_again(database, "沈审核", PASSWORD, address=HERE, now=NOW)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/120.0 Safari/537.36 Edg/120.0",
            "Windows 电脑上的Edge 浏览器",
        ),
        (
            "Mozilla/5.0 (Linux; Android 13; V2111A) AppleWebKit/537.36 Version/4.0 Chrome/107 "
            "Mobile Safari/537.36 MicroMessenger/8.0.40",
            "安卓手机上的微信",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17 Safari/604.1",
            "iPhone上的Safari 浏览器",
        ),
        ("curl/8", "认不出的设备"),
    ],
)
def test_devices_are_named_as_people_know_them(agent, words):
    assert device_of(agent) == words
