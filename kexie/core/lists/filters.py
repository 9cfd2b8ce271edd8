"""Filters of a list, declared by field name: choices with counts, periods, years, yes or no, branches of a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models import Count, Q, QuerySet, Value
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kexie.core import items

from . import columns

MOST_COUNTED = 20_000  # rows read whole to count what no index counts; beyond, values stand without counts
MOST_VALUES = 200  # values a panel offers for one filter, the most frequent first
FACETS = ("choice", "row", "tree", "yes", "year", "word", "items")


@dataclass(frozen=True)
class Filter:
    """One filter. A bare field name is enough where the field says everything.

    Kinds by field: choices → choice; foreign key → row, or tree (with everything below) where the related
    queryset knows `under(path)`; boolean → yes; day → from and to; number → from and to; text → word (exact); a short
    list → items; `starts_on__year` → year.
    """

    name: str
    title: str | Promise = ""
    kind: str = ""
    field: Any = None
    label: Callable[[Any], str] = str  # how a word is said

    def of(self, model: type[models.Model]) -> Filter:
        """Return the filter with all that `model` knows about it filled in."""
        path, _sep, last = self.name.rpartition("__")
        if last == "year" and path:
            found = columns._field(model, path)
            return replace(self, title=self.title or _("年份"), kind="year", field=found)
        found = columns._field(model, self.name)
        return replace(self, title=self.title or found.verbose_name, kind=self.kind or _kind(found), field=found)

    @property
    def params(self) -> list[str]:
        """Return the names its values have in the URL."""
        return [f"{self.name}_from", f"{self.name}_to"] if self.kind in ("day", "number") else [self.name]


@dataclass(frozen=True)
class Choice:
    """One value a filter offers, with how many rows it would leave."""

    value: str
    label: str
    count: int | None
    chosen: bool


@dataclass(frozen=True)
class Chip:
    """One filter in force: what it says, and the query string without it."""

    title: str
    label: str
    without: str


class FilterBar:
    """The filters of one list as asked for by one URL."""

    def __init__(self, declared: list[Filter], rows: Any, request: Any) -> None:
        self.declared, self.base, self.request = declared, rows, request
        self.query: QueryDict = request.GET
        self.asked = self._in(self.query)
        self._set = self._over(self.query) if self.asked else None

    @property
    def rows(self) -> QuerySet[Any]:
        """Return the rows the filters leave."""
        return self._set.qs if self._set is not None else self.base

    @property
    def refused(self) -> list[str]:
        """Return the titles of filters whose value in the URL made no sense and was left out."""
        if self._set is None:
            return []
        self._set.qs  # noqa: B018  (validates)
        return [str(f.title) for f in self.asked if any(p in self._set.form.errors for p in f.params)]

    @property
    def chips(self) -> list[Chip]:
        """Return the filters in force."""
        return [Chip(str(f.title), label, self._without(f.params)) for f in self.asked if (label := self._label(f))]

    def panel(self) -> Iterator[dict[str, Any]]:
        """Yield each filter with the values to choose from; counted over what the other filters leave."""
        together = self._counted_together()
        for declared in self.declared:
            yield {
                "filter": declared,
                "choices": self._choices(declared, together) if declared.kind in FACETS else [],
                "from": self.query.get(declared.params[0], ""),
                "to": self.query.get(declared.params[-1], ""),
            }

    def _counted_together(self) -> dict[str, dict[Any, int] | None]:
        # Filters of few values that are not in force all leave the same rows: one pass over those counts for all.
        names = [
            f.name for f in self.declared if f.kind in ("choice", "yes") and f not in self.asked and "__" not in f.name
        ]
        if not names or self.rows.order_by()[: MOST_COUNTED + 1].count() > MOST_COUNTED:
            return dict.fromkeys(names)
        counts: dict[str, dict[Any, int]] = {name: {} for name in names}
        for *values, n in self.rows.order_by().values_list(*names).annotate(n=Count("pk")):
            for name, value in zip(names, values, strict=True):
                counts[name][value] = counts[name].get(value, 0) + n
        return counts

    def _over(self, query: QueryDict) -> Any:
        # Only the filters asked for are made: a form of all of them costs more than the query they make.
        return filterset_for(self.base.model, tuple(self._in(query)))(query, queryset=self.base, request=self.request)

    def _in(self, query: QueryDict) -> list[Filter]:
        return [f for f in self.declared if any(query.get(p) for p in f.params)]

    def _without(self, params: list[str]) -> str:
        query = self.query.copy()
        for name in [*params, "page", "panel"]:
            query.pop(name, None)
        return query.urlencode()

    def _label(self, declared: Filter) -> str:
        assert self._set is not None
        self._set.qs  # noqa: B018  (validates)
        clean = self._set.form.cleaned_data
        values = [clean.get(p) for p in declared.params]
        if declared.kind in ("day", "number"):
            start, end = (columns.said(v) for v in values)
            return f"{start} — {end}".strip() if start or end else ""
        value = values[0]
        if value is None or value in ("", []):
            return ""
        if declared.kind in ("choice", "yes"):
            words = {str(k): str(v) for k, v in _options(declared)}
            return "、".join(words.get(str(v), "") for v in (value if isinstance(value, list) else [value]))
        many = value if isinstance(value, list | tuple | QuerySet) else [value]
        return "、".join(declared.label(v) for v in many)

    def _choices(self, declared: Filter, together: dict[str, dict[Any, int] | None]) -> list[Choice]:
        chosen = set(self.query.getlist(declared.name))
        others = self.query.copy()
        others.pop(declared.name, None)
        if declared.name in together and together[declared.name] is None:
            return [Choice(str(v), str(label), None, str(v) in chosen) for v, label in _options(declared)]
        if declared.kind == "year":
            found = _years(self._over(others).qs.order_by(), declared.name.removesuffix("__year"))
        else:
            counts = together.get(declared.name)
            if counts is None:
                count = _count_items if declared.kind == "items" else _counted
                counts = count(self._over(others).qs.order_by(), declared.name)
            found = _named(declared, {value: n for value, n in counts.items() if value not in (None, "")})
        return [Choice(v, label, n, v in chosen) for v, label, n in found if n or v in chosen]


class Several(forms.Field):
    """Any number of values of one name in the URL, kept as text."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        """Return the values that say something."""
        return [v for v in value or [] if v]


class ExactFilter(django_filters.Filter):
    """Rows whose field is one of the values."""

    field_class = Several

    def filter(self, rows: Any, value: Any) -> Any:
        """Keep them."""
        return rows.filter(**{f"{self.field_name}__in": value}) if value else rows


class ItemsFilter(ExactFilter):
    """Rows whose short list has one of the values."""

    def filter(self, rows: Any, value: Any) -> Any:
        """Keep them."""
        found = Q(pk__in=[])
        for item in value or []:
            found |= Q(items.has(self.field_name, item))
        return rows.filter(found) if value else rows


class YearFilter(django_filters.Filter):
    """Rows whose day lies in one of the years: as ranges, so that an index serves."""

    field_class = Several

    def filter(self, rows: Any, value: Any) -> Any:
        """Keep them."""
        years = [int(v) for v in value or [] if v.isdecimal() and 1 <= int(v) <= 9998]
        found = Q(pk__in=[]) if value else Q()
        for year in years:
            found |= _in_year(self.field_name, year)
        return rows.filter(found)


class BranchFilter(django_filters.ModelChoiceFilter):
    """Rows at a node of a tree or anywhere below it."""

    def filter(self, rows: Any, value: Any) -> Any:
        """Keep them."""
        if not value:
            return rows
        below = type(value)._default_manager.under(value.path)
        return rows.filter(**{f"{self.field_name}__in": below.order_by().values("pk")})


@lru_cache(maxsize=512)
def filterset_for(model: type[models.Model], declared: tuple[Filter, ...]) -> type[django_filters.FilterSet]:
    """Return the django-filter class of the declared filters. Foreign keys offer only rows the actor may see."""
    filters: dict[str, django_filters.Filter] = {}
    for one in declared:
        filters |= _make(one)
    return type(f"{model.__name__}Filters", (django_filters.FilterSet,), filters)


def _make(one: Filter) -> dict[str, django_filters.Filter]:
    def seen(request: Any) -> Any:
        rows = one.field.related_model.objects
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows.all()

    if one.kind == "row":
        made = django_filters.ModelMultipleChoiceFilter(field_name=one.name, queryset=seen, distinct=False)
    elif one.kind == "tree":
        made = BranchFilter(field_name=one.name, queryset=seen)
    elif one.kind == "year":
        made = YearFilter(field_name=one.name.removesuffix("__year"))
    elif one.kind == "choice":
        made = django_filters.MultipleChoiceFilter(field_name=one.name, choices=_options(one), distinct=False)
    elif one.kind == "yes":
        made = django_filters.TypedChoiceFilter(
            field_name=one.name, choices=_options(one), coerce=lambda v: v in ("True", True)
        )
    elif one.kind in ("day", "number"):
        cls = django_filters.DateFilter if one.kind == "day" else django_filters.NumberFilter
        # A moment is compared by its day in Shanghai, so that the last day is in.
        by = "date__" if isinstance(one.field, models.DateTimeField) else ""
        return {
            p: cls(field_name=one.name, lookup_expr=by + e) for p, e in zip(one.params, ("gte", "lte"), strict=True)
        }
    else:
        made = (ItemsFilter if one.kind == "items" else ExactFilter)(field_name=one.name)
    return {one.name: made}


def _options(one: Filter) -> list[tuple[Any, Any]]:
    return [("True", _("是")), ("False", _("否"))] if one.kind == "yes" else list(one.field.flatchoices)


def _named(declared: Filter, counts: dict[Any, int]) -> list[tuple[str, str, int]]:
    if declared.kind in ("choice", "yes"):
        words = {str(k): n for k, n in counts.items()}
        return [(str(v), str(label), words.get(str(v), 0)) for v, label in _options(declared)]
    if declared.kind in ("word", "items"):
        return [(str(v), declared.label(v), n) for v, n in counts.items()]
    # Keys come from rows the actor may see, so their names may be shown.
    rows = declared.field.related_model._base_manager.in_bulk(list(counts))
    return [(str(key), str(rows[key]), n) for key, n in counts.items() if key in rows]


def _counted(rows: QuerySet[Any], name: str) -> dict[Any, int]:
    """Return how many rows have each value, the most frequent first and ties alike everywhere.

    What a related row says is counted by the relation, which an index may count, and put together afterwards.
    """
    path, _sep, last = name.rpartition("__")
    if path:
        said = columns._field(rows.model, path).related_model._base_manager
        by_row = dict(rows.values_list(path).annotate(n=Count("pk")).values_list(path, "n"))
        counts: dict[Any, int] = {}
        for key, value in said.filter(pk__in=[key for key in by_row if key]).values_list("pk", last):
            counts[value] = counts.get(value, 0) + by_row[key]
    else:
        counts = dict(rows.values_list(name).annotate(n=Count("pk")).order_by("-n")[:MOST_VALUES])
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))[:MOST_VALUES])


def _count_items(rows: QuerySet[Any], name: str) -> dict[str, int]:
    """Return how many rows have each item of their short lists, the most frequent first."""
    counts: dict[str, int] = {}
    for text, n in rows.values_list(name).annotate(n=Count("pk")):
        for item in items.split(text):
            counts[item] = counts.get(item, 0) + n
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_VALUES])


def _in_year(field: str, year: int) -> Q:
    return Q(**{f"{field}__gte": date(year, 1, 1), f"{field}__lt": date(year + 1, 1, 1)})


def _years(rows: Any, field: str) -> list[tuple[str, str, int]]:
    days = rows.order_by(field).exclude(**{field: None}).values_list(field, flat=True)
    first, last = days.first(), days.last()  # two steps into an index; asked for together they read all of it
    if first is None:
        return []
    years = range(last.year, max(first.year, last.year - 19) - 1, -1)
    each = [rows.filter(_in_year(field, y)).values(y=Value(y)).annotate(n=Count("pk")) for y in years]
    counts = {line["y"]: line["n"] for line in each[0].union(*each[1:], all=True)}
    return [(str(y), _("%d年") % y, counts.get(y, 0)) for y in years]


def _kind(field: Any) -> str:
    if field.is_relation:
        manager: Callable[..., Any] | None = getattr(field.related_model._default_manager, "under", None)
        return "tree" if manager else "row"
    if isinstance(field, items.ItemsField):
        return "items"
    kind = columns._kind(field)
    return {"state": "choice", "moment": "day", "text": "word"}.get(kind, kind)
