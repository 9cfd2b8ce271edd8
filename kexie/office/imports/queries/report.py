"""What a batch was understood as and what becomes of it, as lines for a terminal or a log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from kexie.core import loading
from kexie.core.gate import SYSTEM
from kexie.office.imports.models import Batch, BatchTable, Finding

from .understanding import NEW_REGISTER, told

SHOWN = (Finding.Weight.REFUSED, Finding.Weight.TOTAL, Finding.Weight.DOUBT)
MOST_ROWS = 2000  # dealt with while a page waits
MOST_BYTES = 1024 * 1024
MOST_TOLD = 6  # rows named one by one that have the same to say


def is_long(batch: Batch) -> bool:
    """Test whether a batch is better dealt with behind the pages: over 1 MB of files, or over 2,000 rows."""
    rows = sum(BatchTable.objects.filter(file__batch=batch).values_list("rows", flat=True))
    return rows > MOST_ROWS or sum(file.file.size for file in batch.files.all()) > MOST_BYTES


def lines(batch: Batch) -> Iterator[str]:
    """Yield the report of a batch: a line a sheet with what it was taken for, a line for whatever needs a look."""
    loaders = loading.available(actor=SYSTEM, organisation=batch.organisation)
    for file in batch.files.prefetch_related("tables"):
        if file.problem:
            yield _("%(file)s：没有导入。%(problem)s") % {"file": file.name, "problem": file.problem}
        for note in file.notes:
            yield f"{file.name}：{note}"
        for table, loader in told(batch, file, loaders):
            yield _table(table, loader.kind.title if loader else "")
            yield from _findings(table)
    yield counted(batch.counts)


def counted(counts: Mapping[str, int]) -> str:
    """Return the sums of a batch or table as a sentence: total = created + updated + unchanged + skipped + refused."""
    parts = ("total", "created", "updated", "unchanged", "skipped", "refused")
    return _(
        "共 %(total)d 行：新增 %(created)d，更新 %(updated)d，没有变化 %(unchanged)d，"
        "跳过 %(skipped)d，未导入 %(refused)d。"
    ) % {part: counts.get(part, 0) for part in parts}


def _table(table: BatchTable, kind: str) -> str:
    if table.kind == NEW_REGISTER:
        taken = _("新建自定义台账“%s”") % kind
    else:
        taken = _("认作“%s”") % kind if kind else _("认不出是什么表")
    left_out = "" if table.is_included else _("，不导入")
    facts = {"file": table.file.name, "sheet": table.sheet_name, "taken": taken + left_out, "year": table.year}
    facts |= {"why": table.year_from, "counts": counted(table.counts)}
    return _("%(file)s［%(sheet)s］%(taken)s，按 %(year)d 年（%(why)s）。%(counts)s") % facts


def _findings(table: BatchTable) -> Iterator[str]:
    alike: dict[tuple[str, ...], list[int]] = {}
    for finding in table.findings.filter(Q(weight__in=SHOWN) | Q(row=None)):
        what = "".join(filter(None, [finding.column, f"“{finding.text}”" if finding.text else ""]))
        alike.setdefault((finding.get_weight_display(), what, finding.reason), []).append(finding.row)
    for (weight, what, reason), rows in alike.items():
        yield f"  {weight} {table.file.name}［{table.sheet_name}］{_rows(rows)} {what}：{reason}".replace(" ：", "：")
    kept = table.findings.filter(weight=Finding.Weight.DOUBT).count()
    if (more := table.counts.get(Finding.Weight.DOUBT, 0) - kept) > 0:
        yield _("  另有 %d 处存疑没有逐条列出。") % more


def _rows(rows: Sequence[int | None]) -> str:
    told = [str(row) for row in rows if row]
    if not told:
        return ""
    if len(told) <= MOST_TOLD:
        return _("第 %s 行") % "、".join(told)
    return _("第 %(rows)s 等 %(count)d 行") % {"rows": "、".join(told[:MOST_TOLD]), "count": len(told)}
