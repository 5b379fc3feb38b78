"""Before its review a notice is looked at from every side, and what is found is said."""

from datetime import timedelta

import mailings
import pytest
from builders import NOW, law, put
from noticing import facts, standards
from sqlmodel import Session

from jobs.places.groups import Channel
from jobs.schedule.runs import RunKind, RunState
from jobs.writing.checks import check, refuse_grave
from jobs.writing.text_checks import Finding, FindingKind, cited_in
from knowledge.drafts import Citation
from knowledge.errors import BadInput


@pytest.fixture
def session(database):
    """A town with one group in each channel."""
    with database.writing() as session:
        place = mailings.grid(session, mailings.TOWN, "东关村", "第一网格")
        for channel in Channel:
            mailings.group(session, f"{channel}群", place=place, channel=channel)
        yield session


def found(session: Session, **changed: object) -> list[Finding]:
    return check(facts(**changed), standards(session), session=session, now=NOW)


def only(session: Session, kind: FindingKind, **changed: object) -> Finding:
    (finding,) = (one for one in found(session, **changed) if one.kind is kind)
    return finding


def test_with_a_sound_notice_nothing_is_found(session):
    assert found(session) == []


def test_what_is_grave_comes_first_and_is_refused_with_all_of_it(session):
    findings = found(session, text="请打 12399。{姓名}请到 ____ 领取。")
    assert [one.grave for one in findings] == [True, True, False]
    with pytest.raises(BadInput) as error:
        refuse_grave(findings)
    assert str(error.value) == (
        "还不能送审。没有填完：还有没填的地方：____。请填好再送审。 "
        "变量不认识：不认识“{姓名}”。能用的只有 {town}（镇名）、{grid}（网格）、{date}（日期）。"
    )


def test_numbers_to_call_are_those_of_the_table(session):
    finding = only(session, FindingKind.HOTLINE, text="咨询请打12399，报警110，欠费12345元。")
    assert str(finding) == (
        "电话不在表里：电话 12399 不在热线表里。请核对号码，或者把它加进热线表。"
    )


def test_a_law_that_ended_is_found_even_with_no_laws_loaded(session):
    finding = only(session, FindingKind.CITATION, text="依据《婚姻法》第三十二条办理。")
    assert "《婚姻法》第三十二条自2021-01-01起被《民法典》代替" in finding.said
    assert not finding.grave
    assert found(session, text="依据《集市管理条例》第一条，详见《一次性告知单》。") == []


def test_an_article_is_looked_up_where_the_laws_are_loaded(database):
    put(database, law("中华人民共和国民法典", {"1": "保护权益。", "1077": "可以撤回。"}))
    with database.reading() as session:
        good = "《民法典》第一千零七十七条、第1条和《一次性告知单》说得很清楚。"
        kinds = {one.kind for one in found(session, text=good)}
        assert not kinds & {FindingKind.CITATION, FindingKind.UNKNOWN_LAW}
        gone = only(session, FindingKind.CITATION, text="按照《民法典》第九千条办理。")
        assert gone.said == "《民法典》第九千条在现行文本里没有"
        unknown = only(session, FindingKind.UNKNOWN_LAW, text="按《集市管理条例》第一条办理。")
        assert unknown.said == "《集市管理条例》第一条的条文没有收录，无法核对"


def test_laws_and_all_their_articles_are_read_out_of_a_text():
    said = (
        "《民法典》第一千零七十七条、第1078条和《刑法》第120条之一，《宪法》；《民法典》第1078条。"
    )
    assert cited_in(said) == [
        Citation("民法典", "第一千零七十七条"),
        Citation("民法典", "第1078条"),
        Citation("刑法", "第120条之一"),
        Citation("宪法", ""),
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("有事找小李，13812345678。", "手机号"),
        ("身份证 620702199001011234 请本人核对。", "身份证号"),
        ("发到 li@example.cn 或打 0936-8221234。", "邮箱、固定电话"),
    ],
)
def test_personal_numbers_are_pointed_out_and_not_repeated(session, text, named):
    finding = only(session, FindingKind.PERSONAL, text=text)
    assert finding.said == f"写着{named}"
    assert not finding.grave


@pytest.mark.parametrize(
    "link",
    [
        "http://10.0.0.8/a",
        "https://[::1]/",
        "http://3232235777/",
        "http://0x7f.1/",
        "http://localhost:8000/",
        "https://intranet/a",
        "https://nas.local/",
        "ftp://a.gov.cn/x",
        "javascript://a.cn/%0aalert(1)",
        "https://",
        "http://user:pw@a.gov.cn/",
        "http://a.gov.cn:99999/",
    ],
)
def test_links_lead_to_a_named_place_on_the_web(session, link):
    for place in ({"link": link}, {"text": f"详见{link} 。"}):
        finding = only(session, FindingKind.LINK, **place)
        assert (finding.grave, link in finding.said) == (True, True)


def test_good_links_pass_wherever_they_stand(session):
    link = "https://www.gaotai.gov.cn/a/xx_13812345678.html?b=1#c"
    assert found(session, link=link, text=f"详见{link}。有火情打119。") == []
    assert only(session, FindingKind.LINK, link="gaotai.gov.cn").grave


@pytest.mark.parametrize("blank", ["____", "XX村", "（请填写时间）", "〔待定〕", "某某"])
def test_blanks_are_to_be_filled_in(session, blank):
    assert only(session, FindingKind.BLANK, text=f"{blank}停水，请存水。").grave


def test_known_variables_are_no_blanks(session):
    assert found(session, text="{town}{grid}的乡亲，{date}停水。") == []


def test_what_is_longer_than_people_read_is_mentioned(session):
    findings = found(session, title="长" * 17, short="短" * 121, text="长。" * 251)
    assert [(one.kind, one.grave) for one in findings] == [(FindingKind.LENGTH, False)] * 3
    assert findings[0].said == "标题有 17 个字，16 个字以内好读"


def test_what_a_channel_cannot_hold_is_grave_unless_a_short_form_fits(session):
    long = "很长很长的一句话。" * 300
    limits = [one for one in found(session, text=long) if one.kind is FindingKind.LIMIT]
    assert [(one.said.split("最多")[0], one.grave) for one in limits] == [("企业微信", True)]
    finding = only(session, FindingKind.LIMIT, text=long, short="短的话。")
    assert (finding.grave, finding.mend) == (False, "请确认短文说全了。")
    assert not [
        one
        for one in found(session, text=long, audience={"channels": ["telegram"]})
        if one.kind is FindingKind.LIMIT
    ]


def test_an_audience_of_nobody_or_unknown_is_said(session):
    mailings.grid(session, mailings.TOWN, "西关村")
    finding = only(session, FindingKind.AUDIENCE, audience={"grids": ["西关村"]})
    assert (finding.said, finding.grave) == ("现在没有一个在用的群会收到", False)
    assert only(session, FindingKind.AUDIENCE, audience={"grids": ["没有的村"]}).grave


@pytest.mark.parametrize("when", ["2026-11-20 18:00", "某天", {"day": "没有的节", "at": "09:00"}])
def test_a_time_that_is_over_or_unreadable_is_grave(session, when):
    assert only(session, FindingKind.TIMING, timing={"when": when}).grave


@pytest.mark.parametrize("when", ["now", "pool", "2026-12-01 18:00", "0 9 * * 1"])
def test_a_time_to_come_is_fine(session, when):
    assert found(session, timing={"when": when}, pool="安全月") == []


ALIKE = "天干物燥，出门前请关好电和煤气。\n有火情打119。"


@pytest.mark.parametrize(
    ("sent", "alike"),
    [
        ({"title": "冬季用火要小心", "text": "完全不同的话。"}, True),
        ({"title": "别的标题", "text": ALIKE}, True),
        ({"title": "别的标题", "text": "完全不同的话。"}, False),
        ({"text": ALIKE, "state": RunState.MISSED}, False),
        ({"text": ALIKE, "kind": RunKind.CORRECTION}, False),
        ({"text": ALIKE, "slot": NOW - timedelta(days=8)}, False),
    ],
)
def test_a_like_notice_of_the_last_week_is_named_with_its_day(session, sent, alike):
    other = mailings.notice(session, "别的通知")
    usual = {"title": "别的标题", "slot": NOW - timedelta(days=2)}
    mailings.run(session, other, **(usual | sent))
    findings = [one for one in found(session) if one.kind is FindingKind.ALIKE]
    assert len(findings) == alike
    if findings:
        title = sent["title"]
        said = f"2026年11月21日发过“{title}”（第 {other} 号），和这条很像"
        assert (findings[0].said, findings[0].grave) == (said, False)


def test_a_notice_is_not_alike_itself_and_another_is_named_once(session):
    own, other = mailings.notice(session), mailings.notice(session)
    for number in (own, other, other):
        slot = NOW - timedelta(hours=number + session.info.setdefault("runs", 0))
        session.info["runs"] += 1
        mailings.run(session, number, slot=slot, title="冬季用火要小心")
    findings = check(facts(), standards(session), session=session, now=NOW, notice_id=own)
    assert [f"第 {other} 号" in one.said for one in findings] == [True]
