"""One list as one URL asks for it: columns, search, filters, order, page. All of its state lives in the URL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from .columns import Column, fetched
from .filters import Chip, Filter, FilterBar
from .search import found_by
from .walk import FEW, in_order

COUNTED_TO = 500  # a text search says "more than" from here on: see docs/decisions/0010


@dataclass(frozen=True)
class Head:
    """One column head: its title, the query string that sorts by it, and how it sorts now."""

    column: Column
    query: str
    direction: str  # "ascending", "descending", ""


class Listing:
    """A list over `rows`, which are already narrowed to what the reader may see.

    Understood in the URL: `q`, `sort` (a column, `-` before it for descending), `page`, `cols` (once for each), and
    the filters by their names. Anything else, and any name not declared, is ignored, so that
    neither filters nor orders can be used to look into hidden fields.
    """

    def __init__(
        self,
        request: HttpRequest,
        rows: Any,
        *,
        columns: list[Column],
        search: list[str],
        filters: list[Filter],
        order: list[str],
        per_page: int = 50,
    ) -> None:
        self.request, self.query = request, request.GET
        self.columns, self.order, self.per_page = columns, order, per_page
        self.words = self.query.get("q", "").strip()[:100]
        self._before_search = rows.order_by()
        if search and self.words:
            rows = rows.filter(found_by(rows.model, search, self.words))
        self.can_search = bool(search)
        self.bar = FilterBar(filters, rows, request)

    # What is seen.

    @cached_property
    def shown(self) -> list[Column]:
        """Return the columns the reader chose, or those not hidden."""
        chosen = self.query.getlist("cols")
        return [c for c in self.columns if c.name in chosen] or [c for c in self.columns if not c.hidden]

    @cached_property
    def heads(self) -> list[Head]:
        """Return the heads of the shown columns."""
        return [self._head(column) for column in self.shown]

    @property
    def chips(self) -> list[Chip]:
        """Return the filters in force."""
        return self.bar.chips

    @property
    def is_narrowed(self) -> bool:
        """Test whether search or filters leave anything out."""
        return bool(self.words or self.bar.asked)

    # Rows.

    @cached_property
    def ordered(self) -> Any:
        """Return every row that matches, in the order asked for."""
        return self.bar.rows.order_by(*self._order)

    @cached_property
    def total(self) -> int:
        """Return how many rows match; a text search counts no further than COUNTED_TO + 1."""
        return len(self._found) if self.words else self.bar.rows.order_by().count()

    @property
    def is_more(self) -> bool:
        """Test whether there are more rows than `total` says."""
        return bool(self.words) and self.total > COUNTED_TO

    @cached_property
    def page(self) -> int:
        """Return the page asked for, from 1 on, within what there is."""
        asked = self.query.get("page", "")
        number = int(asked) if asked.isdecimal() and len(asked) < 8 else 1
        return 1 if number == 1 else max(1, min(number, self.pages))

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(1, -(-min(self.total, COUNTED_TO if self.words else self.total) // self.per_page))

    @cached_property
    def rows(self) -> list[Any]:
        """Return the rows of this page.

        Order and offset walk the keys alone, and only the rows of the page are read whole: that is what keeps page
        1000 as fast as page 1.
        """
        start, end = (self.page - 1) * self.per_page, self.page * self.per_page
        if self.words:
            keys = self._found[start:end]
        else:
            rows = in_order(self.bar.rows, self._order, is_long=self.total > FEW)
            keys = rows.values("pk")[start:end]
        return list(fetched(self._unnarrowed.filter(pk__in=keys), self.shown).order_by(*self._order))

    @property
    def _unnarrowed(self) -> Any:
        # The keys are of rows the reader may see. Asked for by them, the rows need not be narrowed a second time,
        # unless they carry something the list was given with them.
        base = self.bar.base
        plain = not base.query.annotations and not base.query.extra and not base.query.select_related
        return base.model._base_manager.all() if plain else base

    def every(self) -> Any:
        """Return an iterator over every row that matches, in order, read in pieces."""
        return fetched(self.ordered, self.shown).iterator(chunk_size=2000)

    @cached_property
    def _found(self) -> list[int]:
        # A text search reads the keys once, for the count and for the page alike.
        is_long = self._before_search[: FEW + 1].count() > FEW
        rows = in_order(self.bar.rows, self._order, is_long=is_long)
        return list(rows.values_list("pk", flat=True)[: COUNTED_TO + 1])

    @cached_property
    def _order(self) -> list[str]:
        asked = self.query.get("sort", "")
        sortable = {c.name: c.sort for c in self.columns if c.sort}
        order = [*self.order]
        if field := sortable.get(asked.removeprefix("-")):
            order = [f"-{field}" if asked.startswith("-") else field, *order]
        return order if any(o.removeprefix("-") in ("pk", "id") for o in order) else [*order, "-pk"]

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column, "", "")
        first = self._order[0]
        if column.sort != first.removeprefix("-"):
            return Head(column, self.with_(sort=column.name), "")
        down = first.startswith("-")
        return Head(
            column, self.with_(sort=column.name if down else f"-{column.name}"), "descending" if down else "ascending"
        )

    # Pages, in the words of templates/core/pager.html.

    @property
    def page_numbers(self) -> list[int | None]:
        """Return the pages to link to: the ends, and those around this one; None where some are left out."""
        near = {1, self.pages, *range(max(1, self.page - 2), min(self.pages, self.page + 2) + 1)}
        out: list[int | None] = []
        for number in sorted(near):
            if out and number - (out[-1] or 0) > 1:
                out.append(None)
            out.append(number)
        return out

    @property
    def to_page(self) -> str:
        """Return the query string a page number is put behind."""
        said = self.with_()
        return f"{said}&page=" if said else "page="

    # Query strings. None of them carries the page or an open panel.

    def with_(self, *, without: tuple[str, ...] = (), **changes: str) -> str:
        """Return this list's query string with some values changed and some names left out."""
        query = self.query.copy()
        for name in ("page", "panel", *without):
            query.pop(name, None)
        for name, value in changes.items():
            query[name] = value
        for name in [name for name, values in query.lists() if not any(values)]:
            del query[name]
        return query.urlencode()

    @property
    def query_string(self) -> str:
        """Return it as it is."""
        return self.with_()

    @property
    def without_words(self) -> str:
        """Return it without the words searched for."""
        return self.with_(without=("q",))

    @property
    def without_filters(self) -> str:
        """Return it without any filter."""
        return self.with_(without=tuple(self._filter_params))

    @property
    def without_columns(self) -> str:
        """Return it without a choice of columns."""
        return self.with_(without=("cols",))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return what the search form carries along."""
        return self._pairs("q")

    @property
    def kept_but_filters(self) -> list[tuple[str, str]]:
        """Return what the filter form carries along."""
        return self._pairs(*self._filter_params)

    @property
    def kept_but_columns(self) -> list[tuple[str, str]]:
        """Return what the columns form carries along."""
        return self._pairs("cols")

    @property
    def panels(self) -> list[tuple[str, str]]:
        """Return the panels this list can open, by name and title."""
        filters = [("filters", _("筛选"))] if self.bar.declared else []
        return [*filters, ("columns", _("列")), ("views", _("常用视图"))]

    @property
    def column_choices(self) -> list[tuple[Column, bool]]:
        """Return every column and whether it is shown."""
        return [(c, c in self.shown) for c in self.columns]

    @property
    def counted_to(self) -> int:
        """Return how far a text search counts."""
        return COUNTED_TO

    @property
    def _filter_params(self) -> list[str]:
        return [p for f in self.bar.declared for p in f.params]

    def _pairs(self, *without: str) -> list[tuple[str, str]]:
        left_out = {"page", "panel", *without}
        return [(name, v) for name, values in self.query.lists() if name not in left_out for v in values if v]
