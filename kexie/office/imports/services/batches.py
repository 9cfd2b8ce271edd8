"""Taking files in, understanding them, showing what would become of them, throwing them away again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, records
from kexie.core.refusals import Invalid, Refusal
from kexie.network.organisations.models import Organisation
from kexie.office.imports.models import Batch, BatchFile

from ._reading import read_files, understood
from ._tables import Progress, quiet, run_tables

MOST_FILES = 200
SPREADSHEETS = {".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".et", ".ods"}  # taken out of a folder


class NotOpen(Refusal):
    """The batch is past the state in which it can be changed."""

    code = "batch_not_open"


def open_batch(
    *, organisation: Organisation, files: Sequence[tuple[str, File]], actor: gate.Actor, year: int | None = None,
    found: Sequence[tuple[str, File]] = (),
) -> Batch:  # fmt: skip
    """Keep files (name, content) as a new batch of an association; nothing is read yet.

    `found` are those that nobody named, since they lay in a folder that was given.

    :raises NotAllowed: the actor may not import here
    :raises Invalid: no file, or more than 200
    """
    gate.require(actor, "import", organisation)
    everything = [*files, *found]
    if not everything:
        raise Invalid(_("没有收到文件，请选择表格文件再上传。"))
    if len(everything) > MOST_FILES:
        raise Invalid(_("一次最多导入 %(most)d 个文件，请分几次。") % {"most": MOST_FILES})
    first = Path(everything[0][0]).name[:150]
    with transaction.atomic():
        batch = Batch(
            organisation=organisation,
            title=first
            if len(everything) == 1
            else _("%(first)s 等 %(n)d 个文件") % {"first": first, "n": len(everything)},
            year=year or clock.today().year,
            is_year_given=year is not None,
            by=str(actor),
        )
        records.save(batch, actor=actor, did="open_batch")
        add_files(batch=batch, files=files, actor=actor)
        add_files(batch=batch, files=found, actor=actor, is_named=False)
    return batch


def add_files(
    *, batch: Batch, files: Iterable[tuple[str, File]], actor: gate.Actor, is_named: bool = True
) -> None:  # fmt: skip
    """Keep more files in a batch that is not applied yet; not `is_named` where they only lay in a folder.

    :raises NotOpen: it is applied or undone
    """
    gate.require(actor, "import", batch)
    require_open(batch)
    for name, content in files:
        digest = hashlib.sha256()
        for chunk in content.chunks():
            digest.update(chunk)
        content.seek(0)
        row = BatchFile(batch=batch, name=Path(name).name[:200], digest=digest.hexdigest(), is_named=is_named)
        row.file.save(row.name, content, save=False)
        records.save(row, actor=actor, did="add_file")


def preview(*, batch: Batch, actor: gate.Actor, progress: Progress = quiet) -> Batch:
    """Read every file, say what each table was understood as, and what would become of each row.

    Writes only the batch's own rows. Called again, it plans anew under what people corrected.

    :raises NotOpen: it is applied or undone
    """
    gate.require(actor, "import", batch)
    require_open(batch)
    found = read_files(batch, actor, progress)
    with transaction.atomic():
        run_tables(batch, understood(batch, found, actor), actor=actor, write=False, progress=progress)
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


def is_spreadsheet(name: str) -> bool:
    """Test whether a file of a folder is meant to be imported: by its ending, and not a program's lock file."""
    return Path(name).suffix.lower() in SPREADSHEETS and not Path(name).name.startswith((".", "~$"))


def spreadsheets_in(folders: Iterable[Path], report: Callable[[Path], None] = lambda path: None) -> list[Path]:
    """Return the spreadsheets in folders and all below them, by name; other files go to `report`."""
    out = []
    for folder in folders:
        for file in sorted(file for file in folder.rglob("*") if file.is_file()):
            if is_spreadsheet(file.name):
                out.append(file)
            else:
                report(file)
    return out
