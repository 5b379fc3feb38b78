"""The eval command: how well questions find their articles, as a table, JSON and a CSV."""

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.evaluating import Case, Outcome, ended, evaluate, laws_missing, laws_of, read_cases
from bot.logs import configure_logs
from bot.settings import load_settings
from bot.town import now, open_town
from knowledge.article_names import ArticleName
from knowledge.rating import rate, summed_up

FIRST = 3  # found articles shown for each error
LAWS_SHOWN = 15
MEANINGS = {
    "recall": "前 {} 条里找到了应有条文的几成",
    "mrr": "第一条正确的排在第几（取倒数，只看前 {} 条）",
    "success": "前 {} 条里至少有一条正确的问题占几成",
}


def measure(
    file: Annotated[Path, typer.Argument(help="每行一个问题和它的条文（JSONL）")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    errors: Annotated[
        Path | None, typer.Option(help="把第一条就没找对的问题写进这个 CSV 文件")
    ] = None,
    limit: Annotated[int | None, typer.Option(help="只测前几个问题", min=1)] = None,
    by_law: Annotated[bool, typer.Option("--by-law", help="再按法律分开列出")] = False,
) -> None:
    """Measure with a file of questions, and print what came of it."""
    settings = load_settings()
    configure_logs(settings.log_format, "error")
    cases = read_cases(file)[:limit]
    town = open_town(settings)
    try:
        index = town.knowledge.index
        today = now().astimezone(settings.zone).date()
        outcomes = evaluate(cases, index, on=today)
        report = _report(outcomes, laws_missing(outcomes, index), by_law=by_law)
        report["article_not_in_force"] = ended(outcomes, index, on=today)
    finally:
        town.close()
    if errors:
        _write_errors(errors, outcomes)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _print(report, Console(), errors)


def _report(
    outcomes: Sequence[Outcome], missing: dict[str, int], *, by_law: bool
) -> dict[str, Any]:
    middle, late = np.percentile([one.milliseconds for one in outcomes], (50, 99))
    report: dict[str, Any] = {"questions": len(outcomes)}
    report |= _rounded(summed_up([one.rating for one in outcomes]))
    report |= {"ms_p50": round(float(middle), 2), "ms_p99": round(float(late), 2)}
    touched = sum(not laws_of(one.case).isdisjoint(missing) for one in outcomes)
    report |= {"law_not_loaded": touched, "laws_not_loaded": sorted(missing)}
    return report | ({"by_law": _by_law(outcomes)} if by_law else {})


def _by_law(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Rate each law by its own articles only, laws with most questions first."""
    laws = {law for one in outcomes for law in laws_of(one.case)}
    rows = list[dict[str, Any]]()
    for law in sorted(laws):
        touched = [(one.found, _of_law(one.case, law)) for one in outcomes]
        ratings = [rate(found, gold) for found, gold in touched if gold]
        rows.append({"law": law, "questions": len(ratings)} | _rounded(summed_up(ratings)))
    return sorted(rows, key=lambda row: -int(row["questions"]))


def _of_law(case: Case, law: str) -> list[ArticleName]:
    return [name for name in case.gold if name.law == law]


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in figures.items()}


def _write_errors(target: Path, outcomes: Sequence[Outcome]) -> None:
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("问题", "应有条文", "最先找到的", "第一条正确的排在"))
        for one in outcomes:
            if one.rating.first != 1:
                shown = _named(one.case.gold), _named(one.found[:FIRST])
                rows.writerow((one.case.question, *shown, one.rating.first or "没有找到"))


def _named(names: Sequence[ArticleName]) -> str:
    return "；".join(name.law + name.article for name in names)


def _print(report: dict[str, Any], console: Console, errors: Path | None) -> None:
    table = Table("指标", "值", "意思", title=f"检索效果（{report['questions']:,} 个问题）")
    for name, value in report.items():
        measure, _, depth = name.partition("@")
        if measure in MEANINGS:
            table.add_row(name, f"{value:.3f}", MEANINGS[measure].format(depth))
    table.add_row("p50", f"{report['ms_p50']:.2f} 毫秒", "一半的问题不超过这个时间")
    table.add_row("p99", f"{report['ms_p99']:.2f} 毫秒", "一百个问题里九十九个不超过这个时间")
    console.print(table, highlight=False)
    if "by_law" in report:
        _print_laws(report["by_law"], console)
    for sentence in _misses(report):
        _say(console, sentence)
    if errors:
        _say(console, f"第一条就没找对的问题写在 {errors}。")


def _misses(report: dict[str, Any]) -> Iterator[str]:
    """Say which questions could not be answered whatever the search does."""
    laws = report["laws_not_loaded"]
    if laws:
        yield (
            f"有 {report['law_not_loaded']} 个问题的条文所在的法律还没有导入，按没找到计算；"
            f"共 {len(laws)} 部，例如“{laws[0]}”。"
        )
    if report["article_not_in_force"]:
        yield f"有 {report['article_not_in_force']} 个问题的条文今天不生效，也按没找到计算。"


def _print_laws(rows: list[dict[str, Any]], console: Console) -> None:
    table = Table("法律", "问题", "recall@10", "mrr@10", "success@1", title="按法律")
    for row in rows[:LAWS_SHOWN]:
        figures = (f"{row[name]:.3f}" for name in ("recall@10", "mrr@10", "success@1"))
        table.add_row(escape(row["law"]), str(row["questions"]), *figures)
    console.print(table, highlight=False)
    if len(rows) > LAWS_SHOWN:
        _say(console, f"还有 {len(rows) - LAWS_SHOWN} 部法律没有列出，加 --json 可以看到全部。")


def _say(console: Console, sentence: str) -> None:
    console.print(sentence, markup=False, highlight=False, soft_wrap=True)
