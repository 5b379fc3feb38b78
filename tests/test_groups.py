"""Groups are known again however they are described, and a webhook is never seen again."""

import logging
import threading

import pytest
from builders import NOW
from mailings import delivery, notice, run
from sqlmodel import Session, select

from jobs.delivery.deliveries import Delivery, State
from jobs.delivery.lanes import Lane
from jobs.places.addresses import move_address, register_telegram
from jobs.places.grids import Grid
from jobs.places.group_keeping import Change, put_group, rename_group, tags_of, update_group
from jobs.places.groups import (
    Channel,
    Group,
    GroupFacts,
    channel_named,
    deactivate,
    get_group,
    reactivate,
)
from jobs.places.webhooks import SAVED, hide_webhooks, parse_webhook
from jobs.vault import Vault
from knowledge.audit import AuditRow, check_chain
from knowledge.errors import BadInput, NotFound

VAULT = Vault("测试用的钥匙" * 8)
ACT = {"by": "小王", "now": NOW}
KEEP = {"vault": VAULT, **ACT}
ROBOT = "693a91f6-7abc-4bc4-97a0-0ec2aaaa5bbb"
OTHER = "0f0e91f6-1234-4bc4-97a0-0ec2aaaa5ccc"
WEBHOOK = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={ROBOT}"
EAST, WEST = ("城关镇", "东关村"), ("城关镇", "西关村")


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session
        session.rollback()


def telegram(name: str = "东关村群", address: str = "-1001234567890", **changed) -> GroupFacts:
    return GroupFacts(Channel.TELEGRAM, name, address, **changed)


def wecom(name: str = "东关村工作群", address: str = WEBHOOK, **changed) -> GroupFacts:
    return GroupFacts(Channel.WECOM, name, address, **{"grid": EAST, **changed})


def wechat(name: str = "东关村一组", **changed) -> GroupFacts:
    return GroupFacts(Channel.WECHAT, name, **{"grid": EAST, **changed})


def only(session: Session) -> Group:
    """The one group there is."""
    return session.scalars(select(Group)).one()


@pytest.mark.parametrize("facts", [telegram(grid=EAST), wecom(), wechat()])
def test_a_group_said_twice_is_one(session, facts):
    assert put_group(session, facts, **KEEP) is Change.ADDED
    assert put_group(session, facts, **KEEP) is Change.UNCHANGED
    group = only(session)
    assert (group.active, group.private, group.name) == (True, False, facts.name)
    acts = [row.action for row in session.scalars(select(AuditRow).order_by(AuditRow.number))]
    assert acts == ["add", "add", "add"]


def test_each_channel_has_its_lane_and_plain_wechat_none(session):
    for facts in (telegram(), wecom(), wechat()):
        put_group(session, facts, **KEEP)
    robot = f"wecom:{VAULT.fingerprint(ROBOT)}"
    lanes = {group.channel: group.lane for group in session.scalars(select(Group))}
    assert lanes == {"telegram": "telegram", "wecom": robot, "wechat": None}
    kept = {lane.key: lane.channel for lane in session.scalars(select(Lane))}
    assert kept == {"telegram": "telegram", robot: "wecom"}


def test_what_is_said_anew_changes_and_what_is_not_said_stays(session):
    put_group(session, telegram(grid=EAST, tags=("老人", "老人", " 安全 "), members=80), **KEEP)
    assert put_group(session, telegram("东关村大群"), **KEEP) is Change.CHANGED
    group = only(session)
    assert (group.name, group.members) == ("东关村大群", 80)
    assert tags_of(session, group.id) == {"老人", "安全"}
    again = telegram("东关村大群", grid=(), tags=("党员",), members=90, closed="群主解散了")
    assert put_group(session, again, **KEEP) is Change.CHANGED
    assert (group.grid_id, group.members) == (None, 90)
    assert (group.active, group.reason) == (False, "群主解散了")
    assert tags_of(session, group.id) == {"党员"}
    put_group(session, telegram("东关村大群", closed=""), **KEEP)
    assert (group.active, group.reason) == (True, "")
    assert check_chain(session) == ""


def test_a_robot_is_known_by_its_webhook_or_by_its_key_alone(session):
    put_group(session, wecom(), **KEEP)
    assert put_group(session, wecom(address=ROBOT), **KEEP) is Change.UNCHANGED
    assert put_group(session, wecom("改了名的群", address=ROBOT), **KEEP) is Change.CHANGED
    assert VAULT.decrypt(only(session).secret) == ROBOT


def test_a_saved_webhook_stays_where_name_and_grid_are_the_same(session):
    put_group(session, wecom(), **KEEP)
    secret = only(session).secret
    for address in (SAVED, ""):
        assert put_group(session, wecom(address=address), **KEEP) is Change.UNCHANGED
    assert put_group(session, wecom(address=SAVED, members=7), **KEEP) is Change.CHANGED
    assert only(session).secret == secret
    with pytest.raises(BadInput, match="请填上机器人网址"):
        put_group(session, wecom("没有过的群", address=SAVED), **KEEP)


def test_a_new_robot_in_an_old_group_takes_over_with_what_still_waits(session):
    put_group(session, wecom(), **KEEP)
    group = only(session)
    occurrence = run(session, notice(session))
    waiting = delivery(session, occurrence, group.id, State.PENDING, due_at=NOW)
    gone = delivery(session, run(session, notice(session)), group.id, State.SENT)
    old = group.lane
    assert put_group(session, wecom(address=OTHER), **KEEP) is Change.CHANGED
    assert VAULT.decrypt(only(session).secret) == OTHER
    assert group.lane == f"wecom:{VAULT.fingerprint(OTHER)}" != old
    session.expire_all()
    assert session.get_one(Delivery, waiting).lane == group.lane
    assert session.get_one(Delivery, gone).lane == old


def test_wechat_groups_of_one_name_live_in_different_grids(session):
    assert put_group(session, wechat("一组群", grid=EAST), **KEEP) is Change.ADDED
    assert put_group(session, wechat("一组群", grid=WEST), **KEEP) is Change.ADDED
    assert put_group(session, wechat("一组群", grid=EAST), **KEEP) is Change.UNCHANGED
    with pytest.raises(BadInput, match="有 2 个群都叫“一组群”，请写明网格"):
        put_group(session, wechat("一组群", grid=None), **KEEP)


def test_a_renamed_group_is_the_same_group(session):
    put_group(session, wechat(), **KEEP)
    group = only(session)
    assert rename_group(session, group.id, name="东关村 第一组", **KEEP) is Change.CHANGED
    assert put_group(session, wechat("东关村 第一组"), **KEEP) is Change.UNCHANGED
    put_group(session, wechat(), **KEEP)
    with pytest.raises(BadInput, match="请改个名称区分"):
        rename_group(session, group.id, name="东关村一组", **KEEP)


def test_a_group_is_changed_by_its_number_but_not_into_another_s(session):
    put_group(session, telegram(), **KEEP)
    put_group(session, telegram("另一个群", "@west_village"), **KEEP)
    first, second = session.scalars(select(Group).order_by(Group.id)).all()
    assert update_group(session, first.id, telegram("新名", ""), **KEEP) is Change.CHANGED
    assert first.address == "-1001234567890"
    with pytest.raises(BadInput, match="已经是另一个群的"):
        update_group(session, second.id, telegram("另一个群", first.address), **KEEP)
    with pytest.raises(BadInput, match="渠道不能改"):
        update_group(session, second.id, wechat(), **KEEP)
    with pytest.raises(NotFound):
        update_group(session, 4_711, telegram(), **KEEP)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (telegram(" "), "没有写群的名称"),
        (telegram("长" * 101), "最多 100 个字"),
        (telegram(address=""), "应是编号"),
        (telegram(address="12abc"), "应是编号"),
        (telegram(address="-1.00123E+12"), "科学计数"),
        (telegram(members=-1), "人数不对"),
        (telegram(tags=("长" * 21,)), "太长"),
        (wecom(address="https://oapi.dingtalk.com/robot/send?access_token=" + "a" * 64), "不对"),
        (wecom(address=""), "请填上机器人网址"),
    ],
)
def test_what_cannot_be_a_group_is_refused_with_one_sentence(session, facts, said):
    with pytest.raises(BadInput, match=said) as caught:
        put_group(session, facts, **KEEP)
    assert str(caught.value).endswith(("。", "?key=…"))


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" @East_Village ", "@east_village"),
        ("https://t.me/East_Village", "@east_village"),
        ("-1001234567890", "-1001234567890"),
    ],
)
def test_a_telegram_address_is_spelled_one_way(session, written, address):
    put_group(session, telegram(address=written), **KEEP)
    assert only(session).address == address


@pytest.mark.parametrize(
    ("word", "channel"),
    [
        ("Telegram", Channel.TELEGRAM),
        ("telegram群", Channel.TELEGRAM),
        ("企业微信", Channel.WECOM),
        ("企业微信群", Channel.WECOM),
        ("WeCom", Channel.WECOM),
        ("微信群", Channel.WECHAT),
        ("微信", Channel.WECHAT),
        ("ｗｅｃｈａｔ", Channel.WECHAT),
    ],
)
def test_a_channel_may_be_written_as_people_do(word, channel):
    assert channel_named(word) is channel


def test_an_unknown_channel_is_refused():
    with pytest.raises(BadInput, match="不认识渠道“钉钉”"):
        channel_named("钉钉")


def test_a_group_is_closed_once_with_its_first_reason_and_opened_again(session):
    put_group(session, telegram(), **KEEP)
    number = only(session).id
    deactivate(session, number, reason="机器人被移出群", **ACT)
    deactivate(session, number, reason="又一个原因", **ACT)
    assert (only(session).active, only(session).reason) == (False, "机器人被移出群")
    assert put_group(session, telegram(), **KEEP) is Change.UNCHANGED
    reactivate(session, number, **ACT)
    reactivate(session, number, **ACT)
    assert (only(session).active, only(session).reason) == (True, "")
    acts = [row.action for row in session.scalars(select(AuditRow).order_by(AuditRow.number))]
    assert acts == ["add", "deactivate", "reactivate"]
    with pytest.raises(BadInput, match="原因"):
        deactivate(session, number, reason=" ", **ACT)


def test_a_private_chat_is_no_group(session):
    session.add(
        Group(channel=Channel.TELEGRAM, address="77", name="张三", private=True, added_at=NOW)
    )
    session.flush()
    with pytest.raises(BadInput, match="私聊"):
        put_group(session, telegram(address="77"), **KEEP)
    with pytest.raises(BadInput, match="私聊"):
        register_telegram(session, 77, title="张三", **ACT)
    with pytest.raises(NotFound):
        get_group(session, only(session).id)


def test_a_telegram_group_registers_itself_once_and_opens_again(session):
    first = register_telegram(session, -1001, title="东关村群", members=31, **ACT)
    assert (first.lane, first.address, first.members) == ("telegram", "-1001", 31)
    deactivate(session, first.id, reason="机器人被移出群", **ACT)
    again = register_telegram(session, -1001, title="东关村新群", **ACT)
    assert (again.id, again.name, again.active, again.members) == (first.id, "东关村新群", True, 31)


def test_a_group_listed_by_its_public_name_is_the_one_that_registers(session):
    put_group(session, telegram(address="@east_village", grid=EAST), **KEEP)
    register_telegram(session, -1001, title="东关村群", public_name="East_Village", **ACT)
    assert only(session).address == "-1001"
    assert only(session).grid_id is not None


def test_a_group_that_became_a_supergroup_keeps_everything(session):
    put_group(session, telegram(grid=EAST, tags=("老人",)), **KEEP)
    number = only(session).id
    for _ in range(2):
        move_address(session, number, to="-100999", **ACT)
    assert (only(session).id, only(session).address) == (number, "-100999")
    acts = [row.action for row in session.scalars(select(AuditRow))]
    assert acts.count("move") == 1


def test_a_supergroup_that_had_come_in_already_becomes_part_of_the_group(session):
    put_group(session, telegram(grid=EAST, tags=("老人",)), **KEEP)
    old = only(session)
    new = register_telegram(session, -100999, title="东关村群", members=50, **ACT)
    put_group(session, telegram(address="-100999", tags=("新",)), **KEEP)
    both, late, kept = (run(session, notice(session)) for _ in range(3))
    delivery(session, both, old.id, State.PENDING, due_at=NOW)
    twice = delivery(session, both, new.id, State.PENDING, due_at=NOW)
    moved = delivery(session, late, new.id, State.PENDING, due_at=NOW)
    past = delivery(session, kept, new.id, State.SENT)
    move_address(session, old.id, to="-100999", **ACT)
    session.expire_all()
    assert (old.address, old.active, old.members) == ("-100999", True, 50)
    assert tags_of(session, old.id) == {"老人", "新"}
    assert (new.active, new.reason) == (False, "已并入“东关村群”")
    spared = session.get_one(Delivery, twice)
    assert (spared.state, spared.due_at) == (State.SKIPPED, None)
    assert {session.get_one(Delivery, row).group_id for row in (moved, past)} == {old.id}
    active = session.scalars(select(Group).where(Group.address == "-100999")).all()
    assert [group.id for group in active] == [old.id]


def test_a_webhook_is_seen_nowhere_but_in_the_vault(session, caplog):
    caplog.set_level(logging.DEBUG)
    facts = wecom()
    put_group(session, facts, **KEEP)
    put_group(session, wecom(address=OTHER), **KEEP)
    group = only(session)
    said = [repr(facts), repr(group), str(vars(group)), caplog.text]
    said += [str(row.detail) for row in session.scalars(select(AuditRow))]
    said += [str(row) for row in session.scalars(select(Lane))]
    assert not any(key in text for key in (ROBOT, OTHER) for text in said)


@pytest.mark.parametrize(
    "written",
    [
        "x",
        f"http://evil.example/steal?key={ROBOT}",
        f"{WEBHOOK}<script>",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=",
        "https://[broken/cgi-bin/webhook/send?key=" + ROBOT,
        "钥匙" * 10,
    ],
)
def test_a_bad_webhook_is_refused_without_being_repeated(written):
    with pytest.raises(BadInput, match="机器人网址不对") as caught:
        parse_webhook(written)
    assert ROBOT not in str(caught.value)


@pytest.mark.parametrize("text", [WEBHOOK, ROBOT, f"地址：{WEBHOOK} | 人数：3", f"key={ROBOT}&a=b"])
def test_a_webhook_in_a_text_is_blotted_out(text):
    assert ROBOT not in hide_webhooks(text)
    assert "人数：3" in hide_webhooks(f"{text}人数：3") or text == ROBOT or "key" in text


def test_two_who_add_the_same_at_once_add_it_once(database):
    gate = threading.Barrier(4)

    def add() -> None:
        gate.wait()
        for facts in (wechat(), wecom(), telegram(grid=WEST)):
            with database.writing() as session:
                put_group(session, facts, **KEEP)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert len(session.scalars(select(Group)).all()) == 3
        assert len(session.scalars(select(Grid)).all()) == 3
        assert check_chain(session) == ""
