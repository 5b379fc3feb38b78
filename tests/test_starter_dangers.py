"""Present dangers are heard in everyday words; questions of law and old stories are not."""

import pytest

from knowledge.danger import Danger, find_danger
from knowledge.danger_files import load_dangers
from knowledge.starter_files import load_faq


def _each(text: str) -> list[str]:
    return text.split()


PRESENT = {
    "fire": _each("""
        家里着火了怎么办 隔壁房子烧起来了 山上起火了 电动车充电冒浓烟了 油锅起火了咋整
        楼道里全是烟着火了出不去 失火啦快来人 着火 柴堆着火了风好大
    """),
    "violence": _each("""
        老公打我 他又在打我了 我爸喝醉了打我妈 他拿着菜刀追我 有人在砸我家门
        我被老公打了流血 他要杀了我 救命有人拿刀砍人 男人在打孩子怎么办 婆婆打我快来人
        我被打伤了 有人打架动刀了 他把我锁在屋里不让走 他说要弄死我全家
    """),
    "gas": _each("""
        厨房煤气漏了 家里一股煤气味 煤气罐嘶嘶响漏气 好像煤气中毒了 烧炭烤火头晕想吐
        闻到好大的天然气味 煤气味好重
    """),
    "self-harm": _each("""
        我不想活了 活着没意思 我想死 我真的想自杀 我媳妇喝了农药 我儿子要跳楼
        活不下去了欠了一屁股债 她在割腕 死了算了 有人跳河了 老人喝下百草枯
    """),
    "drowning": _each("""
        孩子掉河里了 有人溺水了 娃掉进水库里了 小孩被水冲走了 老人跌进粪坑
        有人掉井里救命 河里有人在喊救命 两个学生落水了 孙子溺水
    """),
    "electric-shock": _each("""
        有人触电了怎么办 我爸被电倒了 电线断了掉在地上 娃摸插座触电了 洗澡漏电人倒了
        孩子触电 高压线掉到田里有人触电了快来
    """),
    "fraud": _each("""
        有人让我转账到安全账户 客服让我共享屏幕 我刚被骗了 刚才转了五千发现是骗子
        公安打电话叫我把钱转到别的卡 对方一直催我妈转账 骗子还在让我打钱
        我刚给骗子转了两万
    """),
    "missing": _each("""
        孩子不见了 我娃放学没回家 老人走丢了 女儿被人抱走了 孙子在集上走散找不到了
        有人贩子抢走我孩子 我妈一个人出门走失了
    """),
}

LOOK_ALIKE = _each("""
    房子着火了谁赔 邻居家失火烧了我家怎么赔偿 怎么预防火灾 去年着火保险没赔
    如果着火了打什么电话 烧秸秆罚多少钱 生意火了 他很火 打人怎么判
    老公经常打我想离婚 被打成轻微伤怎么赔 打架拘留几天 家暴证据怎么留 他打我电话不接
    打麻将算赌博吗 去年他打了我能起诉吗 什么是家暴 未成年人杀人了会判死刑吗
    给孩子打针要钱吗 老板打我欠条
    狗咬了人怎么办 煤气中毒怎么预防 煤气罐多少钱一罐 燃气泄漏责任谁负 天然气怎么开通
    上班煤气中毒算工伤吗 自杀能赔保险吗 热得要死 想死你了 累死了 跳楼价是虚假宣传吗
    学生跳楼学校有责任吗 防溺水知识 孩子溺水水库承包人要赔吗 庄稼被水淹了能赔吗
    手机掉水里了能退吗 怎么防触电 工地触电算工伤吗 私拉电网电死人怎么判
    触电死亡谁负责 我没接到电话 被诈骗的钱能追回吗 诈骗怎么判 怎么预防诈骗
    刷单违法吗 老板让我转账工资怎么入账 房东让我把房租转给他老婆 上个月被骗了能立案吗
    孩子户口本丢了 孩子的身份证不见了怎么补 拐卖儿童怎么判 怎么防孩子走失
    多年前失踪怎么宣告死亡 离婚后孩子被前夫带走 欠钱不还怎么办 离婚冷静期多久
    村里水费怎么交 电费太贵找谁 孩子不见得会同意 手机丢了怎么办 火车票能退吗
""")


@pytest.fixture(scope="module")
def dangers() -> dict[str, Danger]:
    return {danger.id: danger for danger in load_dangers()}


def _heard(dangers: dict[str, Danger], text: str) -> set[str]:
    return {danger.id for danger in dangers.values() if danger.heard_in(text)}


def test_there_are_enough_examples_both_ways():
    assert sum(map(len, PRESENT.values())) >= 40
    assert len(LOOK_ALIKE) >= 40


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, ts in PRESENT.items() for t in ts])
def test_a_present_danger_is_heard(dangers, kind, text):
    assert kind in _heard(dangers, text)


@pytest.mark.parametrize("text", [text for texts in PRESENT.values() for text in texts])
def test_a_present_danger_raises_the_alarm(dangers, text):
    assert find_danger(text, dangers.values())


@pytest.mark.parametrize("text", LOOK_ALIKE)
def test_a_question_that_only_sounds_dangerous_is_not(dangers, text):
    assert not _heard(dangers, text)
    assert not find_danger(text, dangers.values())


def test_no_title_of_a_common_question_is_taken_for_a_present_danger(dangers):
    for draft in load_faq().drafts:
        assert not find_danger(draft.title, dangers.values()), draft.title


def test_other_ways_of_asking_a_common_question_are_hardly_ever_taken_for_one(dangers):
    phrases = [phrase for draft in load_faq().drafts for phrase in draft.phrases]
    taken = [phrase for phrase in phrases if find_danger(phrase, dangers.values())]
    assert len(taken) <= 0.01 * len(phrases), taken  # some are said by people in danger


@pytest.mark.parametrize(
    "text",
    ["着火了有人困在里面谁负责先不管", "他正在打我 我要离婚", "我不想活了，如果我走了孩子怎么办"],
)
def test_some_words_are_danger_whatever_else_is_said(dangers, text):
    assert _heard(dangers, text)


def test_the_number_comes_first_and_four_lines_are_enough(dangers):
    for danger in dangers.values():
        lines = danger.text.splitlines()
        assert len(lines) <= 4
        assert danger.numbers[0] in lines[0]
        assert all(number in danger.text for number in danger.numbers)
        assert not any(mark in danger.text for mark in "!！你")
