"""Taking files in, understanding them, showing what would become of them, throwing them away again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, loading, records
from kexie.core.files.storage import plain_copy
from kexie.core.refusals import Invalid, Refusal
from kexie.core.sheets.tables import Table
from kexie.network.organisations.models import Organisation
from kexie.office.imports.models import Batch, BatchFile, BatchTable, RememberedHeader
from kexie.office.imports.queries import understanding
from kexie.office.imports.queries.understanding import NEW_REGISTER

from ._tables import Progress, TableRun, quiet, run_tables

MOST_FILES = 200
SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".et", ".ods"}  # taken out of a folder


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
    first = Path(files[0][0]).name[:150]
    with transaction.atomic():
        batch = Batch(
            organisation=organisation,
            title=first if len(files) == 1 else _("%(first)s 等 %(n)d 个文件") % {"first": first, "n": len(files)},
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
    require_open(batch)
    for name, content in files:
        digest = hashlib.sha256()
        for chunk in content.chunks():
            digest.update(chunk)
        content.seek(0)
        row = BatchFile(batch=batch, name=Path(name).name[:200], digest=digest.hexdigest())
        row.file.save(row.name, content, save=False)
        records.save(row, actor=actor, did="add_file")


def preview(*, batch: Batch, actor: gate.Actor, progress: Progress = quiet, plan: bool = True) -> Batch:
    """Read every file, say what each table was understood as, and what would become of each row.

    Writes only the batch's own rows. Called again, it plans anew under what people corrected. Without `plan` it only
    understands the tables: for who has confirmed beforehand, applying says what became of each row.

    :raises NotOpen: it is applied or undone
    """
    gate.require(actor, "import", batch)
    require_open(batch)
    found = _read_files(batch, actor, progress)
    if not batch.is_year_given:
        batch.year = understanding.year_of(
            [t for tables in found.values() for t in tables], fallback=clock.today().year
        )[0]
    loaders = loading.available(actor=actor, organisation=batch.organisation)
    remembered = remembered_headers(batch.organisation)
    with transaction.atomic():
        rows = [
            _table_row(file, understood, batch, loaders, actor)
            for file, tables in found.items()
            for understood in understanding.understand(tables, file=file.name, loaders=loaders, remembered=remembered)
        ]
        tables = {(file.pk, n): table for file, held in found.items() for n, table in enumerate(held)}
        runs = [TableRun(row, tables[row.file_id, row.position]) for row in rows]
        if plan:
            run_tables(batch, runs, actor=actor, write=False, progress=progress)
        batch.state = Batch.State.READY
        records.save(batch, actor=actor, did="preview")
    return batch


def discard(*, batch: Batch, actor: gate.Actor) -> None:
    """Throw a batch that was never applied away, its files with it; the trail keeps that it was there.

    :raises NotOpen: it is applied or undone
    """
    gate.require(actor, "import", batch)
    with transaction.atomic():
        batch = Batch.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=batch.pk)
        require_open(batch)
        kept = [(file.file.storage, file.file.name) for file in batch.files.all()]
        records.remove(batch, actor=actor, did="discard_batch")
        for storage, name in kept:
            transaction.on_commit(partial(storage.delete, name))


def require_open(batch: Batch) -> None:
    """Let only a batch pass that is not applied yet.

    :raises NotOpen: it is applied or undone
    """
    if batch.state not in (Batch.State.READING, Batch.State.READY):
        raise NotOpen(_("这一批已经%(state)s，不能再改。要重来请新建一批。") % {"state": batch.get_state_display()})


def _read_files(batch: Batch, actor: gate.Actor, progress: Progress) -> dict[BatchFile, list[Table]]:
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


def _table_row(
    file: BatchFile,
    understood: understanding.Understood,
    batch: Batch,
    loaders: Sequence[loading.Loader],
    actor: gate.Actor,
) -> BatchTable:
    table = understood.table
    if row := BatchTable.objects.filter(file=file, position=understood.position).first():
        return row
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


def is_spreadsheet(name: str) -> bool:
    """Test whether a file of a folder is meant to be imported: by its ending, and not a program's lock file."""
    return Path(name).suffix.lower() in SPREADSHEETS and not Path(name).name.startswith((".", "~$"))


def spreadsheets_in(paths: Iterable[Path], report: Callable[[Path], None] = lambda path: None) -> list[Path]:
    """Return the files named by paths and the spreadsheets in the folders among them, by name; others go to `report`.

    A file that is named is taken whatever it is called: reading it will say what is wrong with it.
    """
    out = []
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file())
            out += [file for file in inside if is_spreadsheet(file.name)]
            for file in inside:
                if not is_spreadsheet(file.name):
                    report(file)
        else:
            out.append(path)
    return out
