"""Blocks of a record's page: what hangs on the row, said by its own desk or by the floors above it.

    hang(Activity, Related(_("报名"), rows=queries.sign_ups_of, template="signups/of_activity.html"))

A lower floor does not know what hangs on its rows. Whoever does says so in `apps.ready()`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils.functional import Promise

if TYPE_CHECKING:
    from .desk import Desk
    from .lists.columns import Column


@dataclass(frozen=True)
class Related:
    """A block of the record page.

    Either rows of another `desk` whose field `by` is the row, or any `rows(row, actor)` with `columns`; with
    `is_started_here` a new row of that desk is begun from the block, its field `by` filled in. A block with a
    `template` draws whatever `rows` returns by itself, as `found`; it is left out when that is None.
    """

    title: str | Promise
    desk: type[Desk] | None = None
    by: str = ""
    rows: Callable[..., Any] | None = None
    columns: tuple[str | Column, ...] = ()
    empty: str | Promise = ""
    is_started_here: bool = False
    template: str = ""


_hung: dict[type[Model], list[Related]] = defaultdict(list)


def hang(model: type[Model], block: Related) -> None:
    """Show a block on the page of every row of a lower floor's model, after its own."""
    _hung[model].append(block)


def hung(model: type[Model]) -> list[Related]:
    """Return what the floors above hang on the rows of a model, in the order of the floors."""
    return _hung[model]
