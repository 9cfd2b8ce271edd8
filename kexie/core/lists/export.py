"""A list as a file: exactly the columns, rows and order on the screen, all pages of it."""

from __future__ import annotations

from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import Any

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from kexie.core import clock
from kexie.core.audit import trail
from kexie.core.sheets import writer

from .listing import Listing

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
IN_MEMORY = 4 * 1024 * 1024


def send(listing: Listing, kind: str, *, title: str, actor: Any) -> FileResponse:
    """Return the list as a download, and keep in the trail who took what and how many rows.

    Personal columns are masked as on the screen. Cells that a spreadsheet would run as formulas are defused by the
    writer.
    """
    if kind not in KINDS:
        raise Http404
    columns = listing.shown
    heads = [f"{c.title}（{c.unit}）" if c.unit else str(c.title) for c in columns]
    lines = ([column.plain(row) for column in columns] for row in listing.every())
    stream = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (the response closes it)
    if kind == "xlsx":
        count = writer.write_xlsx(stream, [writer.Output(title, heads, lines)])
    else:
        count = writer.write_csv(stream, chain([heads], lines)) - 1
    trail.write_event(
        actor=actor, did="export", about=title, kind=kind, rows=count, query=listing.query.urlencode()[:500]
    )
    stream.seek(0)
    name = _("%(title)s %(day)s.%(kind)s") % {"title": title, "day": clock.today().isoformat(), "kind": kind}
    return FileResponse(stream, as_attachment=True, filename=name, content_type=KINDS[kind])
