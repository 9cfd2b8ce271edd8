"""The form of a record: what people type, checked and cleaned once, with only the choices the actor may make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import picking, text
from .gate import Actor
from .refusals import NotAllowed, Refusal

MIB = 1024 * 1024
UNFIT = {
    "nul": _("这里有看不见的空字符，请删掉后重新输入。"),
    "bidi": _("这里有改变文字方向的隐藏字符，请删掉后重新输入。"),
    "surrogate": _("这里有不完整的字符，请重新输入。"),
    "control": _("这里有看不见的控制字符，请删掉后重新输入。"),
}
CHOOSE, NOTHING = _("请选择"), _("（不填）")
LIMITS = {"min_value": _("不能小于 %(limit_value)s。"), "max_value": _("不能大于 %(limit_value)s。")}
SAID = {
    forms.Field: {"required": _("请填写。")},
    forms.ChoiceField: {"required": _("请选择。"), "invalid_choice": _("这一项不在可选的范围里，请重新选择。")},
    forms.ModelChoiceField: {"required": _("请选择。"), "invalid_choice": _("这一项不在您可选的范围里，请重新选择。")},
    forms.IntegerField: {"invalid": _("请填整数，例如 120。"), **LIMITS},
    forms.DecimalField: {"invalid": _("请填数字，例如 12.5。"), **LIMITS},
    forms.DateField: {"invalid": _("请按 2013-05-12 的样子填日期。")},
    forms.DateTimeField: {"invalid": _("请按 2013-05-12 14:30 的样子填时间。")},
    forms.FileField: {"required": _("请选择文件。"), "empty": _("这个文件是空的，请重新选择。")},
}


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes many."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files, each within the upload limit."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files.

        :raises ValidationError: one is larger than the limit or empty
        """
        files = data if isinstance(data, list | tuple) else [data]
        kept = [super(FilesField, self).clean(each, initial) for each in files if each]
        for each in kept:
            if each.size > settings.UPLOAD_LIMIT:
                facts = {"name": each.name, "size": each.size // MIB + 1, "limit": settings.UPLOAD_LIMIT // MIB}
                raise forms.ValidationError(
                    gettext("“%(name)s”有 %(size)d MB，一个文件最多 %(limit)d MB。请拆开再传。") % facts
                )
        return kept


class RecordForm(forms.ModelForm):
    """Base of every desk's form: `RecordForm(request.POST, request.FILES, instance=row, actor=request.user)`.

    `units` puts a unit beside a field, `sections` groups fields under headings (fields in none come first),
    `hints` adds to a field's help. `carries` names facts of a related row that are typed on the same page
    (`{"person": ("name", "phone")}`); `carried("person")` gives what was typed of it. `begins_here`: a new row is
    the actor's own body's unless somebody says otherwise.
    """

    carries: ClassVar[dict[str, tuple[str, ...]]] = {}

    begins_here: ClassVar[bool] = False
    units: ClassVar[dict[str, str | Promise]] = {}
    hints: ClassVar[dict[str, str | Promise]] = {}
    sections: ClassVar[list[tuple[str | Promise, list[str]]]] = []

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        kwargs["initial"] = self._carried_now(kwargs.get("instance")) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.actor = actor
        if self.begins_here and self.instance._state.adding:
            self.initial["organisation"] = self.initial.get("organisation") or actor.organisation.pk
        for relation, names in self.carries.items():
            self.fields = forms.fields_for_model(self._target(relation), names) | self.fields
        for name, field in list(self.fields.items()):
            rows = getattr(field, "queryset", None)
            if rows is not None and hasattr(rows, "visible_to"):
                field.queryset = rows.visible_to(actor)
                field = self.fields[name] = picking.narrowed(field)
            _dress(field)
            field.unit = self.units.get(name, "")
            field.help_text = self.hints.get(name, field.help_text)

    def clean(self) -> dict[str, Any]:
        """Clean every text, and refuse what nobody types."""
        return tidy(self, super().clean() or self.cleaned_data)

    def carried(self, relation: str) -> dict[str, Any]:
        """Return what was typed of a related row."""
        return {name: self.cleaned_data[name] for name in self.carries[relation]}

    def _carried_now(self, instance: models.Model | None) -> dict[str, Any]:
        rows = {r: getattr(instance, r, None) for r in self.carries if getattr(instance, f"{r}_id", None)}
        return {name: getattr(row, name) for relation, row in rows.items() for name in self.carries[relation]}

    def _target(self, relation: str) -> type[models.Model]:
        return self._meta.model._meta.get_field(relation).related_model

    def grouped(self) -> list[tuple[str | Promise, list[forms.BoundField]]]:
        """Return headings with their visible fields, in the order they are asked for."""
        placed = {name for _title, names in self.sections for name in names}
        rest = [f for f in self.visible_fields() if f.name not in placed]
        groups = [(title, [self[n] for n in names if n in self.fields]) for title, names in self.sections]
        return [(title, fields) for title, fields in [("", rest), *groups] if fields]


class VerbForm(forms.Form):
    """Base of the forms that keep no record: what a verb asks for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _dress(field)

    def clean(self) -> dict[str, Any]:
        """Clean every text but passwords, and refuse what nobody types."""
        return tidy(self, super().clean() or self.cleaned_data)


def tidy(form: forms.BaseForm, values: dict[str, Any]) -> dict[str, Any]:
    """Return cleaned data with every text cleaned; what nobody types becomes an error of its field."""
    for name, value in list(values.items()):
        is_text = name in form.fields and isinstance(value, str)
        if not is_text or isinstance(form.fields[name].widget, forms.PasswordInput):
            continue
        if why := text.why_not_text(value):
            form.add_error(name, UNFIT[why])
        else:
            values[name] = text.clean(value)
    return values


@contextmanager
def shown_in(form: forms.BaseForm, at: str | None = None) -> Iterator[None]:
    """Show why what is done inside was refused: at the fields the refusal names, else at `at` or on top.

    What was typed stays. What comes after the block runs then: the page again. What the gate refuses goes on upwards.
    """
    try:
        yield
    except NotAllowed:
        raise
    except Refusal as refusal:
        for name, sentences in (refusal.facts.get("fields") or {at: [refusal.message]}).items():
            for sentence in sentences:
                form.add_error(name if name in form.fields else None, sentence)


def _dress(field: forms.Field) -> None:
    """Use the browser's own controls for days, times and numbers, and say plainly what is missing or wrong."""
    widget = field.widget
    if isinstance(field, forms.DateTimeField):
        field.widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    elif isinstance(field, forms.DateField):
        field.widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    elif isinstance(field, forms.TimeField):
        field.widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    elif type(field) is forms.IntegerField:
        field.widget = forms.TextInput({"inputmode": "numeric"})
    elif isinstance(widget, forms.Textarea):
        widget.attrs.pop("cols", None)
        if widget.attrs.get("rows") == "10":  # Django's own default, taller than most texts
            widget.attrs["rows"] = "4"
    if field.widget is not widget:
        field.widget.is_required = field.required
        kept = {name: value for name, value in widget.attrs.items() if name not in ("min", "max", "step")}
        field.widget.attrs = {**kept, **field.widget.attrs}
    for kind, messages in SAID.items():
        if isinstance(field, kind):
            field.error_messages |= messages
    if isinstance(field, forms.ModelChoiceField) and field.empty_label is not None:
        field.empty_label = CHOOSE if field.required else NOTHING
    elif isinstance(field, forms.ChoiceField) and field.choices and field.choices[0][0] == "":
        field.choices = [("", CHOOSE if field.required else NOTHING), *field.choices[1:]]


def form_for(model: type[models.Model], fields: list[str]) -> type[RecordForm]:
    """Return the plain form of a model, for desks that need nothing more."""
    return forms.modelform_factory(model, form=RecordForm, fields=fields)
