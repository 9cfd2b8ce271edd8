"""What an import hands back: the rows it refused, with the reasons, as a workbook to correct and drop in again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from kexie.core.sheets.tables import Table
from kexie.core.sheets.writer import Output, write_xlsx

from .models import Batch, BatchTable, Finding
from .queries.understanding import tables_of


def write_refused(stream: BinaryIO, batch: Batch) -> int:
    """Write every refused row of a batch, under its own headers, a sheet a table; return how many rows."""
    refused = set(
        Finding.objects.filter(table__file__batch=batch, weight=Finding.Weight.REFUSED).values_list("table", flat=True)
    )
    sheets = [_sheet(row, table) for row, table in tables_of(batch) if row.pk in refused]
    return write_xlsx(stream, sheets or [Output(_("没有未导入的行"), [_("说明")], [[_("这一批全部导入了。")]])])


def _sheet(row: BatchTable, table: Table) -> Output:
    headers = [*(header.title for header in table.headers), _("未导入的原因"), _("原行号")]
    return Output(row.sheet_name, headers, _rows(row, table), notes=[row.title] if row.title else [])


def _rows(row: BatchTable, table: Table) -> Iterator[list[Any]]:
    refused = row.findings.filter(weight=Finding.Weight.REFUSED).exclude(row=None)
    reasons = dict(refused.values_list("row", "reason"))
    for line in table.rows:
        if line.number in reasons:
            yield [*line.cells, reasons[line.number], line.number]
