"""Where a demonstration site of a roster stands: the body it is, else the one the row, the sheet or the file names."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from kexie.core.loading import Context, Row
from kexie.network.organisations import queries as organisations
from kexie.network.organisations.models import Organisation
from kexie.work.standards import rules

TOWN = Organisation.Kind.ASSOCIATION
_NUMBER = re.compile(r"^[（(]?[一二三四五六七八九十\d]+[)）]?[、.．]\s*")


def place_of(name: str, row: Row, context: Context) -> tuple[Organisation, str, str]:
    """Return the body a site stands at, the name it has of its own ("" for the body itself) and what is doubtful.

    It is the body its name means, else it stands at the body the row names, at the town its address, its name, the
    section, the sheet or the file speaks of, at last at the association whose roster it is: a site is not refused for
    want of a registered body.
    """
    names = names_of(context)
    at = row.get("organisation")
    for text in (name, rules.without_title(name)) if name else ():
        found = names.find(text, {TOWN}).organisation or names.find(text).organisation
        if found is not None and (at is None or _is_at(found, at)):
            return found, "", ""
    own = name[:100]
    if at is not None:
        return at, own, ""
    written = row.unknown.get("organisation", "")
    address = str(row.get("place") or "")
    for text in (written, address):
        if text and (found := names.find(text, {TOWN}).organisation or names.town_within(text)) is not None:
            return found, own, ""
    if (found := names.town_within(name)) is not None:
        return found, own, ""
    if not written and (found := _told(row, context, names)) is not None:
        return found, own, ""
    where = "" if (written or address) in own else written or address
    doubt = _("没有写明或没有找到所在的乡镇%(where)s，记在“%(body)s”名下，请核对。") % {
        "where": f"“{written or address}”" if written or address else "", "body": context.filer,
    }  # fmt: skip
    return context.filer, f"{where}{own}"[:100], doubt


def names_of(context: Context) -> organisations.Names:
    """Return what written names mean; in a preview that knows towns that are about to be confirmed or founded."""
    if context.names is not None:
        return context.names
    if "names" not in context.memo:
        context.memo["names"] = organisations.Names(context.organisation, on=date(context.year, 1, 1))
    return context.memo["names"]


def _is_at(body: Organisation, other: Organisation) -> bool:
    return body.pk == other.pk or bool(other.path and body.path.startswith(other.path))


def _told(row: Row, context: Context, names: organisations.Names) -> Organisation | None:
    """Return the town that the section, the filer, the sheet, its title or the file speaks of."""
    for text in (row.section, context.filer_name, context.sheet_name):
        if text and (found := names.find(_NUMBER.sub("", text), {TOWN}).organisation) is not None:
            return found
    texts = (row.section, context.filer_name, context.title, *context.above, context.sheet_name, context.file_name)
    return next((found for text in texts if text and (found := names.town_within(text)) is not None), None)
