"""Columns of a list: what a cell says, how it is sorted, and how it goes into a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import models
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from kexie.core import clock, wording

LONG = 60  # characters of a long text that a cell shows
CLASSES = {"number": "n", **dict.fromkeys(("day", "moment", "state", "choice", "yes", "personal", "code"), "d")}


@dataclass(frozen=True)
class Column:
    """One column. A bare field name is enough where the field says everything.

    `name` is a field, a path over relations (`organisation__name`), or an attribute of the row when `value` is given.
    """

    name: str
    title: str | Promise = ""  # default: the field's verbose_name
    kind: str = ""  # text, number, code (digits left alone), day, moment, choice, state, yes, personal, row
    sort: str | None = ""  # what to order by; "" means by the field itself, None that it cannot be sorted
    hidden: bool = False  # not shown until the reader chooses it
    unit: str | Promise = ""
    value: Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None  # address the cell opens, "" for none
    reads: tuple[str, ...] = ()  # the fields `value` and `link` read; a list then reads no others
    steps: tuple[str, ...] = field(default=(), repr=False)
    choices: dict[Any, str] = field(default_factory=dict, repr=False)
    opening: str = field(default="", repr=False)
    field: Any = field(default=None, repr=False)

    def of(self, model: type[models.Model]) -> Column:
        """Return the column with all that `model` knows about it filled in.

        Words are fixed here, once a process: the house speaks one language, and a list says thousands of them.

        :raises ImproperlyConfigured: nothing says its title
        """
        found = None if self.value else _field(model, self.name)
        kind = self.kind or _kind(found)
        sort = self.sort
        if sort == "":
            stored = found is not None and getattr(found, "concrete", False) and not found.many_to_many
            sort = self.name if stored and kind != "personal" else None
        if not self.title and found is None:
            raise ImproperlyConfigured(f"{model.__name__} has no field {self.name!r} to title the column by: give one")
        title = str(self.title or found.verbose_name)
        style = CLASSES.get(kind, "")
        return replace(
            self,
            title=title,
            kind=kind,
            sort=sort,
            unit=str(self.unit),
            steps=tuple(self.name.split("__")),
            field=found,
            choices={k: str(v) for k, v in getattr(found, "flatchoices", None) or ()},
            opening=f'<td class="{style}" data-l="{escape(title)}">' if style else f'<td data-l="{escape(title)}">',
        )

    def raw(self, row: Any, *, revealed: bool = False) -> Any:
        """Return the value as Python has it: personal data masked, or `revealed`."""
        if self.value:
            return self.value(row)
        for step in self.steps[:-1]:
            row = getattr(row, step)
            if row is None:
                return None
        value = getattr(row, self.steps[-1])
        if self.choices:
            return self.choices.get(value, value)
        if self.kind == "personal" and value and not revealed:
            return self.field.mask(value)
        return str(value) if self.kind == "code" and value is not None else value

    def text(self, row: Any, *, revealed: bool = False) -> str:
        """Return what a reader sees, "" for nothing."""
        return said(self.raw(row, revealed=revealed))

    def plain(self, row: Any) -> Any:
        """Return the value as it goes into a spreadsheet."""
        value = self.raw(row)
        if isinstance(value, bool):
            return said(value)
        if isinstance(value, datetime):
            return value.astimezone(clock.ZONE).replace(tzinfo=None)
        if value is None or isinstance(value, int | float | Decimal | date | str):
            return value
        return str(value)

    def cell(self, row: Any, url: str = "") -> str:
        """Return the table cell as safe HTML; `url` makes its text a link to the row."""
        words = self.text(row)
        if len(words) > LONG:
            words = Truncator(words).chars(LONG)
        inside = escape(words)
        if self.link and words:
            url = self.link(row) or url
        if url:
            inside = f'<a href="{escape(url)}">{inside or _("（未填）")}</a>'
        elif self.kind == "state" and words:
            inside = f'<span class="tag">{inside}</span>'
        return f"{self.opening}{inside}</td>"

    @property
    def style(self) -> str:
        """Return the class of its header and cells."""
        return CLASSES.get(self.kind, "")


def said(value: Any) -> str:
    """Return a value as the house says it: days as 2013-05-12, numbers with separators, 是 and 否."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, int | Decimal):
        return wording.exact(value)
    if isinstance(value, datetime):
        return value.astimezone(clock.ZONE).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def cells(columns: list[Column], row: Any, url: str = "", *, may_pick: bool = False) -> SafeString:
    """Return the cells of one row: a box to pick it by, the first column opening its page at `url`, the rest."""
    first, *rest = columns
    box = f'<td class="pick"><input type="checkbox" name="row" value="{row.pk}" aria-label="{_("选这一行")}"></td>'
    return mark_safe((box if may_pick else "") + first.cell(row, url) + "".join([c.cell(row) for c in rest]))


def bind(model: type[models.Model], columns: list[str | Column]) -> list[Column]:
    """Return declared columns bound to their model."""
    return [(c if isinstance(c, Column) else Column(c)).of(model) for c in columns]


def joins(columns: list[Column]) -> list[str]:
    """Return the relations a list of bound columns needs fetched with its rows."""
    found = {name.rpartition("__")[0] for column in columns for name in column.reads}
    for column in columns:
        if column.field is None:
            continue
        of_row = column.field.is_relation and not column.field.many_to_many
        found.add("__".join(column.steps if of_row else column.steps[:-1]))
    return sorted(found - {""})


def fetched(rows: Any, columns: list[Column]) -> Any:
    """Return a queryset that reads what bound columns show, in one statement, and nothing else where that is known.

    It is known unless a column works its value out by itself and does not say what it `reads`. Of a row that is only
    named, the fields its name is made of (`Record.named_by`) are read, or all but the long ones.
    """
    bare = not rows.query.select_related
    rows = rows.select_related(*joins(columns))
    names = wanted(rows.model, columns) if bare else []
    return rows.only(*names) if names else rows


def wanted(model: type[models.Model], columns: list[Column]) -> list[str]:
    """Return the fields that a list of these columns reads, of the model and of rows joined to it; [] for all."""
    names = {"pk"}
    for column in columns:
        found = column.field
        if (found is None or column.link) and not column.reads:
            return []
        names.update(column.reads)
        if found is None:
            continue
        if found.many_to_many or not found.concrete:
            return []
        if found.is_relation:
            names.update(f"{column.name}__{name}" for name in _named_by(found.related_model))
        else:
            names.add(column.name)
    return sorted(names)


def _named_by(model: type[models.Model]) -> tuple[str, ...]:
    long = models.TextField | models.JSONField
    every = (f.name for f in model._meta.concrete_fields if not isinstance(f, long))
    return getattr(model, "named_by", ()) or tuple(every)


def _field(model: type[models.Model], name: str) -> Any:
    *steps, last = name.split("__")
    try:
        for step in steps:
            model = model._meta.get_field(step).related_model
        return model._meta.get_field(last)
    except FieldDoesNotExist:
        return None


def _kind(found: Any) -> str:
    if found is None:
        return "text"
    if getattr(found, "is_personal", False):
        return "personal"
    if found.is_relation:
        return "row"
    if found.choices:
        return "state" if found.name == "state" else "choice"
    for kinds, kind in (
        ((models.BooleanField,), "yes"),
        ((models.IntegerField, models.DecimalField, models.FloatField), "number"),
        ((models.DateTimeField,), "moment"),
        ((models.DateField,), "day"),
    ):
        if isinstance(found, kinds):
            return kind
    return "text"
