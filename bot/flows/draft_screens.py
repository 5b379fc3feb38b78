"""What each step of drafting a notice shows."""

from collections.abc import Callable

from bot.flows.audience_choice import grids_screen, tags_screen
from bot.flows.drafting import evening
from bot.flows.drafts import Around, Draft, Step
from bot.flows.screens import Row, Screen, Tap, in_rows, leaving, paged
from jobs.figures.figure_names import CATEGORIES
from knowledge.starter_notices import Category

MOST_STARTERS = 8
SEND, SEND_URGENT, KEEP = "send", "urgent", "keep"
HOW = (
    "请把通知发过来：第一行写标题，从第二行起写正文。\n"
    "标题 16 个字以内最好读；先说谁、在什么时候前、要做什么，电话放在最后。"
)


def screen(draft: Draft, around: Around) -> Screen:
    """Give what a step asks; the preview itself is shown by the channel, above it."""
    return _SCREENS[draft.step](draft, around)


def _way(_draft: Draft, _around: Around) -> Screen:
    rows: tuple[Row, ...] = ((Tap("用现成的范本", "starter"), Tap("自己写", "own")),)
    return Screen("起草通知", "怎么写？", leaving(*rows))


def _category(draft: Draft, around: Around) -> Screen:
    taps = [
        Tap(name, f"cat:{category}")
        for category, name in CATEGORIES.items()
        if category is not Category.EMERGENCY
        and (not draft.from_starter or around.of_category(category))
    ]
    return Screen("哪一类通知", "选一类。", leaving(*in_rows(taps, width=3)))


def _starter(draft: Draft, around: Around) -> Screen:
    found = around.of_category(draft.category)
    taps = [Tap(one.title, f"starter:{place}") for place, one in enumerate(found)]
    rows = paged(taps, draft.page, most=MOST_STARTERS)
    other: Row = (Tap("换一类", "other"),)
    return Screen("选一个范本", "选好以后还能改字。", leaving(*rows, other))


def _words(draft: Draft, _around: Around) -> Screen:
    return Screen("紧急通知" if draft.urgent else "写通知", HOW, leaving())


def _text(draft: Draft, _around: Around) -> Screen:
    return Screen("写正文", f"标题是“{draft.title}”。请把正文发过来。", leaving())


def _picture(_draft: Draft, _around: Around) -> Screen:
    rows: tuple[Row, ...] = ((Tap("不用图片", "no-picture"),),)
    return Screen("配图", "要配图，就把图片发过来（PNG 或 JPEG，2 MB 以内）。", leaving(*rows))


def _when(_draft: Draft, around: Around) -> Screen:
    tonight: Row = (Tap("今晚 18:00", "tonight"),) if evening(around) else ()
    rows: tuple[Row, ...] = (
        (Tap("审核通过后马上发", "now"),),
        (*tonight, Tap("明天 9:00", "tomorrow")),
        (Tap("另写时间", "typed"),),
    )
    return Screen(
        "什么时候发", "选一个，或者直接把时间发过来，例如“12月5日 8:30”。", leaving(*rows)
    )


def _moment(_draft: Draft, _around: Around) -> Screen:
    said = "请把时间发过来，例如“明天 9:00”“周五 18:00”“12月5日 8点半”。"
    return Screen("什么时候发", said, leaving())


def _reason(_draft: Draft, _around: Around) -> Screen:
    said = "紧急通知不等审核，马上发出，事后补审。请写明为什么不能等。"
    return Screen("紧急理由", said, leaving())


def _preview(draft: Draft, _around: Around) -> Screen:
    parts = [("改文字", "words"), ("改图片", "picture"), ("改范围", "audience")]
    parts.append(("改理由", "reason") if draft.urgent else ("改时间", "when"))
    send = Tap("马上发出", SEND_URGENT) if draft.urgent else Tap("送审", SEND)
    keep: Row = () if draft.urgent else (Tap("先存草稿", KEEP),)
    changes = in_rows(Tap(label, f"change:{part}") for label, part in parts)
    return Screen("上面就是群里会看到的样子", "", leaving((send, *keep), *changes))


_SCREENS: dict[Step, Callable[[Draft, Around], Screen]] = {
    Step.WAY: _way,
    Step.CATEGORY: _category,
    Step.STARTER: _starter,
    Step.WORDS: _words,
    Step.TEXT: _text,
    Step.PICTURE: _picture,
    Step.AUDIENCE: grids_screen,
    Step.TAGS: tags_screen,
    Step.WHEN: _when,
    Step.MOMENT: _moment,
    Step.REASON: _reason,
    Step.PREVIEW: _preview,
}
