"""Room that cannot be oversold: a counter that only moves while there is room, never a count of rows.

`places` empty is no limit, 0 is none. `taken` moves by one conditional statement (`taken + n <= places`), so that two
who ask for the last place at once cannot both be told yes, whatever each of them read before.

Whoever changes several rows at once takes room first and writes records (whose trail has one writer) afterwards: room
is locked in sorted order, then the rest, and nobody waits for anybody in a circle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext

from django.db import connection, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .records import Record
from .refusals import Refusal


class Full(Refusal):
    """There is not enough room; `facts["blocking"]` is the row that has none left."""

    code = "full"

    def __init__(self, blocking: Places, asked: int) -> None:
        said = {"what": blocking, "asked": asked, "free": blocking.free}
        super().__init__(
            _("“%(what)s”名额不够：要 %(asked)d 个，还剩 %(free)d 个。") % said
            if blocking.free
            else _("“%(what)s”名额已满。") % said,
            blocking=blocking,
        )


class Places(Record):
    """Base of what has room: `places` as people set it, `taken` as it is used. Only this module moves `taken`."""

    places = models.PositiveIntegerField(
        gettext_lazy("名额"), null=True, blank=True, help_text=gettext_lazy("不填为不限，填 0 为一个也不收。")
    )
    taken = models.PositiveIntegerField(gettext_lazy("已占"), default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, **how: object) -> None:
        """Write everything but `taken`: what this row was read with may be old by now."""
        if not self._state.adding and how.get("update_fields") is None:
            own = (field.name for field in self._meta.concrete_fields if not field.primary_key)
            how["update_fields"] = [name for name in own if name != "taken"]
        super().save(**how)

    @property
    def free(self) -> int | None:
        """How many places are left; None where there is no limit. Never below 0."""
        return None if self.places is None else max(0, self.places - self.taken)

    @property
    def over(self) -> int:
        """How many more are taken than there are places: what cutting a quota leaves behind."""
        return 0 if self.places is None else max(0, self.taken - self.places)


def take(rows: Iterable[Places], n: int = 1) -> None:
    """Take `n` places of every row, or none of any. A row given twice is asked for twice as many.

    :raises Full: a row has not enough left; the first in sorted order is named
    """
    if not (rows := [*rows]):
        return
    with transaction.atomic() if len(rows) > 1 else nullcontext():  # one statement is all or nothing by itself
        for row, asked in _sorted(rows, n):
            if not _move(row, asked, f"places IS NULL OR places >= taken + {asked:d}"):
                row.refresh_from_db(fields=["places", "taken"])
                raise Full(row, asked)


def put(rows: Iterable[Places], n: int = 1) -> None:
    """Count `n` who are there whether or not there is room for them: they came, and the row is over-booked."""
    with transaction.atomic():
        for row, asked in _sorted(rows, n):
            _move(row, asked)


def give_back(rows: Iterable[Places], n: int = 1) -> None:
    """Give `n` places of every row back.

    :raises ValueError: fewer are taken than are given back, which is a mistake of the caller
    """
    with transaction.atomic():
        for row, given in _sorted(rows, n):
            if not _move(row, -given, f"taken >= {given:d}"):
                raise ValueError(f"{row._meta.label} {row.pk}: {given} given back, fewer are taken")


def recount(row: Places, taken: int) -> None:
    """Say how many places of a row are taken: when room is set for what was there before, under the caller's lock."""
    type(row)._base_manager.filter(pk=row.pk).update(taken=taken)
    row.taken = taken


def _move(row: Places, by: int, provided: str = "1 = 1") -> bool:
    """Move what is taken of a stored row, provided that a condition holds at that moment; return whether it did."""
    sql = f'UPDATE "{row._meta.db_table}" SET taken = taken + %s WHERE id = %s AND ({provided})'
    with connection.cursor() as cursor:  # by hand: few statements are run as often, and none may be held up less
        cursor.execute(sql, [by, row.pk])
        return cursor.rowcount == 1


def _sorted(rows: Iterable[Places], n: int) -> list[tuple[Places, int]]:
    rows = [((row._meta.label_lower, row.pk), row) for row in rows]
    times, once = Counter(key for key, _row in rows), dict(rows)
    return [(once[key], times[key] * n) for key in sorted(once)]
