"""What people type about procedures and enterprises."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import RecordForm, VerbForm
from kexie.core.gate import Actor
from kexie.core.picking import narrowed
from kexie.network.organisations.models import Organisation

from . import rules
from .models import Nominee, Procedure, Prospect, ProspectVisit

FIELDS: dict[str, Any] = {
    "text": lambda **how: forms.CharField(max_length=200, **how),
    "long": lambda **how: forms.CharField(max_length=2000, widget=forms.Textarea({"rows": "3"}), **how),
    "number": lambda **how: forms.IntegerField(min_value=0, **how),
    "date": lambda **how: forms.DateField(**how),
}


class BeginForm(VerbForm):
    """What is founded, and under which association; or which body changes its term."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("上级科协"))
    name = forms.CharField(label=_("组织全称"), max_length=120)
    body = forms.ModelChoiceField(Organisation.objects.none(), label=_("给哪个组织换届"))

    def __init__(self, *args: Any, kind: rules.Kind, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Organisation.objects.visible_to(actor).active().without_personal().order_by("path")
        if kind.is_term_change:
            del self.fields["organisation"], self.fields["name"]
            self._offer("body", seen)
        else:
            del self.fields["body"]
            self._offer("organisation", seen.filter(kind=Organisation.Kind.ASSOCIATION))
            self.fields["name"].help_text = _("写全称，例如“某镇科学技术协会”；批复、牌匾都用它。")

    def _offer(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows
        self.fields[name] = narrowed(self.fields[name])


class StepForm(VerbForm):
    """What one step asks for: its facts, how many are elected, or how many votes everybody got."""

    note = forms.CharField(label=_("说明"), required=False, max_length=200, help_text=_("超过期限办的，写明原因。"))

    def __init__(self, *args: Any, procedure: Procedure, step: rules.Step, **kwargs: Any) -> None:
        kwargs["initial"] = self._said(procedure, step) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.procedure, self.step = procedure, step
        note = self.fields.pop("note")
        nominees = list(procedure.nominees.all()) if step.has_votes or "way" in {a.code for a in step.asks} else []
        is_told = step.has_votes and procedure.assembly_id is not None  # by the assembly, so nothing is typed
        for ask in () if is_told else step.asks:
            self.fields[ask.code] = _field(ask)
        if "way" in self.fields:
            self._ask_seats(nominees)
        if step.has_votes and not is_told:
            for one in nominees:
                label = f"{one.position}　{one.name}　{_('赞成票')}"
                self.fields[f"votes_{one.pk}"] = _number(label, one.votes)
        if step.deadline and step.deadline.is_rule:
            self.fields["note"] = note
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            field.unit = next((a.unit for a in step.asks if a.code == name), "")

    def _said(self, procedure: Procedure, step: rules.Step) -> dict[str, Any]:
        return {ask.code: procedure.facts.get(ask.code, ask.usual) for ask in step.asks}

    def _ask_seats(self, nominees: list[Nominee]) -> None:
        self.positions = [
            one for one in dict.fromkeys(n.position for n in nominees) if one not in self.procedure.spec.single
        ]
        for place, position in enumerate(self.positions):
            standing = sum(n.position == position for n in nominees)
            label = _("%(position)s应选名额（候选人 %(n)d 名）") % {"position": position, "n": standing}
            self.fields[f"seats_{place}"] = _number(label, self.procedure.seats.get(position) or standing)

    @property
    def facts(self) -> dict[str, str]:
        """What was said, as text by code."""
        said = {ask.code: self.cleaned_data.get(ask.code) for ask in self.step.asks if ask.code in self.fields}
        return {code: "" if value is None else str(value) for code, value in said.items()}

    @property
    def seats(self) -> dict[str, int] | None:
        """How many are elected to each position that more than one may hold."""
        if "way" not in self.fields:
            return None
        given = {p: self.cleaned_data.get(f"seats_{place}") for place, p in enumerate(self.positions)}
        return {position: n for position, n in given.items() if n}

    @property
    def votes(self) -> dict[int, int | None] | None:
        """How many votes everybody got."""
        named = [name for name in self.fields if name.startswith("votes_")]
        if not named:
            return None
        return {int(name.removeprefix("votes_")): self.cleaned_data.get(name) for name in named}


def _field(ask: rules.Ask) -> forms.Field:
    how = {"label": ask.title, "required": False, "help_text": ask.help}
    field = forms.ChoiceField(choices=ask.choices, **how) if ask.type == "choice" else FIELDS[ask.type](**how)
    field.is_wanted = ask.required
    return field


def _number(label: str, initial: int | None) -> forms.IntegerField:
    widget = forms.TextInput({"inputmode": "numeric"})
    field = forms.IntegerField(label=label, required=False, min_value=0, initial=initial, widget=widget)
    field.is_wanted = True  # saved without, the step is not done without
    return field


class NomineeForm(RecordForm):
    """Somebody who stands."""

    position = forms.ChoiceField(label=_("拟任职务"))

    class Meta:
        model = Nominee
        fields = ("procedure", "name", "position", "unit", "head", "is_part_time", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.instance.procedure_id or self.initial.get("procedure") or self.data.get("procedure")
        row = Procedure.objects.filter(pk=held).first() if str(held or "").isdecimal() else None
        known = row.spec.positions if row else tuple(p for kind in rules.KINDS.values() for p in kind.positions)
        self.fields["position"].choices = [(one, one) for one in dict.fromkeys(known)]


class ProspectForm(RecordForm):
    """An enterprise of the list."""

    begins_here = True
    units = {"staff": _("人")}

    class Meta:
        model = Prospect
        fields = (
            "organisation", "name", "credit_code", "industry", "staff", "contact", "phone", "stage", "listed_on",
            "note",
        )  # fmt: skip


class VisitForm(RecordForm):
    """A visit, in twenty seconds."""

    class Meta:
        model = ProspectVisit
        fields = ("note", "stage", "on", "by")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].widget = forms.TextInput({"maxlength": "300"})


class SignedForm(VerbForm):
    """The signed copy of a paper."""

    file = forms.FileField(label=_("签字盖章件"))


class ReasonForm(VerbForm):
    """Why."""

    note = forms.CharField(label=_("原因"), max_length=200)
