"""Writing a batch in one transaction, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import clock, gate, loading, records
from kexie.core.refusals import Refusal
from kexie.office.imports.models import Batch, BatchTable, Change
from kexie.office.imports.queries import understanding

from ._reading import read_files, understood
from ._tables import Progress, TableRun, context_of, opened, quiet, run_tables
from .batches import require_open


class NotReady(Refusal):
    """The batch is not in the state this starts from."""

    code = "batch_not_ready"


@dataclass(frozen=True)
class Applied:
    """What a batch did: total = created + updated + unchanged + skipped + refused."""

    total: int
    created: int
    updated: int
    unchanged: int
    skipped: int
    refused: int

    @classmethod
    def of(cls, batch: Batch) -> Applied:
        """Return the sums of a batch."""
        return cls(**{name: batch.counts.get(name, 0) for name in cls.__dataclass_fields__})


def apply(*, batch: Batch, actor: gate.Actor, progress: Progress = quiet) -> Applied:
    """Write every included table in one transaction: all of it or nothing.

    :raises NotReady: it was not previewed, or was applied before
    """
    gate.require(actor, "import", batch)
    with transaction.atomic():
        batch = _held(batch)
        if batch.state != Batch.State.READY:
            raise NotReady(_("这一批现在是“%(state)s”，不能导入。") % {"state": batch.get_state_display()})
        return _write(batch, opened(batch), actor, progress)


def bring_in(*, batch: Batch, actor: gate.Actor, progress: Progress = quiet) -> Applied:
    """Read and write a batch in one go, for who has confirmed beforehand: what `preview` and then `apply` would do.

    :raises NotOpen: it is applied or undone
    """
    gate.require(actor, "import", batch)
    require_open(batch)
    found = read_files(batch, actor, progress)
    with transaction.atomic():
        batch = _held(batch)
        require_open(batch)
        return _write(batch, understood(batch, found, actor), actor, progress)


def undo(*, batch: Batch, actor: gate.Actor, progress: Progress = quiet) -> Applied:
    """Take a batch back: remove what it made, put back what it changed, reverse what it posted; last table first.

    :raises NotReady: it is not applied
    """
    gate.require(actor, "undo_import", batch)
    with transaction.atomic():
        batch = _held(batch)
        if batch.state != Batch.State.APPLIED:
            raise NotReady(_("这一批现在是“%(state)s”，没有可撤销的内容。") % {"state": batch.get_state_display()})
        loaders = loading.available(actor=actor, organisation=batch.organisation)
        tables = BatchTable.objects.filter(file__batch=batch).select_related("file__batch__organisation")
        pairs = [(row, understanding.loader_of(row.kind, row.spec, loaders, batch.organisation)) for row in tables]
        pairs.sort(key=lambda pair: -(pair[1].kind.order if pair[1] else 0))
        for done, (row, loader) in enumerate(pairs):
            progress(done, len(pairs), _("正在撤销 %s") % row)
            if loader is not None:
                _undo_table(row, loader, batch, actor)
        batch.state = Batch.State.UNDONE
        records.save(batch, actor=actor, did="undo_import")
    return Applied.of(batch)


def _held(batch: Batch) -> Batch:
    return Batch.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=batch.pk)


def _write(batch: Batch, runs: Sequence[TableRun], actor: gate.Actor, progress: Progress) -> Applied:
    run_tables(batch, runs, actor=actor, write=True, progress=progress)
    batch.state, batch.applied_at = Batch.State.APPLIED, clock.now()
    records.save(batch, actor=actor, did="apply_batch")
    return Applied.of(batch)


def _undo_table(row: BatchTable, loader: loading.Loader, batch: Batch, actor: gate.Actor) -> None:
    changes: Sequence[Change] = row.changes.exclude(record_id=None)
    made = [each.record_id for each in changes if each.did == loading.CREATED]
    changed = [(each.record_id, each.before) for each in changes if each.did == loading.UPDATED]
    if made or changed:
        loader.undo(made, changed, context_of(row, batch, actor))
