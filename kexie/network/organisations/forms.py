"""What people type about bodies."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import RecordForm, VerbForm
from kexie.core.gate import Actor

from .models import Organisation

JOINT = " · "
MOST_OFFERED = 200


class BodyField(forms.CharField):
    """A body by its name: typed, or taken from what the browser offers; one of two namesakes by its parent's name too.

    A drop-down of 45,000 bodies helps nobody; without script a name is still a name.
    """

    def __init__(self, *, kinds: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(max_length=250, **kwargs)
        self.kinds, self.actor = kinds, None
        self.widget.attrs |= {"autocomplete": "off", "list": "bodies"}

    def clean(self, value: Any) -> Organisation | None:
        """Return the body meant."""
        text = super().clean(value)
        if not text:
            return None
        name, _joint, above = text.partition(JOINT.strip())
        rows = self.rows().filter(name=name.strip())
        if above:
            rows = rows.filter(parent__name=above.strip())
        found = list(rows.select_related("parent")[:5]) or list(self.rows().filter(name__contains=name.strip())[:5])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("没有找到“%(text)s”，请核对名称，或先登记它。"), params={"text": text})
        which = "；".join(label_of(body) for body in found)
        raise forms.ValidationError(_("有几个相近的，请照样填其中一个：%(which)s"), params={"which": which})

    def rows(self) -> Any:
        """Return the bodies the actor may choose."""
        rows = Organisation.objects.visible_to(self.actor).filter(state__in=("active", "suggested"))
        return rows.filter(kind__in=self.kinds) if self.kinds else rows

    def offered(self) -> list[str]:
        """Return what the browser offers: the bodies nearest the top."""
        rows = self.rows().filter(kind=Organisation.Kind.ASSOCIATION).select_related("parent")
        return [label_of(body) for body in rows.order_by("path")[:MOST_OFFERED]]


def label_of(body: Organisation) -> str:
    """Return how a body is written where two could bear one name."""
    return f"{body.name}{JOINT}{body.parent.name}" if body.parent_id else body.name


class OrganisationForm(RecordForm):
    """Facts of a body; its name, place, kind and state have verbs of their own."""

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = [
            "founded_on",
            "known_on",
            "level",
            "head",
            "contact",
            "phone",
            "credit_code",
            "note",
        ]


class FoundForm(RecordForm):
    """A new body."""

    parent = BodyField(label=_("上级组织"), help_text=_("输入名称，从提示里选；同名的写成“名称 · 上级”。"))

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = [
            "kind",
            "name",
            "founded_on",
            "level",
            "head",
            "contact",
            "phone",
            "credit_code",
            "note",
        ]

    field_order: ClassVar[list[str]] = ["kind", "name", "parent", "founded_on"]
    hints: ClassVar[dict[str, Any]] = {"founded_on": _("不详可不填，从登记这一天起计入组织数。")}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["parent"].actor = actor
        self.order_fields(self.field_order)


class ActForm(VerbForm):
    """Base of the forms behind the verbs: what must be said before a body is changed."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, BodyField):
                field.actor = actor


def _reason(**kwargs: Any) -> forms.CharField:
    return forms.CharField(label=_("原因或文号"), max_length=200, required=False, **kwargs)


class ConfirmForm(ActForm):
    """When a suggested body was founded."""

    founded_on = forms.DateField(label=_("成立日期"), required=False, help_text=_("不详可不填，从今天起计入组织数。"))


class MoveForm(ActForm):
    """Where a body goes, and from when."""

    parent = BodyField(label=_("新的上级组织"), help_text=_("输入名称，从提示里选；同名的写成“名称 · 上级”。"))
    on = forms.DateField(
        label=_("从哪一天起"), help_text=_("可以是过去的日子：那天以后已经入账的数字会一起改到新的上级。")
    )
    reason = _reason()


class RenameForm(ActForm):
    """What a body is called, and from when."""

    name = forms.CharField(label=_("新名称"), max_length=120)
    on = forms.DateField(label=_("从哪一天起"))


class DissolveForm(ActForm):
    """When a body ends, and why."""

    on = forms.DateField(label=_("注销日期"))
    reason = _reason()


class ReopenForm(ActForm):
    """Why a dissolving is taken back."""

    reason = _reason()


class MergeForm(ActForm):
    """Into which body another one goes, and from when."""

    target = BodyField(label=_("并入哪个组织"), help_text=_("输入名称，从提示里选；同名的写成“名称 · 上级”。"))
    on = forms.DateField(label=_("从哪一天起"))
    reason = _reason()


class AliasForm(ActForm):
    """Another way to write a body's name."""

    text = forms.CharField(label=_("写法"), max_length=120)


class NewAssociationForm(ActForm):
    """An association for a division, with the towns below on offer."""

    name = forms.CharField(label=_("名称"), max_length=120)
    parent = BodyField(label=_("上级科协"), kinds=(Organisation.Kind.ASSOCIATION,))
    founded_on = forms.DateField(label=_("成立日期"), required=False, help_text=_("不详可不填，从今天起计入组织数。"))
