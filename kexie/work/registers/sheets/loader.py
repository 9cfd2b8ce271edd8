"""Sheets that become register rows: the ready-made registers, and whatever an association defined itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from kexie.core import gate, loading
from kexie.core.loading import Context, KeyedLoader, Row
from kexie.core.personal import reaches_person, seal, shown
from kexie.core.refusals import Invalid
from kexie.core.sheets.matching import Column, SheetKind
from kexie.core.sheets.values import Span
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import services as ledger
from kexie.office.ledger.models import Evidence
from kexie.work.registers import rules, services
from kexie.work.registers.models import PERSONAL, Register, RegisterRow

from .ready_made import Template


class RegisterLoader(KeyedLoader):
    """A row of the sheet is a row of one register; the register is made when its first rows are."""

    model = RegisterRow
    fields = ("values", "on", "is_dated", "title", "estimated", "evidence", "organisation")

    def __init__(self, kind: SheetKind, spec: dict[str, Any], register: Register | None = None) -> None:
        self.kind = kind
        self.spec = spec
        self.register = register

    def build(self, row: Row, context: Context) -> RegisterRow:
        """Return the register row a sheet's row says.

        :raises Invalid: a required cell is empty
        """
        register = self._register(context)
        for column in self.kind.columns:
            if column.required and row.get(column.code) is None and column.code not in row.unknown:
                raise Invalid(_("“%(column)s”是空的，这一行无法登记。") % {"column": column.title})
        secret = {column.code for column in self.kind.columns if column.type in PERSONAL}
        values = {code: kept(value, is_personal=code in secret) for code, value in row.values.items()}
        values |= {code: kept(text) for code, text in row.unknown.items()} | row.extra
        spans = [value.start if isinstance(value, Span) else value for value in row.values.values()]
        days = [value for value in spans if isinstance(value, date)]
        places = [value for value in row.values.values() if isinstance(value, Organisation)]
        made = RegisterRow(
            register=register,
            organisation=places[0] if places else context.organisation,
            on=days[0] if days else context.year_end,
            is_dated=bool(days),
            title=self._title(values),
            values=values,
            estimated=sorted(row.estimated),
            evidence=Evidence.IMPORTED,
        )
        made.doubt = rules.why_not_counted(self.spec["rules"], values, {c.code: c.title for c in self.kind.columns})
        return made

    def existing(self, keys: Sequence[str], context: Context) -> models.QuerySet:
        """Return this register's rows with these keys."""
        register = self._register(context)
        rows = super().existing(keys, context).select_related("register", "organisation")
        return rows.filter(register=register) if register.pk else rows.none()

    def settle(self, made: Sequence[RegisterRow], context: Context) -> None:
        """Make the register before its first rows."""
        register = self._register(context)
        if register.pk is None:
            services.define(register=register, actor=context.actor, note=context.file_name)
        for row in made:
            row.register = register

    def post(self, made: Sequence[RegisterRow], changed: Sequence[RegisterRow], context: Context) -> None:
        """Count them by the register's rules."""
        services.post_imported(made=made, changed=changed, actor=context.actor, note=context.file_name)

    def withdraw(self, keys: Sequence[int], context: Context) -> None:
        """Count them no more."""
        ledger.withdraw(model=RegisterRow, keys=keys, actor=context.actor, note=_("撤销导入"))

    def _register(self, context: Context) -> Register:
        if self.register is not None:
            return self.register
        if self.kind.code not in context.memo:
            name, organisation = self.spec["name"], context.organisation
            stored = Register.objects.filter(organisation=organisation, name=name).first()
            context.memo[self.kind.code] = stored or Register(organisation=organisation, **self.spec)
        return context.memo[self.kind.code]

    def _title(self, values: dict[str, Any]) -> str:
        codes = [*self.spec["keys"], *(column.code for column in self.kind.columns)]
        return next((str(shown(values[code])) for code in codes if values.get(code)), "—")[:200]


class RegisterKeeper:
    """Custom registers as loaders: those that are there, and those that an import proposes."""

    def loaders(self, *, actor: gate.Actor, organisation: Organisation) -> list[loading.Loader]:
        """Return a loader for each register the association defined itself."""
        rows = Register.objects.visible_to(actor).filter(organisation=organisation, template="", is_active=True)
        return [RegisterLoader(kind_of(f"register:{row.pk}", row.name, row.columns), spec_of(row), row) for row in rows]

    def loader_for(self, spec: dict[str, Any], *, organisation: Organisation) -> loading.Loader:
        """Return the loader of a register that is to be."""
        return RegisterLoader(kind_of("register:new", spec["name"], spec["columns"]), spec)


def kind_of(code: str, name: str, columns: Sequence[dict[str, Any]]) -> SheetKind:
    """Return the kind of sheet a register is recognised by: its own name and column titles."""
    return SheetKind(
        code=code,
        title=name,
        order=80,
        hints=(name,),
        columns=tuple(Column(c["code"], c["title"], c["type"], unit=c.get("unit", "")) for c in columns),
    )


def spec_of(register: Register) -> dict[str, Any]:
    """Return a register's definition as the loading contract writes it."""
    return {
        "name": register.name,
        "template": register.template,
        "columns": register.columns,
        "rules": register.rules,
        "keys": register.keys,
    }


def kept(value: Any, *, is_personal: bool = False) -> Any:
    """Return a parsed cell as JSON keeps it: days as ISO text, organisations by name, what reaches people sealed."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Span):
        return kept(value.start) if value.start == value.end else f"{value.start} 至 {value.end}"
    text = value if isinstance(value, int | float | bool | None) else str(value)
    return seal(text) if isinstance(text, str) and (is_personal or reaches_person(text)) else text


def ready_made_loader(template: Template) -> RegisterLoader:
    """Return the loader of a ready-made register, for every association."""
    spec = {
        "name": template.name,
        "template": template.code,
        "columns": [{"code": c.code, "title": c.title, "type": c.type, "unit": c.unit} for c in template.columns],
        "rules": [*template.rules],
        "keys": [*template.keys],
    }
    kind = SheetKind(template.code, template.name, template.columns, template.hints, marks=template.marks, order=70)
    return RegisterLoader(kind, spec)
