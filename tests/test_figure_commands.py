"""What became of notices, asked for in the terminal."""

import json
from pathlib import Path

import mailings
import pytest
from builders import NOW
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.commands.notice_exports import MOST_LINES, progress_said
from bot.settings import load_settings
from bot.town import prepare
from jobs.delivery.deliveries import State
from jobs.figures.progress import Progress
from jobs.records.exchanges import Exchange
from jobs.schedule.runs import Run
from knowledge.errors import BadInput, NotFound


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Path:
    """A township with one notice that reached two groups of three."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINGBAI_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("MINGBAI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MINGBAI_TOWN_NAME", "城关镇")
    monkeypatch.setenv("COLUMNS", "100")
    with _writing() as session:
        place = mailings.grid(session, mailings.TOWN, "东关村", "第一网格")
        run = mailings.run(session, mailings.notice(session))
        states = (State.SENT, State.SENT, State.FAILED)
        for number, state in enumerate(states, start=1):
            group = mailings.group(session, f"{number}号群", place=place, lane="telegram")
            error = "机器人被移出了群" if state is State.FAILED else ""
            mailings.delivery(session, run, group, state, error=error)
    return tmp_path


def _writing():
    return prepare(load_settings()).writing()


def run(*words: str | Path) -> Result:
    """Run one command to its end."""
    done = CliRunner().invoke(app, [*map(str, words)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def sheets(path: Path) -> list[str]:
    return CalamineWorkbook.from_path(path).sheet_names


def test_a_report_is_printed_with_whoever_missed_it(folder):
    done = run("notice", "report", "1")
    assert done.exit_code == 0
    for said in ("“冬季用火安全提示”发送情况", "东关村", "3号群", "机器人被移出了群"):
        assert said in done.stdout
    assert "还在发送" not in done.stdout
    assert "撤回" in done.stdout


def test_a_report_may_be_kept_as_excel(folder):
    done = run("notice", "report", "1", "报告.xlsx")
    assert "已存成 报告.xlsx。" in done.stdout
    assert "没有送到的群" in sheets(folder / "报告.xlsx")
    assert not [path for path in folder.iterdir() if path.suffix == ".part"]


def test_a_report_in_json_has_all_states_and_the_reasons(folder):
    said = json.loads(run("notice", "report", "1", "--json").stdout)
    assert set(said["counts"]) == {str(state) for state in State}
    assert (said["targets"], said["counts"]["sent"], said["counts"]["failed"]) == (3, 2, 1)
    (missed,) = said["missed"]
    assert (missed["group"], missed["reason"]) == ("3号群", "机器人被移出了群")
    assert (said["by_grid"][0]["name"], said["by_grid"][0]["targets"]) == ("东关村", 3)


def test_while_it_is_sent_a_report_says_how_long_it_may_take(folder):
    with _writing() as session:
        group = mailings.group(session, "还没轮到的群", lane="telegram")
        run_id = session.get_one(Run, 1).id
        mailings.delivery(session, run_id, group, State.PENDING, due_at=NOW)
    assert "还在发送：已完成 2，失败 1，还剩 1" in run("notice", "report", "1").stdout


def test_figures_of_a_year_and_of_a_month_are_printed_and_kept(folder):
    done = run("figures", "--year", "2026", "全年.xlsx")
    assert "城关镇2026年通知发送统计" in done.stdout
    assert "按月" in sheets(folder / "全年.xlsx")
    month = run("figures", "--year", "2026", "--month", "11", "十一月.xlsx")
    assert "城关镇2026年11月通知发送统计" in month.stdout
    assert "按月" not in sheets(folder / "十一月.xlsx")


def test_figures_in_json_are_a_tree_of_plain_values(folder):
    said = json.loads(run("figures", "--year", "2026", "--json").stdout)
    november = said["months"][10]
    assert (november["sendings"], november["tally"]["delivered"]) == (1, 2)
    assert november["by_grid"][0]["name"] == "东关村"
    fire = next(one for one in november["occasions"] if one["name"] == "全国消防日")
    assert fire["spans"] == [["2026-11-09", "2026-11-09"]]


def test_what_was_asked_stands_beside_what_was_sent(folder):
    with _writing() as session:
        for number in range(3):
            said = {"channel": "web", "conversation": f"web:{number}", "question": "离婚怎么办"}
            session.add(
                Exchange(id=f"x{number}", kind="unknown", confidence=0, asked_at=NOW, **said)
            )
    done = run("figures", "--year", "2026", "全年.xlsx")
    assert "城关镇2026年居民提问统计" in done.stdout
    assert {"提问", "每天提问", "提问主题"} <= {*sheets(folder / "全年.xlsx")}
    said = json.loads(run("figures", "--year", "2026", "--json").stdout)["questions"]
    assert (said["total"]["unknown"], len(said["by_day"])) == (3, 1)


def test_a_long_table_is_cut_on_the_screen_and_says_so(folder):
    with _writing() as session:
        for number in range(MOST_LINES + 10):
            group = mailings.group(session, f"停用的{number}号群")
            mailings.delivery(session, 1, group, State.SKIPPED, error="群已停用")
    assert "还有 11 行没有列出" in run("notice", "report", "1").stdout


def test_a_notice_that_is_not_there_is_said_so(folder):
    with pytest.raises(NotFound, match="没有编号为 9 的通知"):
        run("notice", "report", "9")


def test_a_file_that_is_no_workbook_is_refused_by_its_name(folder):
    with pytest.raises(BadInput, match=r"以 \.xlsx 结尾"):
        run("notice", "report", "1", "报告.docx")


@pytest.mark.parametrize(
    ("seconds", "speed", "said"),
    [
        (None, 0.0, "还剩 5，还要多久暂时算不出来。"),
        (12.4, 2.0, "还剩 5，每秒约 2 条，大约还要 12 秒。"),
        (0.2, 0.0, "大约还要 1 秒。"),
        (600.0, 0.333, "每秒约 0.333 条，大约还要 10 分钟。"),
        (9_000.0, 0.0, "大约还要 2.5 小时。"),
    ],
)
def test_the_time_left_is_said_as_people_say_it(seconds, speed, said):
    found = Progress(1, 0, 5, 0, 0, per_second=speed, seconds_left=seconds)
    assert progress_said(found).endswith(said)
