"""Record-keeping screens: the ledger can be read, never written."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kexie.core.desk import Column, Desk, Filter

from . import measures
from .models import Entry


def source_of(entry: Entry) -> str:
    """Return the address of all that an entry's record ever posted."""
    return reverse("ledger:source", args=[entry.source_kind, entry.source_id])


class EntryDesk(Desk):
    """Every amount ever posted, reversals included."""

    model = Entry
    slug = "entries"
    title = _("台账")
    lead = _("每个数都从这里加出来。只增不改：更正会先冲销原来的一笔，再记新的一笔。")
    columns = [
        "on",
        Column(
            "measure",
            _("计量项"),
            value=lambda row: row.title,
            link=source_of,
            reads=("measure", "source_kind", "source_id"),
        ),
        Column("amount", _("数量")),
        "organisation",
        "form",
        "campaign",
        "kind",
        "evidence",
        Column("team", hidden=True),
        Column("posted_at", hidden=True),
    ]
    filters = [
        "on__year", "organisation", Filter("measure", kind="word", label=measures.title_of), "form", "campaign",
        "kind", "evidence", "on",
    ]  # fmt: skip
    order = ["-pk"]
    facts = [
        Column("measure", _("计量项"), value=lambda row: row.title), "amount", "on", "organisation", "form", "campaign",
        "kind", "team", "evidence", "posted_at",
        Column("by", _("入账人"), value=lambda row: row.posting.posted_by, reads=("posting__posted_by",)),
        Column("note", _("说明"), value=lambda row: row.posting.note, reads=("posting__note",)),
    ]  # fmt: skip
    empty = _("台账还是空的。记一笔活动、导入表格以后，数就会出现在这里。")
    first_steps = [(_("导入表格"), "imports:start")]
