"""Drafting as a flow of plain values: what is asked next, what may be chosen, what is refused."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.flows.draft_screens import screen
from bot.flows.drafting import hear
from bot.flows.drafts import Around, Draft, GridChoice, Step, from_json, next_step, urgent
from bot.flows.screens import CANCEL, Heard, Screen, Tap, paged
from knowledge.errors import BadInput
from knowledge.starter_notices import load_notices

NOW = datetime.fromisoformat("2026-11-26T10:30+08:00")
GRIDS = (
    GridChoice(1, None, "城关镇"),
    GridChoice(2, 1, "东关村"),
    GridChoice(3, 1, "西关村"),
    GridChoice(4, 2, "第一网格"),
)
AROUND = Around(GRIDS, None, ("平房区", "老人多"), load_notices(), NOW)
WORKER = replace(AROUND, own=(2,))


def after(draft: Draft, *heard: Heard | str, around: Around = AROUND) -> Draft:
    """The draft after these taps (as text) and words."""
    for one in heard:
        draft = hear(draft, Heard(tap=one) if isinstance(one, str) else one, around)
    return draft


def labels(shown: Screen) -> list[str]:
    return [tap.label for row in shown.rows for tap in row]


WRITTEN = after(Draft(), "own", "cat:safety", Heard(text="防火\n火警119。"), "no-picture")


def test_the_first_thing_that_is_not_known_is_asked():
    assert next_step(Draft()) is Step.CATEGORY
    assert WRITTEN.step is Step.AUDIENCE
    assert after(WRITTEN, "all", "now").step is Step.PREVIEW
    assert urgent().step is Step.WORDS
    assert after(urgent(), Heard(text="快走\n上高处。"), "no-picture", "all").step is Step.REASON


def test_a_title_alone_is_asked_for_its_text():
    draft = after(Draft(), "own", "cat:law", Heard(text="普法集市"))
    assert draft.step is Step.TEXT
    assert after(draft, Heard(text="周六上午在文化广场。")).text == "周六上午在文化广场。"


def test_what_was_kept_is_read_again_and_what_is_strange_in_it_left_out():
    kept = WRITTEN.as_json() | {"colour": "red"}
    assert from_json(kept) == WRITTEN


@pytest.mark.parametrize("step", [*Step])
def test_every_step_can_be_left_and_answers_a_strange_tap_with_a_sentence(step):
    draft = replace(WRITTEN, step=step, from_starter=True)
    assert labels(screen(draft, AROUND))[-1] == "取消" or step is Step.PREVIEW
    assert any(tap.does == CANCEL for row in screen(draft, AROUND).rows for tap in row)
    with pytest.raises(BadInput):
        hear(draft, Heard(tap="strange:999"), AROUND)


def test_every_button_of_every_step_fits_behind_a_button_of_telegram():
    for step in Step:
        shown = screen(replace(WRITTEN, step=step), AROUND)
        assert all(len(tap.does.encode()) <= 40 for row in shown.rows for tap in row)


def test_grids_are_chosen_in_the_tree_and_given_back_by_a_second_tap():
    draft = after(WRITTEN, "open:1", "grid:2", "grid:3", "grid:3", "up")
    assert (draft.chosen, draft.place) == ([2], None)
    assert after(draft, "done").audience == {"grids": [2]}
    with pytest.raises(BadInput, match="还没有选"):
        after(WRITTEN, "done")


def test_a_worker_chooses_nothing_outside_their_grids():
    assert labels(screen(WRITTEN, WORKER)) == ["东关村", "里面 ›", "取消"]
    assert after(WRITTEN, "open:2", "grid:4", "done", around=WORKER).audience == {"grids": [4]}
    for tap in ("all", "tags", "grid:3", "open:1"):
        with pytest.raises(BadInput):
            after(WRITTEN, tap, around=WORKER)


def test_tags_are_chosen_by_their_place():
    assert after(WRITTEN, "tags", "tag:1", "tag:0", "tag:1", "done").audience == {
        "tags": ["平房区"]
    }


def test_tonight_is_offered_only_before_six():
    late = replace(AROUND, now=NOW.replace(hour=18))
    asked = after(WRITTEN, "all")
    assert "今晚 18:00" in labels(screen(asked, AROUND))
    assert "今晚 18:00" not in labels(screen(asked, late))
    assert after(asked, "tonight").when == "2026-11-26 18:00"
    with pytest.raises(BadInput):
        after(asked, "tonight", around=late)


def test_a_time_may_be_typed_at_once():
    assert after(WRITTEN, "all", Heard(text="明天8点半")).when == "2026-11-27 08:30"


def test_many_templates_come_in_pages():
    draft = after(Draft(), "starter", "cat:safety")
    first, second = screen(draft, AROUND), screen(after(draft, "page:1"), AROUND)
    assert "下一页 ›" in labels(first)
    assert "‹ 上一页" in labels(second)
    assert not {*labels(first)[:8]} & {*labels(second)[:8]}


def test_pages_never_run_over_the_end():
    taps = [Tap(str(number), f"n:{number}") for number in range(9)]
    assert paged(taps, 99, most=8) == paged(taps, 1, most=8)
