"""`import`, `metrics`, `report`: the work itself, from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kexie.core.refusals import Invalid, Refusal

from . import home
from .home import NotReady, say

if TYPE_CHECKING:
    from kexie.network.organisations.models import Organisation
    from kexie.office.imports.models import Batch
    from kexie.office.metrics.queries import Period

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "county-2013"


NOT_ALL = 3  # exit code: imported, but rows or files were left out


def import_(given: argparse.Namespace) -> int:
    """Import spreadsheets; what was understood is shown and confirmed first, unless --yes.

    Exit codes: 0 everything is in, 1 nothing was imported, 3 imported without the rows or files listed.
    """
    home.require()
    where = home.organisation(given.organisation)
    paths = [Path(path) for path in given.paths]
    batch = bring_in(paths, year=given.year, organisation=where, confirm=None if given.yes else _asked)
    return NOT_ALL if batch.counts.get("refused") or batch.files.exclude(problem="").exists() else 0


def bring_in(
    paths: Sequence[Path], *, year: int | None, organisation: Organisation, confirm: Callable[[], bool] | None
) -> Batch:
    """Import files and folders as the platform itself, printing the report; `confirm` may stop it after the preview.

    :raises NotReady: a path is not there, holds no spreadsheet, or it was not confirmed; then nothing is left of it
    """
    from django.core.files import File

    from kexie.core.gate import SYSTEM
    from kexie.office.imports import services
    from kexie.office.imports.queries import report

    if missing := [path for path in paths if not path.exists()]:
        raise NotReady(f"没有这个文件或文件夹：{missing[0]}")
    named = [path for path in paths if not path.is_dir()]
    folders = [path for path in paths if path.is_dir()]
    found = services.spreadsheets_in(folders, lambda path: say(f"不是表格，跳过：{path}"))
    if not named and not found:
        raise NotReady(f"{paths[0]} 里没有表格（.xlsx .xls .csv .et .ods）。")
    with ExitStack() as opened:
        files, inside = (
            [(path.name, File(opened.enter_context(path.open("rb")))) for path in group] for group in (named, found)
        )
        batch = services.open_batch(organisation=organisation, files=files, found=inside, year=year, actor=SYSTEM)
    if confirm is None:
        services.bring_in(batch=batch, actor=SYSTEM, progress=_shown)
        batch.refresh_from_db()
        print(*report.lines(batch), sep="\n")
        return batch
    services.preview(batch=batch, actor=SYSTEM, progress=_shown)
    print(*report.lines(batch), sep="\n", flush=True)
    try:
        if not confirm():
            raise NotReady("没有确认，什么也没有导入。")
    except (Refusal, KeyboardInterrupt, EOFError):
        services.discard(batch=batch, actor=SYSTEM)
        raise
    services.apply(batch=batch, actor=SYSTEM, progress=_shown)
    batch.refresh_from_db()
    print("已导入。", report.counted(batch.counts), sep="")
    return batch


def metrics(given: argparse.Namespace) -> None:
    """List the metrics, or say the value of one."""
    home.require()
    from kexie.core.gate import SYSTEM
    from kexie.office.metrics import queries

    where = home.organisation(getattr(given, "organisation", None))
    if given.what == "list":
        _list(queries.catalogue(SYSTEM), as_json=given.json)
        return
    figure = queries.figure(given.name, period=_period(given), organisation=where, actor=SYSTEM)
    said = {
        "metric": figure.metric, "value": _number(figure.value), "unit": figure.unit, "phrase": figure.phrase,
        "evidence": {code: _number(amount) for code, amount in figure.evidence.items()}, "records": figure.records,
        "period": str(figure.period), "organisation": str(where),
    }  # fmt: skip
    if given.json:
        print(json.dumps(said, ensure_ascii=False))
        return
    print(said["value"])
    about = f"{figure.period}，{where}，{figure.records} 条记录"
    say(f"{figure.metric} {figure.said} {figure.unit}（{figure.phrase}），{about}")


def report(given: argparse.Namespace) -> None:
    """Write the annual summary to a .docx or .html file."""
    home.require()
    from kexie.core import clock
    from kexie.core.gate import SYSTEM
    from kexie.insight.reports import services

    where = home.organisation(given.organisation)
    written = services.export_annual(
        organisation=where, year=given.year, path=Path(given.output), actor=SYSTEM, at=clock.now()
    )
    say(f"已写好 {written}。")


def _list(found: Mapping[str, Sequence[Any]], *, as_json: bool) -> None:
    newest = [versions[-1] for versions in found.values()]
    if as_json:
        listed = [{"metric": d.name, "unit": d.unit, "chapter": d.chapter} for d in newest]
        print(json.dumps(listed, ensure_ascii=False))
        return
    for definition in newest:
        print(f"{definition.name}\t{definition.unit}\t{definition.chapter}")


def _period(given: argparse.Namespace) -> Period:
    from kexie.core import clock
    from kexie.office.metrics.queries import Period

    if given.year and (given.start or given.end):
        raise Invalid("--year 与 --from/--to 只能用一种。")
    if bool(given.start) != bool(given.end):
        raise Invalid("--from 和 --to 要一起给，如 --from 2013-01-01 --to 2013-06-30。")
    if given.start:
        start, end = _day(given.start), _day(given.end)
        if end < start:
            raise Invalid(f"截止日期 {end} 早于起始日期 {start}，请对调。")
        return Period(start, end)
    return Period.year(given.year or clock.today().year)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(f"日期“{text}”看不懂，请写成 2013-01-01 的样子。") from error


def _number(value: Any) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def _asked() -> bool:
    """Ask the person at the terminal, who has just seen the preview."""
    if not sys.stdin.isatty():
        raise NotReady("这里问不到人，什么也没有导入。看过上面的识别结果，请加 --yes 再运行。")
    return input("确认导入？(y/n) ").strip().lower() in ("y", "yes", "是")


def _shown(done: int, total: int, message: str) -> None:
    """Show how far it is, on a terminal only."""
    if sys.stderr.isatty():
        said = f"{message} {done:,}/{total:,}" if total else message
        print(f"\r\033[K{said}", end="" if not total or done < total else "\n", file=sys.stderr, flush=True)
