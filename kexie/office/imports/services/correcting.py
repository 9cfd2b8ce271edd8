"""What a person says about a table: what it is, which column is which, its year, whose name stands for whom.

Every correction leaves the batch to be planned anew (`preview`), for one table's organisations are another's hosts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kexie.core import gate, loading, records
from kexie.core.refusals import Invalid
from kexie.core.text import fold
from kexie.network.organisations import services as organisations
from kexie.network.organisations.models import Organisation
from kexie.office.imports.models import Batch, BatchTable, RememberedHeader
from kexie.office.imports.queries import understanding

from ._reading import remembered_headers
from .batches import require_open


def correct(*, table: BatchTable, actor: gate.Actor, **changes: Any) -> BatchTable:
    """Change how a table is understood (`kind`, `mapping` as {index: code}, `year`, `is_included`).

    What is corrected is remembered: the kind for tables that look the same, a column for its header word, the year
    for the same file.

    :raises NotOpen: it is applied or undone
    :raises Invalid: there is no such kind or column, or two columns were given one meaning (money is added up)
    """
    batch = table.file.batch
    gate.require(actor, "import", batch)
    require_open(batch)
    loaders = loading.available(actor=actor, organisation=batch.organisation)
    with transaction.atomic():
        if "kind" in changes and changes["kind"] != table.kind:
            _choose_kind(table, changes["kind"], loaders)
        if "mapping" in changes:
            _choose_columns(table, changes["mapping"], loaders, actor)
        if "year" in changes and changes["year"] != table.year:
            table.year, table.year_from, table.is_year_chosen = changes["year"], str(_("人工选定")), True
        table.is_included = changes.get("is_included", table.is_included)
        records.save(table, actor=actor, did="correct")
        _plan_anew(batch, actor)
    return table


def remember_organisation(*, batch: Batch, text: str, organisation: Organisation, actor: gate.Actor) -> None:
    """Let a spelling mean an organisation from now on.

    :raises NotOpen: it is applied or undone
    """
    gate.require(actor, "import", batch)
    require_open(batch)
    with transaction.atomic():
        organisations.learn_alias(text=text, organisation=organisation, actor=actor)
        _plan_anew(batch, actor)


def _plan_anew(batch: Batch, actor: gate.Actor) -> None:
    batch.state = Batch.State.READING
    records.save(batch, actor=actor, did="correct")


def _choose_kind(row: BatchTable, kind: str, loaders: Sequence[loading.Loader]) -> None:
    table = next(table for _row, table in understanding.tables_of(row.file.batch, only=row))
    if kind == understanding.NEW_REGISTER:
        row.spec, row.mapping = understanding.propose(table)
    else:
        loader = next((each for each in loaders if each.kind.code == kind), None)
        if loader is None:
            raise Invalid(_("没有这种台账，请重新选择。"))
        remembered = remembered_headers(row.organisation)
        row.spec = {}
        row.mapping = understanding.mapping_for(table, loader.kind, file=row.file.name, remembered=remembered)
    row.kind, row.is_kind_chosen, row.problem = kind, True, ""


def _choose_columns(
    row: BatchTable, chosen: dict[int, str], loaders: Sequence[loading.Loader], actor: gate.Actor
) -> None:
    loader = understanding.loader_of(row.kind, row.spec, loaders, row.organisation)
    titles = {column.code: column.title for column in loader.kind.columns} if loader else {}
    added = {column.code for column in loader.kind.columns if column.type == "money"} if loader else set()
    used: dict[str, str] = {}
    for each in row.mapping:
        code = chosen.get(each["index"], each["code"])
        if code and code not in titles:
            raise Invalid(_("没有“%(code)s”这一栏，请重新选择。") % {"code": code})
        if code and code in used and code not in added:
            facts = {"first": used[code], "second": each["header"], "title": titles[code]}
            raise Invalid(_("“%(first)s”和“%(second)s”都选成了“%(title)s”，只能留一列，请改其中一列。") % facts)
        used[code] = each["header"]
        if code != each["code"]:
            each |= {"code": code, "confidence": 1.0, "reason": str(_("人工选定"))}
            if row.kind != understanding.NEW_REGISTER:
                _remember(row, each["header"], code, actor)


def _remember(row: BatchTable, header: str, code: str, actor: gate.Actor) -> None:
    folded = fold(header)[:80]
    kept = RememberedHeader.objects.filter(organisation=row.organisation, kind=row.kind, header=folded).first()
    kept = kept or RememberedHeader(organisation=row.organisation, kind=row.kind, header=folded)
    kept.code = code
    records.save(kept, actor=actor, did="remember")
