"""One run over the tables of a batch: read rows, plan them, and write them or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Any

from django.utils.translation import gettext as _

from kexie.core import bulk, gate, loading, records
from kexie.core.loading import CREATED, REFUSED, SKIPPED, UNCHANGED, UPDATED, Context, Loader, Planned
from kexie.core.personal import veiled
from kexie.core.sheets.tables import Table
from kexie.network.organisations.models import Organisation
from kexie.network.organisations.queries import Names
from kexie.office.imports.models import Batch, BatchTable, Change, Finding
from kexie.office.imports.queries import understanding
from kexie.office.imports.queries.rows import Read, read_rows

CHUNK = 2000
STAND_INS = count(-1, -1)  # keys of bodies a preview would found
MOST_DOUBTS = 500  # findings kept of a table beyond its refused rows; the count is always whole
MOST_NOTES = 20  # of how a table was read

Progress = Callable[[int, int, str], None]


def quiet(done: int, total: int, message: str) -> None:
    """Report nothing."""


@dataclass
class TableRun:
    """A table's row in the batch beside the table itself, and what came of it."""

    row: BatchTable
    table: Table
    counts: Counter = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    doubted: dict[int, list[str]] = field(default_factory=dict)  # texts already doubted, by row of the chunk at hand

    def find(self, weight: str, reason: str, *, row: int | None = None, column: str = "", text: str = "") -> None:
        """Note something a person should see."""
        self.counts[weight] += 1
        if weight == Finding.Weight.DOUBT and self.counts[weight] > MOST_DOUBTS:
            return
        self.findings.append(
            Finding(table=self.row, weight=weight, row=row, column=column[:80], text=text[:200], reason=reason[:400])
        )


def opened(batch: Batch) -> list[TableRun]:
    """Return a batch's tables with their content read again from the kept files."""
    return [TableRun(row, table) for row, table in understanding.tables_of(batch)]


def run_tables(batch: Batch, runs: Sequence[TableRun], *, actor: gate.Actor, write: bool, progress: Progress) -> None:
    """Plan every included table in the order that lets one refer to another, write it if asked, and keep the findings.

    Without writing, organisations that an earlier table would make are known to the later ones all the same.
    """
    loaders = loading.available(actor=actor, organisation=batch.organisation)
    names = Names(batch.organisation, on=date(batch.year, 12, 31))
    total, done = sum(run.row.rows for run in runs if run.row.is_included), 0
    left_out = {(run.row.file_id, run.row.position) for run in runs if not run.row.is_included}
    shared: dict[str, Any] = {}
    for run, loader in sorted(_with_loaders(runs, loaders, batch), key=lambda pair: _order(pair[1])):
        run.row.findings.all().delete()
        if run.row.problem:
            run.find(Finding.Weight.DOUBT, run.row.problem)
        elif loader is not None and (run.row.file_id, run.row.position) not in left_out:
            with bulk.uncollected():
                context = context_of(run.row, batch, actor, names)
                context = replace(context, shared=shared, above=(*run.table.above,))
                for size in _run_table(run, loader, names, context, write=write):
                    done += size
                    progress(done, total, str(run.row))
        elif loader is None:
            run.find(Finding.Weight.NOTE, _("不知道这张表记的是什么，请选择一种台账，或新建自定义台账。"))
        run.row.counts = dict(run.counts)
        records.save(run.row, actor=actor, did="apply" if write else "plan")
        Finding.objects.bulk_create(run.findings, batch_size=CHUNK)
    batch.counts = dict(sum((run.counts for run in runs), Counter()))


def _run_table(run: TableRun, loader: Loader, names: Names, context: Context, *, write: bool) -> Iterator[int]:
    is_aside = loader.kind.is_aside  # what is wrong with the table, and the rows it does not mean, are told of once
    for check in run.table.checks:
        if not (check.agrees or is_aside):
            run.find(Finding.Weight.TOTAL, check.message, row=check.row, column=check.column)
    for note in () if is_aside else run.table.notes[:MOST_NOTES]:
        run.find(Finding.Weight.NOTE, note)
    reads = read_rows(run.table, loader.kind, run.row.mapping, year=run.row.year, names=names)
    for chunk in _chunks(reads):
        planned = _planned(run, loader, chunk, context)
        if is_aside:
            planned = [each for each in planned if each.did in (CREATED, UPDATED)]
        if write:
            loader.write(planned, context)
            bulk.insert([_change(run.row, each) for each in planned])
        for each in planned:
            _settle(run, each)
            is_body = isinstance(each.record, Organisation)
            if is_body and each.did == CREATED:
                if not write:
                    # So that later tables find it, and ask for rights where it will stand.
                    each.record.pk, each.record.path = next(STAND_INS), each.record.parent.path
                names.add(each.record)
            elif is_body and each.did == UPDATED:
                names.add(each.record)  # as it stands now: a suggestion may have been confirmed
        yield len(chunk)


def _planned(run: TableRun, loader: Loader, chunk: Sequence[Read], context: Context) -> list[Planned]:
    run.doubted = {}
    for read in chunk:
        for column, text, reason in () if read.refusal or loader.kind.is_aside else read.doubts:
            run.find(Finding.Weight.DOUBT, reason, row=read.row.number, column=column, text=text)
            run.doubted.setdefault(read.row.number, []).append(text)
    rows = [[] if read.refusal else loading.apart(loader, read.row) for read in chunk]
    good = iter(loader.plan([row for some in rows for row in some], context))
    planned: list[Planned] = []
    for read, some in zip(chunk, rows, strict=True):
        refused = [Planned(read.row, REFUSED, reason=read.refusal)] if read.refusal else []
        planned += refused or [next(good) for _row in some]
    for each in planned:
        each.reason = veiled(each.reason)  # it may quote a cell, and findings lie in the open
    return planned


def _settle(run: TableRun, planned: Planned) -> None:
    run.counts["total"] += 1
    run.counts[planned.did] += 1
    if planned.did == REFUSED:
        run.findings.append(_finding(run, Finding.Weight.REFUSED, planned))
    elif planned.reason and planned.did == SKIPPED:
        run.findings.append(_finding(run, Finding.Weight.NOTE, planned))
    elif planned.reason and planned.did != UNCHANGED and not _is_said(run, planned):
        run.find(Finding.Weight.DOUBT, planned.reason, row=planned.row.number)


def _is_said(run: TableRun, planned: Planned) -> bool:
    """Test whether the one thing a loader doubts was doubted when the row was read."""
    texts = run.doubted.get(planned.row.number, ())
    return "；" not in planned.reason and any(text and f"“{text}”" in planned.reason for text in texts)


def _finding(run: TableRun, weight: str, planned: Planned) -> Finding:
    return Finding(table=run.row, weight=weight, row=planned.row.number, reason=planned.reason[:400])


def context_of(row: BatchTable, batch: Batch, actor: gate.Actor, names: Names | None = None) -> Context:
    """Return what a table's loader is told beside its rows; without `names` the filer stays the association."""
    filer = names.find(row.filer).organisation if names is not None and row.filer else None
    return Context(
        actor=actor, organisation=batch.organisation, filer=filer or batch.organisation, year=row.year,
        title=row.title, sheet_name=row.sheet_name, file_name=row.file.name, batch_id=batch.pk,
        came_at=batch.created_at, filer_name=row.filer, names=names,
    )  # fmt: skip


def _change(row: BatchTable, planned: Planned) -> Change:
    key = planned.record.pk if planned.record is not None and planned.did in (CREATED, UPDATED) else None
    return bulk.fresh(
        Change, table=row, row=planned.row.number, did=planned.did, record_id=key, before=planned.before,
        reason=planned.reason[:400],
    )  # fmt: skip


def _with_loaders(
    runs: Sequence[TableRun], loaders: Sequence[Loader], batch: Batch
) -> Iterator[tuple[TableRun, Loader | None]]:
    for run in runs:
        yield run, understanding.loader_of(run.row.kind, run.row.spec, loaders, batch.organisation)


def _order(loader: Loader | None) -> int:
    return loader.kind.order if loader else 1000


def _chunks(reads: Iterator[Read]) -> Iterator[list[Read]]:
    chunk: list[Read] = []
    for read in reads:
        chunk.append(read)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
