"""How many real questions meet a common question that cites the article they turn on.

`python -m benchmarks.coverage` prints one table, by field of law. A question counts as covered
where a starter question cites at least one of its articles. Only which articles are cited is
compared: the starter is written from the laws, never from these questions.
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from knowledge.law_names import short_name
from knowledge.numerals import parse_article
from knowledge.starter_files import load_faq

ROOT = Path(__file__).resolve().parent.parent
CODE = "民法典"
BOOKS = {
    "Civil Code: general": 204,
    "Civil Code: property": 462,
    "Civil Code: contracts": 988,
    "Civil Code: personality": 1039,
    "Civil Code: family": 1118,
    "Civil Code: succession": 1163,
    "Civil Code: torts": 1260,
}
FIELDS = {
    "Family, children, elders": "婚姻|继承|收养|家庭|未成年|老年|妇女|彩礼|义务教育",
    "Labour and social security": "劳动|社会保险|工伤|职业病|就业|工资",
    "Security and crime": "治安|刑法|刑事|禁毒|诈骗|非法集资|信用卡|未成年人犯罪",
    "Land and village": "土地|农村|村民|宅基地|房屋征收|森林|草原|种子",
    "Roads": "道路交通|机动车|铁路|公路",
    "Consumers, food, travel": "消费|产品质量|食品|药品|旅游|电子商务|广告|价格",
    "Homes and neighbours": "物业|建筑物区分|房屋|房地产|噪声|污染|环境",
    "Courts and arbitration": "诉讼|证据|仲裁|公证|法律援助|调解|执行",
    "Government": "行政|政府信息|国家赔偿|信访|户口|身份证",
    "Loans, security, building works": "借贷|担保|建设工程|建筑法|融资租赁|买卖合同|合同编",
    "Companies, insurance, finance": "公司|合伙|保险|票据|破产|证券|银行|竞争",
    "Copyright, trade marks, patents": "著作权|商标|专利|信息网络传播|技术合同",
}
EVERYDAY = ("Civil Code", "Family", "Labour", "Security")
OTHER = "Other"
_ARTICLE = re.compile(r"^(.+?)(第[零一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?)$")

Article = tuple[str, str]


def cited() -> set[Article]:
    """Every article that some common question cites, by the law's short name."""
    drafts = load_faq().drafts
    return {(short_name(one.law), one.article) for draft in drafts for one in draft.citations}


def questions(path: Path) -> Iterator[list[Article]]:
    """The articles that each question turns on."""
    for line in path.read_text(encoding="utf-8").splitlines():
        names = map(_ARTICLE.match, json.loads(line)["gold_names"])
        yield [(short_name(found[1]), found[2]) for found in names if found]


def field(law: str, article: str) -> str:
    """Say which field of law an article belongs to."""
    if law == CODE:
        number, _sub = parse_article(article)
        return next(book for book, last in BOOKS.items() if number <= last)
    return next((name for name, words in FIELDS.items() if re.search(words, law)), OTHER)


def table(asked: Iterable[list[Article]], known: set[Article]) -> str:
    """Count questions and those covered, by field; a question counts in each of its fields."""
    all_, met = Counter[str](), Counter[str]()
    for articles in asked:
        fields = {field(*article) for article in articles}
        everyday = any(name.startswith(EVERYDAY) for name in fields)
        names = {*fields, "All"} | ({"Civil, family, labour, security"} if everyday else set())
        all_.update(names)
        if known.intersection(articles):
            met.update(names)
    order = [*BOOKS, *FIELDS, OTHER, "Civil, family, labour, security", "All"]
    rows = [
        f"| {name} | {all_[name]} | {met[name]} | {met[name] / all_[name]:.0%} |"
        for name in order
        if all_[name]
    ]
    head = ["| field of law | questions | covered | share |", "|---|---:|---:|---:|"]
    return "\n".join([*head, *rows])


def main() -> int:
    """Print the table; without the shared questions there is nothing to measure."""
    shared = (ROOT / os.environ.get("MINGBAI_SHARED", "../shared")).resolve()
    path = shared / "data" / "questions" / "lay-questions.jsonl"
    if not path.exists():
        print(f"There are no questions in {path}; MINGBAI_SHARED says where.", file=sys.stderr)
        return 1
    known = cited()
    print(f"{len(load_faq().drafts)} common questions cite {len(known)} articles.\n")
    print(table(questions(path), known))
    return 0


if __name__ == "__main__":
    sys.exit(main())
