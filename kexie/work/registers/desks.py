"""Record-keeping screens: the registers, and the rows of each under its own columns."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core.desk import Column, Desk
from kexie.core.personal import shown

from . import services
from .forms import RegisterForm, row_form
from .models import Register, RegisterRow

SHOWN = 7  # columns of a row list that are seen before the reader chooses


class RegisterDesk(Desk):
    """Registers: what is kept in them and what of it counts."""

    model = Register
    slug = "books"
    form = RegisterForm
    title = gettext_lazy("自定义台账")
    lead = gettext_lazy("还没有专门页面的工作，先按自己的栏目记下来，一样能统计、能打开到记录。")
    new = gettext_lazy("新建台账")
    columns = [
        Column("name", link=lambda row: reverse("registers:row_list", args=[row.pk])),
        "organisation",
        Column(
            "columns", gettext_lazy("栏目"), sort=None, value=lambda row: "、".join(c["title"] for c in row.columns)
        ),
        Column(
            "rules", gettext_lazy("计什么数"), sort=None, value=lambda row: "、".join(r["title"] for r in row.rules)
        ),
        "is_active",
    ]
    facts = ["name", "organisation", "description", *columns[2:]]
    search = ["name"]
    filters = ["organisation", "is_active"]
    order = ["name"]
    empty = gettext_lazy("金桥工程、建议、课题、示范创建、大赛作品……都可以建一本台账。导入认不出的表也会先建成台账。")
    first_steps = [(gettext_lazy("导入表格"), "imports:start")]

    def save(self, form: RegisterForm, *, did: str) -> Register:
        """Write the definition; what its rows count follows at once."""
        return services.define(register=form.save(commit=False), actor=self.actor, did=did)


class RowDesk(Desk):
    """Rows of one register; `of(register)` dresses it in the register's columns."""

    model = RegisterRow
    register: ClassVar[Register]
    search = ["title"]
    filters = ["organisation", "on__year", "on"]
    order = ["-on", "-pk"]

    def rows(self) -> Any:
        """Keep to the one register."""
        return super().rows().filter(register=self.register)

    def save(self, form: Any, *, did: str) -> RegisterRow:
        """Write the row and count it."""
        return services.keep(row=form.save(commit=False), actor=self.actor, did=did)

    @classmethod
    def url(cls, screen: str, *args: object) -> str:
        """Return an address under the register's own."""
        return reverse(f"registers:row_{screen}", args=[cls.register.pk, *args])


def row_desk(register: Register) -> type[RowDesk]:
    """Return the desk of one register's rows."""
    return _dressed(register.pk, register.updated_at.isoformat())


@lru_cache(maxsize=64)
def _dressed(key: int, version: str) -> type[RowDesk]:
    register = Register.objects.get(pk=key)
    columns = [_column(c, hidden=n >= SHOWN) for n, c in enumerate(register.columns)]
    about = {
        "register": register,
        "form": row_form(register),
        "title": register.name,
        "lead": register.description,
        "new": _("登记一条"),
        "columns": [*columns, "on", "organisation"],
        "facts": [*(_column(c) for c in register.columns), "on", "organisation", "evidence"],
        "empty": _("这本台账还没有内容。可以一条条登记，也可以把表格导进来。"),
        "first_steps": [(_("导入表格"), "imports:start")],
    }
    return type("RegisterRowDesk", (RowDesk,), about)


def _column(column: dict[str, Any], *, hidden: bool = False) -> Column:
    code = column["code"]
    kind = "number" if column["type"] in ("number", "money") else ""
    value = lambda row: shown(row.values.get(code))  # noqa: E731
    return Column(code, column["title"], kind=kind, sort=None, hidden=hidden, unit=column.get("unit", ""), value=value)
