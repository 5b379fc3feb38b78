"""The real laws come in whole: every article, every date that could be checked by hand."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from knowledge.drafts import Draft, Parsed
from knowledge.importing.law import parse_law
from knowledge.importing.law_markdown import find_law_folders, parse_law_folder
from knowledge.importing.statutes import parse_statutes


def numbered(laws: list[Parsed]) -> list[Draft]:
    """The drafts that are articles with a number."""
    return [draft for law in laws for draft in law.drafts if "number" in draft.fields]


@pytest.fixture(scope="session")
def laws(shared: Path) -> list[Parsed]:
    """All the laws in Markdown beside the project."""
    folders = find_law_folders(shared / "data" / "laws")
    return [law for folder in folders for law in parse_law_folder(folder)]


def test_all_national_laws_come_in_whole(laws: list[Parsed], shared: Path) -> None:
    """24,312 articles are set in bold; 51 inserted ones of the Criminal Law are not."""
    articles = numbered(laws)
    plain = [draft for draft in articles if draft.fields["sub"] != "0"]
    assert len(articles) == 24_312 + 51
    assert Counter(draft.fields["law"] for draft in plain)["中华人民共和国刑法"] == 51 + 2
    assert len({(law.source.title, law.source.edition) for law in laws}) == len(laws)
    assert all(len({draft.key for draft in law.drafts}) == len(law.drafts) for law in laws)
    assert all(draft.text for law in laws for draft in law.drafts)
    assert len(find_law_folders(shared / "data" / "laws")) == 311


def test_dangerous_driving_is_found_in_the_criminal_law(laws: list[Parsed]) -> None:
    [article] = [d for d in numbered(laws) if d.title == "中华人民共和国刑法第一百三十三条之一"]
    assert article.text.startswith(
        "在道路上驾驶机动车，有下列情形之一的，处拘役，并处罚金：\n（一）"
    )
    assert article.section.startswith("第二编 分则 / 第二章")


@pytest.mark.parametrize(
    ("law", "day"),
    [
        ("民法典", "2021-01-01"),
        ("治安管理处罚法", "2026-01-01"),
        ("网络安全法", "2026-01-01"),
        ("生态环境法典", "2026-08-15"),
        ("仲裁法", "2026-03-01"),
        ("社会救助法", "2026-07-01"),
        ("农村集体经济组织法", "2025-05-01"),
        ("公司法", "2024-07-01"),
        ("反家庭暴力法", "2016-03-01"),
        ("消费者权益保护法", "2014-03-15"),
        ("法治宣传教育法", "2025-11-01"),
        ("未成年人保护法", "2024-04-26"),
    ],
)
def test_the_day_a_law_takes_effect_is_right(laws: list[Parsed], law: str, day: str) -> None:
    title = f"中华人民共和国{law}"
    [found] = [each.source for each in laws if each.source.title == title]
    assert found.in_force_from == date.fromisoformat(day)
    assert found.issuer.startswith("全国人民代表大会")


def test_only_the_macao_basic_law_has_no_dates_at_all(laws: list[Parsed]) -> None:
    dateless = [law.source.title for law in laws if not law.source.issued_on]
    assert dateless == ["中华人民共和国澳门特别行政区基本法"]


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
@pytest.mark.parametrize(("name", "count"), [("专利法", 76), ("仲裁法", 80)])
def test_laws_in_documents_come_in_whole(shared: Path, name: str, count: int, suffix: str) -> None:
    title = f"中华人民共和国{name}"
    [law] = parse_law(shared / "data" / "documents" / "law" / f"{title}{suffix}")
    assert law.source.title == title
    assert [int(draft.fields["number"]) for draft in law.drafts] == list(range(1, count + 1))
    assert law.source.issued_on


def test_all_statutes_come_in_under_their_own_names(shared: Path) -> None:
    found = list(parse_statutes(shared / "data" / "statutes" / "statutes.jsonl.gz"))
    drafts = [draft for law in found for draft in law.drafts]
    assert (len(found), len(drafts)) == (1421, 59_298)
    assert not any(law.rejected for law in found)
    assert len({draft.fields["name"] for draft in drafts}) == 59_298
