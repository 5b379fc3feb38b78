"""When amendments took effect: public dates that no consolidated text carries."""

from datetime import date

# One line an amendment: the law, the day it was amended, the day that took effect.
# Amendments that took effect on the day they were passed need no line.
# The middle column stands in the head of each law's text, and a test compares it. The last one
# stands in the decision to amend, which consolidated texts leave out: only 商标法 (versions.json)
# and 著作权法 (its article on terms that ran out before that day) confirm it. Compare a line with
# the decision itself before relying on the very day.
AMENDMENTS = """
网络安全法 2025-10-28 2026-01-01
食品安全法 2025-09-12 2025-12-01
全国人民代表大会和地方各级人民代表大会代表法 2025-03-11 2025-03-12
监察法 2024-12-25 2025-06-01
会计法 2024-06-28 2024-07-01
慈善法 2023-12-29 2024-09-05
刑法 2023-12-29 2024-03-01
民事诉讼法 2023-09-01 2024-01-01
立法法 2023-03-13 2023-03-15
反垄断法 2022-06-24 2022-08-01
全国人民代表大会常务委员会议事规则 2022-06-24 2022-06-25
地方各级人民代表大会和地方各级人民政府组织法 2022-03-11 2022-03-12
种子法 2021-12-24 2022-03-01
民事诉讼法 2021-12-24 2022-01-01
工会法 2021-12-24 2022-01-01
审计法 2021-10-23 2022-01-01
安全生产法 2021-06-10 2021-09-01
教育法 2021-04-29 2021-04-30
全国人民代表大会组织法 2021-03-11 2021-03-12
全国人民代表大会议事规则 2021-03-11 2021-03-12
刑法 2020-12-26 2021-03-01
著作权法 2020-11-11 2021-06-01
专利法 2020-10-17 2021-06-01
国旗法 2020-10-17 2021-01-01
国徽法 2020-10-17 2021-01-01
台湾同胞投资保护法 2019-12-28 2020-01-01
土地管理法 2019-08-26 2020-01-01
城市房地产管理法 2019-08-26 2020-01-01
商标法 2019-04-23 2019-11-01
农村土地承包法 2018-12-29 2019-01-01
个人所得税法 2018-08-31 2019-01-01
招标投标法 2017-12-27 2017-12-28
公路法 2017-11-04 2017-11-05
母婴保健法 2017-11-04 2017-11-05
境外非政府组织境内活动管理法 2017-11-04 2017-11-05
律师法 2017-09-01 2018-01-01
公证法 2017-09-01 2018-01-01
水污染防治法 2017-06-27 2018-01-01
行政诉讼法 2017-06-27 2017-07-01
促进科技成果转化法 2015-08-29 2015-10-01
消费者权益保护法 2013-10-25 2014-03-15
劳动合同法 2012-12-28 2013-07-01
农业法 2012-12-28 2013-01-01
人民警察法 2012-10-26 2013-01-01
国家赔偿法 2012-10-26 2013-01-01
清洁生产促进法 2012-02-29 2012-07-01
"""

_EFFECTS = {
    (law, date.fromisoformat(amended)): date.fromisoformat(effect)
    for law, amended, effect in map(str.split, AMENDMENTS.strip().splitlines())
}


def effect_of_amendment(title: str, amended_on: date | None) -> date | None:
    """Find from which day a law as amended on the given day is in force, if we know it."""
    short = title.removeprefix("中华人民共和国")
    return _EFFECTS.get((short, amended_on)) if amended_on else None
