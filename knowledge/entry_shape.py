"""What an entry's words have to be like before they are kept: said, not too long, not twice."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from knowledge.drafts import Citation, Draft
from knowledge.errors import BadInput
from knowledge.importing.faq import MAX_ANSWER, MAX_QUESTION, question_key
from knowledge.law_names import short_name
from knowledge.numerals import article_name, parse_article

MAX_GUIDE = 20_000
MAX_PHRASES, MAX_CITATIONS = 100, 30
MAX_TOPIC, MAX_NOTE = 30, 500
_PHONE = re.compile(r"[0-9][0-9-]{2,19}")


def fitting(draft: Draft) -> Draft:
    """Give a draft as it is kept, or raise `BadInput` with what is to be mended first."""
    title, text = " ".join(draft.title.split()), _lines(draft.text)
    _check_texts(draft, title, text)
    _check_fields(draft)
    phrases = _each_once(draft.phrases, but=[title])
    negatives = _each_once(draft.negatives)
    _check_phrases(title, phrases, negatives)
    if draft.valid_from and draft.valid_until and draft.valid_from >= draft.valid_until:
        raise BadInput("有效期的最后一天在开始的一天以前，请改好日期。")
    return replace(
        draft,
        title=title,
        text=text,
        phrases=phrases,
        negatives=negatives,
        citations=_citations(draft.citations),
    )


def _check_texts(draft: Draft, title: str, text: str) -> None:
    guide = draft.kind == "guide"
    head, body = ("标题", "正文") if guide else ("问题", "答案")
    most = MAX_GUIDE if guide else MAX_ANSWER
    if not question_key(title):
        raise BadInput(f"请写上{head}。")
    if not text:
        raise BadInput(f"请写上{body}。")
    if len(title) > MAX_QUESTION:
        raise BadInput(f"{head}有 {len(title)} 个字，最多 {MAX_QUESTION} 个字，请删短。")
    if len(text) > most:
        raise BadInput(f"{body}有 {len(text)} 个字，最多 {most} 个字，请删短，或者分成几条。")


def _check_fields(draft: Draft) -> None:
    topic, note = draft.fields.get("topic", ""), draft.fields.get("note", "")
    hotline, checked = draft.fields.get("hotline", ""), draft.fields.get("checked_on", "")
    if len(topic) > MAX_TOPIC:
        raise BadInput(f"主题最多 {MAX_TOPIC} 个字，请删短。")
    if len(note) > MAX_NOTE:
        raise BadInput(f"核对说明最多 {MAX_NOTE} 个字，请删短。")
    if hotline and not _PHONE.fullmatch(hotline):
        raise BadInput(f"电话“{hotline[:20]}”不像一个号码，请只写数字和短横线。")
    if checked and not _is_day(checked):
        raise BadInput(f"核对日期“{checked[:20]}”看不懂，请写成 2026-11-23 这样。")


def _check_phrases(title: str, phrases: tuple[str, ...], negatives: tuple[str, ...]) -> None:
    if len(phrases) > MAX_PHRASES or len(negatives) > MAX_PHRASES:
        raise BadInput(f"相似问法和反例各最多 {MAX_PHRASES} 句，请挑要紧的留下。")
    for phrase in (*phrases, *negatives):
        if len(phrase) > MAX_QUESTION:
            raise BadInput(f"“{phrase[:20]}…”太长，一句最多 {MAX_QUESTION} 个字。")
    own = {question_key(said) for said in (title, *phrases)}
    for negative in negatives:
        if question_key(negative) in own:
            raise BadInput(f"“{negative}”既是问法又是反例，请删去一处。")


def _citations(cited: Iterable[Citation]) -> tuple[Citation, ...]:
    found = dict.fromkeys(_citation(one) for one in cited if short_name(one.law))
    if len(found) > MAX_CITATIONS:
        raise BadInput(f"依据最多 {MAX_CITATIONS} 条，请挑要紧的留下。")
    return tuple(found)


def _citation(one: Citation) -> Citation:
    law, article = one.law.strip("《》 "), "".join(one.article.split())
    if not article:
        return Citation(law, "")
    try:
        return Citation(law, article_name(*parse_article(_written(article))))
    except ValueError as error:
        raise BadInput(f"《{law}》后面的“{article[:20]}”不是条文号，请写成第几条。") from error


def _written(article: str) -> str:
    """Let people write 1077 for 第一千零七十七条."""
    return f"{article}条" if "条" not in article and "-" not in article else article


def _lines(text: str) -> str:
    """Keep lines as they are but for blanks at their ends."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip("\n ")


def _each_once(phrases: Iterable[str], *, but: Iterable[str] = ()) -> tuple[str, ...]:
    found = {question_key(one): "" for one in but}
    for phrase in phrases:
        plain = " ".join(phrase.split())
        if question_key(plain):
            found.setdefault(question_key(plain), plain)
    return tuple(filter(None, found.values()))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
