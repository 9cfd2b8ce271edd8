"""Shape of what is typed about ties, visits, the grid and help."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.forms import RecordForm, VerbForm
from kexie.core.gate import Actor
from kexie.core.picking import narrowed
from kexie.network.access.models import User
from kexie.network.access.policies import scope, within
from kexie.network.organisations.models import Organisation
from kexie.network.people import queries as people
from kexie.network.people.models import Person

from . import queries
from .models import Cell, HelpVisit, Pairing, Tie, Visit

SHORT = forms.Textarea({"rows": "3"})


class EndsForm(RecordForm):
    """Whoever keeps contact, and one other end: a body or a worker."""

    begins_here = True

    def clean(self) -> dict[str, Any]:
        """Say plainly which of the two ends is wanted."""
        values = super().clean()
        if (
            "body" not in self.errors
            and "worker" not in self.errors
            and bool(values.get("body")) == bool(values.get("worker"))
        ):
            self.add_error("body", _("联系单位和联系的科技工作者，填一个，只填一个。"))
        return values


class TieForm(EndsForm):
    """A tie: who, with whom, how often, from when."""

    units = {"visits": _("次"), "workers": _("人")}
    hints = {
        "person": _("先在“人员”里登记；一人多条联系，选同一个人。"),
        "body": _("领导挂钩联系基层组织的填这一栏。"),
        "worker": _("委员联系科技工作者、科技工作者再带动别人的填这一栏。"),
    }
    sections = [
        (_("联系人"), ["organisation", "person", "duty", "role", "account"]),
        (_("联系谁"), ["body", "worker"]),
        (_("怎么联系"), ["method", "visits", "workers", "brought_by", "since", "until"]),
    ]

    class Meta:
        model = Tie
        fields = (
            "organisation", "person", "duty", "role", "account", "body", "worker", "method", "visits", "workers",
            "brought_by", "since", "until",
        )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        row = self.instance
        self.fields["workers"].required = False
        if row._state.adding:
            self.initial["since"] = self.initial.get("since") or clock.today()
        mine = within(scope(actor, "edit"), "organisation__path") & Q(is_active=True)
        self.fields["account"].queryset = User.objects.filter(mine | Q(pk=row.account_id)).order_by("name")
        asked = str(self.data.get("brought_by") or self.initial.get("brought_by") or "")
        keys = {row.brought_by_id, int(asked) if asked.isdecimal() and len(asked) < 19 else None} - {None}
        fitting = Q(pk__in=keys)
        if row.person_id:
            fitting |= Q(worker=row.person_id) | Q(person=row.person_id)
        ties = Tie.objects.visible_to(actor).filter(fitting).exclude(pk=row.pk)
        if ties.exists():
            self.fields["brought_by"].queryset = ties.select_related("person", "body", "worker")
        else:
            del self.fields["brought_by"]  # it is chosen from the page of the tie that brings

    def clean_workers(self) -> int:
        """No number is none agreed on."""
        return self.cleaned_data["workers"] or 0


class VisitForm(EndsForm):
    """A contact noted at the desk."""

    class Meta:
        model = Visit
        fields = ("organisation", "person", "body", "worker", "on", "way", "note", "asked")
        labels = {"note": _("内容")}

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        if self.instance._state.adding:
            self.initial["on"] = self.initial.get("on") or clock.today()


class NoteForm(VerbForm):
    """What is noted in twenty seconds: with whom, and one line."""

    tie = forms.ModelChoiceField(Tie.objects.none(), label=_("和谁"), widget=forms.RadioSelect, empty_label=None)
    note = forms.CharField(label=_("说了什么、做了什么"), max_length=2000, widget=SHORT)
    asked = forms.CharField(
        label=_("对方提出的诉求"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": "2"}),
        help_text=_("写了就转成一件督办事项，办到有结果。"),
    )
    way = forms.ChoiceField(label=_("方式"), choices=Visit.Way.choices, widget=forms.RadioSelect)
    on = forms.DateField(label=_("日期"))

    def __init__(self, *args: Any, ties: Any, label: Any, is_named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_named:  # with whom is said already: the next thing is to write
            self.fields["note"].widget.attrs["autofocus"] = True
        self.fields["tie"].queryset = ties
        self.fields["tie"].label_from_instance = label

    def asked_first(self) -> list[forms.BoundField]:
        """Return what is always shown."""
        return [self["tie"], self["note"]]

    def rest(self) -> list[forms.BoundField]:
        """Return what is seldom changed."""
        return [self["asked"], self["way"], self["on"]]


class EndForm(VerbForm):
    """When something ends, and why."""

    on = forms.DateField(label=_("日期"), help_text=_("这一天仍算在内。"))
    note = forms.CharField(label=_("原因"), max_length=200, widget=SHORT)


class WhyForm(VerbForm):
    """Why something is taken back."""

    note = forms.CharField(label=_("原因"), max_length=200, widget=SHORT)


class CellForm(RecordForm):
    """A cell made or changed by hand."""

    begins_here = True

    class Meta:
        model = Cell
        fields = ("organisation", "name", "keeper", "since")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        if self.instance._state.adding:
            self.initial["since"] = self.initial.get("since") or clock.today()


class AllotForm(VerbForm):
    """Into which cell chosen places go, from when."""

    cell = forms.ModelChoiceField(Cell.objects.none(), label=_("划入网格"))
    on = forms.DateField(label=_("起始日期"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cells = Cell.objects.visible_to(actor).filter(queries.running(clock.today()))
        field = self.fields["cell"]
        field.queryset = cells.select_related("organisation").order_by("organisation__path", "name")
        field.label_from_instance = lambda cell: f"{cell}（{cell.organisation}）"
        self.fields["cell"] = narrowed(field)


class SplitForm(VerbForm):
    """Which part of a cell goes where: up to three new cells, and one choice for each place."""

    PARTS = (1, 2, 3)

    def __init__(self, *args: Any, places: Any, actor: Actor, **kwargs: Any) -> None:
        self.places = {f"place_{number}": place for number, place in enumerate(places)}
        people, asked = Person.objects.visible_to(actor), {}
        for part in self.PARTS:
            asked[f"name_{part}"] = forms.CharField(
                label=_("新网格 %d 的名称") % part, max_length=80, required=part < 3
            )
            asked[f"keeper_{part}"] = narrowed(
                forms.ModelChoiceField(people, label=_("新网格 %d 的负责人") % part, required=False)
            )
        asked["on"] = forms.DateField(label=_("从哪天起"), help_text=_("这一天起用新网格；以前的划分不变。"))
        for name, place in self.places.items():
            asked[name] = forms.TypedChoiceField(
                label=str(place), coerce=int, choices=[(part, _("新网格 %d") % part) for part in self.PARTS],
                widget=forms.RadioSelect,
            )  # fmt: skip
        self.base_fields = asked
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse two cells of one name, and places in a cell without one."""
        values = super().clean()
        names = [values.get(f"name_{part}") for part in self.PARTS if values.get(f"name_{part}")]
        if len(names) != len(set(names)):
            self.add_error("name_2", _("新网格的名称不能相同。"))
        if not values.get("name_3") and any(values.get(name) == 3 for name in self.places):
            self.add_error("name_3", _("有村或组织划进了新网格 3，请填它的名称。"))
        return values

    def parts(self) -> dict[str, tuple[Person | None, list[Any]]]:
        """Return new name → (who answers for it, what lies in it)."""
        said = self.cleaned_data
        return {
            said[f"name_{part}"]: (
                said[f"keeper_{part}"], [place for name, place in self.places.items() if said[name] == part]
            )
            for part in self.PARTS if said[f"name_{part}"]
        }  # fmt: skip


class MergeForm(VerbForm):
    """Which other cells become one with this."""

    others = forms.ModelMultipleChoiceField(
        Cell.objects.none(), label=_("和哪些网格合并"), widget=forms.CheckboxSelectMultiple
    )
    name = forms.CharField(label=_("合并后的名称"), max_length=80)
    keeper = forms.ModelChoiceField(Person.objects.none(), label=_("负责人"), required=False)
    on = forms.DateField(label=_("从哪天起"), help_text=_("这一天起用新网格；以前的划分不变。"))

    def __init__(self, *args: Any, cell: Cell, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        beside = Cell.objects.visible_to(actor).filter(
            queries.running(clock.today()), organisation=cell.organisation_id
        )
        self.fields["others"].queryset = beside.exclude(pk=cell.pk)
        self.fields["keeper"].queryset = Person.objects.visible_to(actor)
        self.fields["keeper"] = narrowed(self.fields["keeper"])


class PairingForm(RecordForm):
    """Who helps whom, and why."""

    begins_here = True
    agrees = forms.BooleanField(label=_("本人（或代为决定的家属）同意记录原因"), required=False)
    hints = {"cause": queries.CONSENT.text}
    sections = [(_("原因"), ["cause", "agrees"])]

    class Meta:
        model = Pairing
        fields = ("organisation", "helped", "helper", "since", "until", "cause")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        row = self.instance
        if row._state.adding:
            self.initial["since"] = self.initial.get("since") or clock.today()
        given = people.consent(row.helped, queries.CONSENT.code) if row.helped_id else None
        if given is not None:
            self.fields["agrees"].help_text = _("已于 %s 同意，不用再勾选。") % clock.day(given.given_at)


class HelpVisitForm(RecordForm):
    """One help visit."""

    units = {"amount": _("元")}
    hints = {"note": _("只有登记人和帮扶专员看得到。")}

    class Meta:
        model = HelpVisit
        fields = ("pairing", "on", "amount", "note")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        if self.instance._state.adding:
            self.initial["on"] = self.initial.get("on") or clock.today()
        field = self.fields["pairing"]
        field.queryset = field.queryset.select_related("helped", "helper")
        field.label_from_instance = lambda row: f"{row.helped}（{row.helper}，{row.since} 起）"


class ReadyForm(VerbForm):
    """For which association the grid is made."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("哪个科协的网格"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Organisation.objects.filter(within(scope(actor, "edit"), "path")).active()
        field = self.fields["organisation"]
        field.queryset = seen.filter(kind=Organisation.Kind.ASSOCIATION).order_by("path")
        self.fields["organisation"] = narrowed(field)
