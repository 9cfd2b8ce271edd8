"""Choosing one row out of thousands: type a part of its name, pick from what is listed; works without script too."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from . import gate
from .personal import PersonalField

MOST_LISTED = 200  # rows a plain drop-down may have
MOST_OFFERED = 20
_KEY = re.compile(r"#(\d{1,18})\s*$")


def said(row: models.Model) -> str:
    """Return a row as the field shows it: its name, and its key, since names repeat."""
    return f"{row} #{row.pk}"


def can_pick(model: type[models.Model]) -> bool:
    """Test whether rows of a model are chosen by name: it is guarded and has a name that is nobody's secret."""
    names = [f for f in model._meta.concrete_fields if f.name == "name"]
    return gate.is_guarded(model) and bool(names) and not isinstance(names[0], PersonalField)


class PickInput(forms.TextInput):
    """A text box that lists rows as one types."""

    model: type[models.Model]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the box and its list."""
        place = f"{(attrs or {}).get('id', name)}_list"
        address = reverse("core:pick", args=[self.model._meta.app_label, self.model._meta.model_name])
        asking = {
            "list": place, "autocomplete": "off", "hx-get": f"{address}?of={name}", "hx-target": f"#{place}",
            "hx-trigger": "input changed delay:200ms, focus once", "hx-swap": "innerHTML",
        }  # fmt: skip
        box = super().render(name, value, {**(attrs or {}), **asking}, renderer)
        return format_html('{}<datalist id="{}"></datalist>', box, place)


class PickField(forms.ModelChoiceField):
    """A foreign key to one of very many rows, among those the actor may see."""

    widget = PickInput

    def __init__(self, queryset: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(queryset, **kwargs)
        self.widget = PickInput()
        self.widget.model = queryset.model

    def prepare_value(self, value: Any) -> str:
        """Show the row's name for its key; what was typed stays as it was."""
        if isinstance(value, models.Model):
            return said(value)
        row = self.queryset.filter(pk=value).first() if str(value or "").isdecimal() else None
        return said(row) if row else str(value or "")

    def to_python(self, value: Any) -> models.Model | None:
        """Find the row that is meant: by the key behind its name, or by a name only one has."""
        if value in self.empty_values:
            return None
        if isinstance(value, models.Model):
            value = str(value.pk)
        key = value if value.isdecimal() else (found.group(1) if (found := _KEY.search(value)) else "")
        rows = self.queryset.filter(pk=key) if key else self.queryset.filter(name=value.strip())
        matches = [*rows[:2]]
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise ValidationError(_("叫“%s”的不止一个，请从列出的里面选。") % value)
        raise ValidationError(_("没有找到“%s”，请输入名称的一部分，再从列出的里面选。") % value)


HELP = gettext_lazy("输入名称的一部分，从列出的里面选。")


def narrowed(field: forms.ModelChoiceField) -> forms.ModelChoiceField:
    """Return a choice field that suits the number of its rows: itself, or one that is typed into."""
    rows = field.queryset
    many = isinstance(field, forms.ModelMultipleChoiceField | PickField)
    if many or not can_pick(rows.model) or rows[: MOST_LISTED + 1].count() <= MOST_LISTED:
        return field
    return PickField(
        rows, required=field.required, label=field.label, initial=field.initial, help_text=field.help_text or HELP
    )


@require_safe
def pick(request: HttpRequest, app: str, model: str) -> HttpResponse:
    """Offer the visible rows whose name has what was typed, as options of a list."""
    try:
        found = apps.get_model(app, model)
    except LookupError:
        raise Http404 from None
    if not can_pick(found):
        raise Http404
    typed = _KEY.sub("", request.GET.get(request.GET.get("of", ""), "")).strip()[:60]
    rows = found.objects.visible_to(request.user)
    rows = rows.filter(name__icontains=typed) if typed else rows
    options = ((said(row),) for row in rows.order_by("name", "pk")[:MOST_OFFERED])
    return HttpResponse(format_html_join("\n", '<option value="{}"></option>', options))
