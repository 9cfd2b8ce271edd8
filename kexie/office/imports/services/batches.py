"""Taking files in, understanding them, showing what would become of them, and correcting that."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, loading, records
from kexie.core.files.storage import plain_copy
from kexie.core.refusals import Invalid, Refusal
from kexie.core.sheets.tables import Table
from kexie.core.text import fold
from kexie.network.organisations import services as organisations
from kexie.network.organisations.models import Organisation
from kexie.office.imports.models import Batch, BatchFile, BatchTable, RememberedHeader
from kexie.office.imports.queries import understanding

from ._tables import Progress, TableRun, opened, quiet, run_tables

MOST_FILES = 200
SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".tsv", ".et", ".ods"}


class NotOpen(Refusal):
    """The batch is past the state in which it can be changed."""

    code = "batch_not_open"


def open_batch(
    *, organisation: Organisation, files: Sequence[tuple[str, File]], actor: gate.Actor, year: int | None = None
) -> Batch:
    """Keep files (name, content) as a new batch of an association; nothing is read yet.

    :raises NotAllowed: the actor may not import here
    :raises Invalid: no file, or more than 200
    """
    gate.require(actor, "import", organisation)
    if not files:
        raise Invalid(_("没有收到文件，请选择表格文件再上传。"))
    if len(files) > MOST_FILES:
        raise Invalid(_("一次最多导入 %(most)d 个文件，请分几次。") % {"most": MOST_FILES})
    title = "、".join(name for name, _content in files)
    with transaction.atomic():
        batch = Batch(
            organisation=organisation,
            title=title if len(title) <= 200 else title[:190] + _("…等 %d 个") % len(files),
            year=year or clock.today().year,
            is_year_given=year is not None,
            by=str(actor),
        )
        records.save(batch, actor=actor, did="open_batch")
        add_files(batch=batch, files=files, actor=actor)
    return batch


def add_files(*, batch: Batch, files: Iterable[tuple[str, File]], actor: gate.Actor) -> None:
    """Keep more files in a batch that is not applied yet.

    :raises NotOpen: it is applied or undone
    """
    gate.require(actor, "import", batch)
    _require_open(batch)
    for name, content in files:
        digest = hashlib.sha256()
        for chunk in content.chunks():
            digest.update(chunk)
        content.seek(0)
        row = BatchFile(batch=batch, name=Path(name).name[:200], digest=digest.hexdigest())
        row.file.save(row.name, content, save=False)
        records.save(row, actor=actor, did="add_file")


def preview(*, batch: Batch, actor: gate.Actor, progress: Progress = quiet) -> Batch:
    """Read every file, say what each table was understood as, and what would become of each row.

    Writes only the batch's own rows. What people corrected before is kept for tables that are still the same.

    :raises NotOpen: it is applied or undone
    """
    gate.require(actor, "import", batch)
    _require_open(batch)
    found = _read_files(batch, actor)
    if not batch.is_year_given:
        batch.year = understanding.year_of(
            [t for tables in found.values() for t in tables], fallback=clock.today().year
        )[0]
    loaders = loading.available(actor=actor, organisation=batch.organisation)
    remembered = _remembered(batch.organisation)
    with transaction.atomic():
        rows = [
            _table_row(file, understood, batch, actor)
            for file, tables in found.items()
            for understood in understanding.understand(tables, file=file.name, loaders=loaders, remembered=remembered)
        ]
        tables = {(file.pk, n): table for file, held in found.items() for n, table in enumerate(held)}
        runs = [TableRun(row, tables[row.file_id, row.position]) for row in rows]
        run_tables(batch, runs, actor=actor, write=False, progress=progress)
        batch.state = Batch.State.READY
        records.save(batch, actor=actor, did="preview")
    return batch


def correct(*, table: BatchTable, actor: gate.Actor, progress: Progress = quiet, **changes: Any) -> BatchTable:
    """Change how a table is understood (`kind`, `spec`, `mapping` as {index: code}, `year`, `is_included`).

    Corrected headers are remembered for the next sheet; the whole batch is planned anew, for one table's
    organisations are another's hosts.

    :raises NotOpen: it is applied or undone
    :raises Invalid: there is no such kind or column
    """
    batch = table.file.batch
    gate.require(actor, "import", batch)
    _require_open(batch)
    loaders = loading.available(actor=actor, organisation=batch.organisation)
    with transaction.atomic():
        if "kind" in changes and changes["kind"] != table.kind:
            _choose_kind(table, changes["kind"], loaders)
        if "mapping" in changes:
            _choose_columns(table, changes["mapping"], loaders, actor)
        for name in ("year", "is_included", "spec"):
            if name in changes:
                setattr(table, name, changes[name])
        records.save(table, actor=actor, did="correct")
        run_tables(batch, opened(batch), actor=actor, write=False, progress=progress)
        records.save(batch, actor=actor, did="preview")
    return table


def remember_organisation(*, batch: Batch, text: str, organisation: Organisation, actor: gate.Actor) -> None:
    """Let a spelling mean an organisation from now on, and plan the batch anew.

    :raises NotOpen: it is applied or undone
    """
    gate.require(actor, "import", batch)
    _require_open(batch)
    with transaction.atomic():
        organisations.learn_alias(text=text, organisation=organisation, actor=actor)
        run_tables(batch, opened(batch), actor=actor, write=False, progress=quiet)
        records.save(batch, actor=actor, did="preview")


def _require_open(batch: Batch) -> None:
    if batch.state not in (Batch.State.READING, Batch.State.READY):
        raise NotOpen(_("这一批已经%(state)s，不能再改。要重来请新建一批。") % {"state": batch.get_state_display()})


def _read_files(batch: Batch, actor: gate.Actor) -> dict[BatchFile, list[Table]]:
    found = {}
    for file in batch.files.all():
        try:
            with plain_copy(Path(file.file.path), file.name) as path:
                found[file], file.notes = understanding.read_tables(path, file.name)
            file.problem = "" if found[file] else _("这个文件里没有找到表格。")
        except Refusal as refusal:
            found[file], file.problem = [], str(refusal.message)[:300]
        records.save(file, actor=actor, did="read")
    return found


def _table_row(file: BatchFile, understood: understanding.Understood, batch: Batch, actor: gate.Actor) -> BatchTable:
    table = understood.table
    row = BatchTable.objects.filter(file=file, position=understood.position).first()
    if row is None:
        row = BatchTable(
            file=file, position=understood.position, sheet_name=table.sheet[:100], title=table.title[:200],
            filer=table.filler[:120], kind=understood.kind, spec=understood.spec, mapping=understood.mapping,
            is_included=not understood.problem and not table.hidden, rows=len(table.rows),
        )  # fmt: skip
    own = table.year if not batch.is_year_given else None
    row.year, row.year_from = own or batch.year, str(table.year_from) if own else _("本批的年份")
    row.problem = understood.problem[:300]
    return records.save(row, actor=actor, did="understand")


def _remembered(organisation: Organisation) -> dict[tuple[str, str], str]:
    rows = RememberedHeader.objects.filter(organisation=organisation)
    return {(row.kind, row.header): row.code for row in rows}


def _choose_kind(row: BatchTable, kind: str, loaders: Sequence[loading.Loader]) -> None:
    table = next(run.table for run in opened(row.file.batch, only=row))
    if kind == understanding.NEW_REGISTER:
        row.spec, row.mapping = understanding.propose(table)
    else:
        loader = next((each for each in loaders if each.kind.code == kind), None)
        if loader is None:
            raise Invalid(_("没有这种台账，请重新选择。"))
        remembered = _remembered(row.organisation)
        row.mapping = understanding.mapping_for(table, loader.kind, file=row.file.name, remembered=remembered)
    row.kind = kind


def _choose_columns(
    row: BatchTable, chosen: dict[int, str], loaders: Sequence[loading.Loader], actor: gate.Actor
) -> None:
    loader = understanding.loader_of(row.kind, row.spec, loaders, row.organisation)
    codes = {column.code for column in loader.kind.columns} if loader else set()
    used: set[str] = set()
    for each in row.mapping:
        code = chosen.get(each["index"], each["code"])
        if code and code not in codes:
            raise Invalid(_("没有“%(code)s”这一栏，请重新选择。") % {"code": code})
        if code and code in used:
            raise Invalid(_("两列都选了同一栏，请只留一列：%(header)s。") % {"header": each["header"]})
        used.add(code)
        if code != each["code"]:
            each |= {"code": code, "confidence": 1.0, "reason": _("人工选定")}
            if row.kind != understanding.NEW_REGISTER:
                _remember(row, each["header"], code, actor)


def _remember(row: BatchTable, header: str, code: str, actor: gate.Actor) -> None:
    folded = fold(header)[:80]
    kept = RememberedHeader.objects.filter(organisation=row.organisation, kind=row.kind, header=folded).first()
    kept = kept or RememberedHeader(organisation=row.organisation, kind=row.kind, header=folded)
    kept.code = code
    records.save(kept, actor=actor, did="remember")


def spreadsheets_in(paths: Iterable[Path], report: Callable[[Path], None] = lambda path: None) -> list[Path]:
    """Return the spreadsheet files at paths, folders searched through, in order of name; others go to `report`."""
    out = []
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            if file.is_dir() or file.name.startswith((".", "~$")):
                continue
            (out.append if path.is_file() or file.suffix.lower() in SPREADSHEETS else report)(file)
    return out
