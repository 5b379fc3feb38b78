"""What is misconfigured, and how to mend it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from bot import schema
from bot.channel_states import channel_faults, channel_states
from bot.embedders import try_out
from bot.settings import Settings
from bot.town import Town
from bot.town_settings import read_chosen
from knowledge.content_check import Fault, FaultKind, check_content, has_laws
from knowledge.database import Database, open_database
from knowledge.drafts import Kind
from knowledge.tables import Entry

LEAST_FREE = 1 << 30
_NO_LAWS = "还没有法律条文，按条号查不到原文：用 mingbai import 文件夹 --kind law --publish 导入。"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, whether it is fine, and a sentence about it."""

    fine: bool
    text: str


def examine(settings: Settings) -> list[Finding]:
    """Look at settings, channels, disk, database and knowledge."""
    settings = _as_chosen(settings)
    parts = (_settings, _channels, _disk, _database, _embedder)
    return [finding for part in parts for finding in part(settings)]


def examine_content(town: Town) -> tuple[list[Fault], list[Finding]]:
    """Look at what the town answers: every fault, then what that comes to."""
    index, day = town.knowledge.index, town.today()
    faults = check_content(index, town.knowledge.hotlines, on=day)
    counts = index.counts()
    grave = sum(fault.kind is FaultKind.CITATION for fault in faults)
    text = (
        f"检查了常见问答 {counts.get(Kind.FAQ, 0)} 条、办事指南 {counts.get(Kind.GUIDE, 0)} 条："
        f"依据失效 {grave} 处，其他要核对的 {len(faults) - grave} 处。"
    )
    findings = [Finding(not grave, text)]
    if not has_laws(index):
        findings.append(Finding(False, _NO_LAWS + "依据和数字这次没有核对。"))
    if town.settings.stop_on_repealed and (stopped := len(index.resting_on_gone(on=day))):
        said = f"其中 {stopped} 条因为依据失效已经停止回答，改好并发布新的版本后恢复。"
        findings.append(Finding(False, said))
    return faults, findings


def _as_chosen(settings: Settings) -> Settings:
    """Lay what the town set in the console over the environment, where it can be read."""
    if not settings.database_url and not settings.data_dir.exists():
        return settings
    database = open_database(settings.database)
    try:
        if not schema.is_current(database):
            return settings
        with database.reading() as session:
            return read_chosen(session, settings).settings
    except SQLAlchemyError:
        return settings  # what is wrong is said below
    finally:
        database.close()


def _settings(settings: Settings) -> Iterator[Finding]:
    if settings.town_name == "本镇":
        yield Finding(
            False, "还没有写镇名：在控制台的“设置”里填写，或者在 .env 里设置 MINGBAI_TOWN_NAME。"
        )
    else:
        yield Finding(True, f"镇名：{settings.town_name}。")
    if settings.public_url.startswith("http://"):
        yield Finding(False, "对外网址不是 https：请按 README 用 nginx 加上证书。")


def _embedder(settings: Settings) -> Iterator[Finding]:
    yield Finding(*try_out(settings))


def _channels(settings: Settings) -> Iterator[Finding]:
    yield from (Finding(True, state) for state in channel_states(settings))
    if settings.telegram_token:
        from bot.channels.telegram.checkup import check_up  # the library takes a while to load

        yield from (Finding(*remark) for remark in check_up(settings))


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir
    if not folder.exists():
        yield Finding(False, f"数据文件夹 {folder} 还没有建立：运行一次 mingbai run 就会建立。")
        return
    free = shutil.disk_usage(folder).free
    fine = free > LEAST_FREE
    advice = "" if fine else "，不到 1 GB，请清理磁盘"
    yield Finding(fine, f"数据文件夹 {folder}，磁盘剩余 {free / (1 << 30):.1f} GB{advice}。")


def _database(settings: Settings) -> Iterator[Finding]:
    database = open_database(settings.database)
    try:
        if not schema.is_current(database):
            yield Finding(False, "数据库还不是最新：运行 mingbai db upgrade。")
            return
        yield Finding(True, "数据库可以使用，表已是最新。")
        yield from _knowledge(database)
        with database.reading() as session:
            yield from (Finding(False, said) for said in channel_faults(session, settings))
    except SQLAlchemyError as error:
        yield Finding(
            False, f"数据库连不上（{type(error).__name__}）：请检查 MINGBAI_DATABASE_URL。"
        )
    finally:
        database.close()


def _knowledge(database: Database) -> Iterator[Finding]:
    with database.reading() as session:
        rows = session.execute(
            select(col(Entry.kind), func.count())
            .where(col(Entry.published).is_not(None))
            .group_by(col(Entry.kind))
        )
        counts = dict(rows.tuples().all())  # rows alone look like a mapping
    faqs, articles = counts.get(Kind.FAQ, 0), counts.get(Kind.ARTICLE, 0)
    yield Finding(
        faqs > 0,
        f"已发布常见问答 {faqs} 条。"
        if faqs
        else "没有已发布的问答：运行一次 mingbai run 会装入起步知识。",
    )
    yield Finding(articles > 0, f"已发布法律条文 {articles} 条。" if articles else _NO_LAWS)
