"""Pages by cursor: what is added meanwhile neither repeats nor skips a row, and no page costs more than the first."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Field, Schema

from kexie.core.refusals import Refusal

MOST = 200
T = TypeVar("T")
Limit = Annotated[int, Field(ge=1, le=MOST)]


class Page(Schema, Generic[T]):
    """Some rows, and where the next ones begin ("" after the last)."""

    items: list[T]
    next: str = ""


class BadCursor(Refusal):
    """The cursor was not made by this interface."""

    code = "bad_cursor"
    status = 400


def page_of(rows: QuerySet[Any], *, cursor: str, limit: int) -> dict[str, Any]:
    """Return the rows after a cursor in the order they were registered, at most `limit`, and the next cursor.

    :raises BadCursor: it is none of ours
    """
    rows = rows.order_by("pk")
    if cursor:
        rows = rows.filter(pk__gt=_read(cursor))
    found = [*rows[: limit + 1]]
    after = _cursor(found[limit - 1].pk) if len(found) > limit else ""
    return {"items": found[:limit], "next": after}


def _cursor(pk: int) -> str:
    return base64.urlsafe_b64encode(f"after {pk}".encode()).decode().rstrip("=")


def _read(cursor: str) -> int:
    try:
        word, number = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").split(" ")
        if word == "after" and number.isdecimal() and len(number) < 19:
            return int(number)
    except (ValueError, binascii.Error):
        pass
    raise BadCursor(_("翻页标记不对。请原样使用上一页给出的 next。"))
