"""Shape of a register and of its rows, both made from its columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core.forms import RecordForm, VerbForm
from kexie.core.personal import reaches_person, seal, unsealed

from .models import PERSONAL, Register, RegisterRow

SPARE = 4  # empty lines for new columns
TYPES = (
    ("text", gettext_lazy("文字")),
    ("number", gettext_lazy("数字")),
    ("money", gettext_lazy("金额（元）")),
    ("date", gettext_lazy("日期")),
    ("choice", gettext_lazy("类别")),
    ("name", gettext_lazy("姓名")),
    ("organisation", gettext_lazy("单位")),
    ("phone", gettext_lazy("电话")),
    ("id_number", gettext_lazy("身份证号")),
    ("flag", gettext_lazy("是否")),
    ("note", gettext_lazy("长文字")),
)


class ColumnForm(VerbForm):
    """One column of a register to be."""

    code = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=gettext_lazy("栏目名称"), max_length=40, required=False)
    type = forms.ChoiceField(label=gettext_lazy("填什么"), choices=TYPES, initial="text")
    unit = forms.CharField(label=gettext_lazy("计量单位"), max_length=10, required=False)
    counts = forms.BooleanField(label=gettext_lazy("合计进台账"), required=False)


ColumnFormSet = forms.formset_factory(ColumnForm, extra=SPARE, max_num=60)


class RegisterForm(RecordForm):
    """A register: its name, its columns, and what of it counts."""

    class Meta:
        model = Register
        fields = ("organisation", "name", "description", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [c | {"counts": _sums(self.instance, c["code"])} for c in self.instance.columns]
        self.columns = ColumnFormSet(args[0] if args else kwargs.get("data"), initial=columns, prefix="columns")

    def clean(self) -> dict[str, Any]:
        """Put the columns together; a line without a name is a column left out."""
        values = super().clean()
        lines = [f.cleaned_data for f in self.columns if f.is_valid() and f.cleaned_data.get("title")]
        if not self.columns.is_valid() or not lines:
            self.add_error(None, _("至少要有一个栏目，请填写栏目名称。"))
            return values
        titles = [line["title"] for line in lines]
        if len(set(titles)) < len(titles):
            self.add_error(None, _("有两个栏目同名，请改成不同的名称。"))
        for line in lines:
            if line["counts"] and line["type"] not in ("number", "money"):
                self.add_error(None, _("“%(title)s”不是数字，不能合计。") % line)
        self._define(lines)
        return values

    def _define(self, lines: list[dict[str, Any]]) -> None:
        used = {line["code"] for line in lines if line["code"]}
        fresh = (f"c{n}" for n in range(1, 1000) if f"c{n}" not in used)
        for line in lines:
            line["code"] = line["code"] or next(fresh)
        register = self.instance
        register.columns = [{k: line[k] for k in ("code", "title", "type", "unit")} for line in lines]
        kept = [r for r in register.rules if not r.get("amount") and _fits(r, register)]
        day = next((c["code"] for c in register.columns if c["type"] == "date"), "")
        kind = next((c["code"] for c in register.columns if c["type"] == "choice"), "")
        sums = {r["amount"]: r for r in register.rules if r.get("amount")}
        register.rules = (kept or [{"title": _("条数"), "on": day, "form": kind, "unit": _("条")}]) + [
            sums.get(line["code"])
            or {"title": line["title"], "amount": line["code"], "on": day, "form": kind, "unit": line["unit"]}
            for line in lines
            if line["counts"]
        ]
        register.keys = [code for code in register.keys if register.column(code)]


def row_form(register: Register) -> type[RecordForm]:
    """Return the form of one register's rows: a field a column, the day and the place beside."""
    made = {f"v_{c['code']}": _field(c) for c in register.columns}
    meta = type("Meta", (), {"model": RegisterRow, "fields": ("organisation", "on")})
    return type("RowForm", (_RowForm,), {**made, "Meta": meta, "register": register})


class _RowForm(RecordForm):
    register: ClassVar[Register]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        row = kwargs.get("instance")
        if row is not None:
            row.register = self.register
            now = {f"v_{c['code']}": unsealed(row.values.get(c["code"])) for c in self.register.columns}
            kwargs["initial"] = now | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Put the values together."""
        values = super().clean()
        typed = {c["code"]: _kept(c, values.get(f"v_{c['code']}")) for c in self.register.columns}
        row = self.instance
        row.values = {**row.values, **{k: v for k, v in typed.items() if v not in (None, "")}}
        row.values = {k: v for k, v in row.values.items() if k not in typed or typed[k] not in (None, "")}
        row.estimated = [
            code for code in row.estimated if not self.has_changed() or f"v_{code}" not in self.changed_data
        ]
        told = (
            str(row.values[c["code"]])
            for c in self.register.columns
            if c["code"] in row.values and not isinstance(row.values[c["code"]], dict)
        )
        row.title = next(told, "")[:200]
        if not row.title:
            self.add_error(None, _("这一条还是空的，请至少填一栏。"))
        return values


_FIELDS: dict[str, Callable[..., forms.Field]] = {
    "number": forms.DecimalField,
    "money": forms.DecimalField,
    "date": forms.DateField,
    "flag": forms.BooleanField,
    "note": lambda **how: forms.CharField(widget=forms.Textarea, **how),
}


def _field(column: dict[str, Any]) -> forms.Field:
    field = _FIELDS.get(column["type"], forms.CharField)(label=column["title"], required=False)
    field.unit = column.get("unit", "")
    return field


def _kept(column: dict[str, Any], value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if isinstance(value, str) and value and (column["type"] in PERSONAL or reaches_person(value)):
        return seal(value)
    return value


def _sums(register: Register, code: str) -> bool:
    return any(rule.get("amount") == code for rule in register.rules)


def _fits(rule: dict[str, Any], register: Register) -> bool:
    named = [rule.get("on"), rule.get("form"), *(c["column"] for c in rule.get("when") or [])]
    return all(register.column(code) for code in named if code)
