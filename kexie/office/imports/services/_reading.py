"""From files to tables with a meaning: read, recognised, and kept as rows of their batch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from kexie.core import clock, gate, loading, records
from kexie.core.files.storage import plain_copy
from kexie.core.refusals import Refusal
from kexie.core.sheets.tables import Table
from kexie.network.organisations.models import Organisation
from kexie.office.imports.models import Batch, BatchFile, BatchTable, RememberedHeader
from kexie.office.imports.queries import understanding
from kexie.office.imports.queries.understanding import NEW_REGISTER

from ._tables import Progress, TableRun


def read_files(batch: Batch, actor: gate.Actor, progress: Progress) -> dict[BatchFile, list[Table]]:
    """Return the tables of a batch's files; a file that cannot be read says why in its `problem`."""
    found = {}
    for file in batch.files.all():
        progress(0, 0, _("正在读取 %s") % file.name)
        try:
            with plain_copy(Path(file.file.path), file.name) as path:
                found[file], file.notes = understanding.read_tables(path, file.name)
            file.problem = "" if found[file] else _("这个文件里没有找到表格。")
        except Refusal as refusal:
            found[file], file.problem = [], str(refusal.message)[:300]
        records.save(file, actor=actor, did="read")
    return found


def understood(batch: Batch, found: dict[BatchFile, list[Table]], actor: gate.Actor) -> list[TableRun]:
    """Return a batch's tables as they are understood, each kept as a row of the batch, and settle the batch's year."""
    if not batch.is_year_given:
        batch.year = understanding.year_of(
            [t for tables in found.values() for t in tables], fallback=clock.today().year
        )[0]
    loaders = loading.available(actor=actor, organisation=batch.organisation)
    remembered = remembered_headers(batch.organisation)
    every = {
        file: understanding.understand(
            tables, file=file.name, loaders=loaders, remembered=remembered, is_named=file.is_named
        )
        for file, tables in found.items()
    }
    kinds = {loader.kind.code: loader.kind for loader in loaders}
    understanding.pass_over_old([each for some in every.values() for each in some], kinds)
    runs = []
    for file, each in ((file, each) for file, some in every.items() for each in some):
        row = _table_row(file, each, batch, loaders, actor)
        runs += [TableRun(row, each.table), *_asides(row, each.table, loaders, actor)]
    return runs


def _asides(row: BatchTable, table: Table, loaders: Sequence[loading.Loader], actor: gate.Actor) -> list[TableRun]:
    """Return the run over what the rows of a table name in passing, where its kind says there is something."""
    by_code = {loader.kind.code: loader.kind for loader in loaders}
    kind = by_code.get(by_code[row.kind].aside) if row.kind in by_code else None
    beside = BatchTable.objects.filter(file=row.file, position=row.position).exclude(pk=row.pk).first()
    if beside is not None and (kind is None or beside.kind != kind.code):
        records.remove(beside, actor=actor, did="understand")
        beside = None
    if kind is None:
        return []
    beside = beside or BatchTable(
        file=row.file, position=row.position, sheet_name=row.sheet_name, title=row.title, filer=row.filer,
        kind=kind.code, mapping=understanding.mapping_for(table, kind, file=row.file.name, remembered={}),
    )  # fmt: skip
    beside.year, beside.year_from = row.year, row.year_from
    return [TableRun(records.save(beside, actor=actor, did="understand"), table)]


def _table_row(
    file: BatchFile,
    understood: understanding.Understood,
    batch: Batch,
    loaders: Sequence[loading.Loader],
    actor: gate.Actor,
) -> BatchTable:
    table = understood.table
    if row := BatchTable.objects.filter(file=file, position=understood.position).order_by("pk").first():
        return row  # what is named in passing was kept after it
    own = table.year if not batch.is_year_given else None
    row = BatchTable(
        signature=understanding.signature(table),
        file=file, position=understood.position, sheet_name=table.sheet[:100], title=table.title[:200],
        filer=table.filler[:120], kind=understood.kind, spec=understood.spec, mapping=understood.mapping,
        is_included=not understood.problem and not table.hidden, rows=len(table.rows), year=own or batch.year,
        year_from=str(table.year_from if own else _("本批的年份")), problem=understood.problem[:300],
    )  # fmt: skip
    _as_last_time(row, table, batch, loaders)
    return records.save(row, actor=actor, did="understand")


def _as_last_time(row: BatchTable, table: Table, batch: Batch, loaders: Sequence[loading.Loader]) -> None:
    """Take over what a person said of a table that looked the same: its kind, and of the very same file the year."""
    before = BatchTable.objects.filter(file__batch__organisation=batch.organisation, signature=row.signature)
    kind = before.filter(is_kind_chosen=True).order_by("-pk").values_list("kind", flat=True).first()
    loader = understanding.loader_of(kind, {}, loaders, batch.organisation) if kind and kind != NEW_REGISTER else None
    if loader is not None and kind != row.kind:
        remembered = remembered_headers(batch.organisation)
        row.mapping = understanding.mapping_for(table, loader.kind, file=row.file.name, remembered=remembered)
        row.kind, row.spec, row.problem, row.is_included = kind, {}, "", True
    same = before.filter(is_year_chosen=True, file__digest=row.file.digest, position=row.position)
    year = same.order_by("-pk").values_list("year", flat=True).first()
    if year and not batch.is_year_given:
        row.year, row.year_from, row.is_year_chosen = year, str(_("按上次的更正")), True


def remembered_headers(organisation: Organisation) -> dict[tuple[str, str], str]:
    """Return the column each (kind, folded header) was once given by hand; "" for one that means nothing."""
    rows = RememberedHeader.objects.filter(organisation=organisation)
    return {(row.kind, row.header): row.code for row in rows}
