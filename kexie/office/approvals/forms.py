"""The form a chain is set by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import RecordForm
from kexie.network.access.models import Role

from . import queries, rules
from .models import Chain, called

PLACES = {rules.OWN: _("提交单位"), rules.PARENT: _("上一级单位"), rules.COUNTY: _("县级科协")}


class ChainForm(RecordForm):
    """Whose word is needed, one after the other."""

    kind = forms.ChoiceField(label=_("审批什么"))

    class Meta:
        model = Chain
        fields = ["organisation", "kind", "level", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, called(kind)) for kind in queries.kinds()]
        choices = [("", _("（没有）"))] + [
            (f"{at}:{role}", f"{said}的{Role(role).label}") for at, said in PLACES.items() for role in rules.ROLES
        ]
        there = [f"{step['at']}:{step['role']}" for step in self.instance.steps]
        for number in range(rules.MOST_STEPS):
            field = forms.ChoiceField(label=_("第 %d 步") % (number + 1), choices=choices, required=number == 0)
            field.initial = there[number] if number < len(there) else ""
            field.unit = ""
            self.fields[f"step_{number + 1}"] = field
        if self.instance._state.adding and not self.initial.get("organisation"):
            self.initial["organisation"] = self.actor.organisation.pk

    def clean(self) -> dict[str, Any]:
        """Read the steps in order."""
        values = super().clean()
        chosen = [values.get(f"step_{number + 1}") for number in range(rules.MOST_STEPS)]
        self.instance.steps = [dict(zip(("at", "role"), one.split(":"), strict=True)) for one in chosen if one]
        return values
