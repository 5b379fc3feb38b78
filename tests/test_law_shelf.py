"""The laws in the database tell the same of a citation as an index does."""

from datetime import date

import pytest
from builders import TODAY, law, put

from knowledge.drafts import Citation
from knowledge.index import Index
from knowledge.law_names import LawNames, Replaced
from knowledge.law_shelf import LawShelf
from knowledge.standing_remarks import remark_on
from knowledge.terms import Splitter
from knowledge.validity import Standing, validity

CODE, MARRIAGE = "中华人民共和国民法典", "中华人民共和国婚姻法"
NAMES = LawNames(
    {"民法": CODE},
    [Replaced(MARRIAGE, ("婚姻法",), (CODE,), date(2021, 1, 1))],
    {"中华人民共和国治安管理处罚法": date(2026, 1, 1)},
)
LAWS = (
    law(CODE, {"1": "为了保护权益。", "1077": "可以撤回。"}, since=date(2021, 1, 1)),
    law(MARRIAGE, {"32": "可以调解。"}, since=date(2001, 4, 28)),
    law("治安管理处罚法", {"43": "处拘留。"}, since=date(2013, 1, 1)),
    law("商标法", {"1": "为了商标。"}, since=date(2027, 1, 1)),
)


@pytest.mark.parametrize(
    ("cited", "article", "standing"),
    [
        (CODE, "第一千零七十七条", Standing.IN_FORCE),
        ("民法", "第1077条", Standing.IN_FORCE),
        (CODE, "第九千条", Standing.MISSING),
        (CODE, "第某条", Standing.MISSING),
        ("婚姻法", "第三十二条", Standing.REPLACED),
        ("治安管理处罚法", "第四十三条", Standing.REVISED),
        ("商标法", "第一条", Standing.COMING),
        ("集市管理条例", "第一条", Standing.NOT_LOADED),
    ],
)
def test_a_citation_stands_as_it_does_in_the_index(database, cited, article, standing):
    put(database, *LAWS)
    index = Index(Splitter(), names=NAMES)
    index.refresh(database)
    citation = Citation(cited, article)
    with database.reading() as session:
        found = validity(citation, LawShelf(session, NAMES), on=TODAY)
        assert found.standing is standing
        assert found == validity(citation, index, on=TODAY)
        assert (remark_on(citation, found) is None) == (standing is Standing.IN_FORCE)


def test_a_law_that_is_not_published_is_not_there(database):
    put(database, LAWS[0], publish=False)
    with database.reading() as session:
        assert not LawShelf(session, NAMES).laws
