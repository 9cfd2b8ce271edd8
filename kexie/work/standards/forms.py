"""What people type about standards."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.forms import MIB, RecordForm, VerbForm
from kexie.core.gate import Actor

from . import queries, rules
from .models import Checklist, Finding, Inspection, Site
from .services import Judged


class ChecklistForm(RecordForm):
    """A standard: one item a line."""

    begins_here = True
    asked = forms.CharField(
        label=_("条目"),
        widget=forms.Textarea({"rows": "10"}),
        help_text=_("一行一条；要看什么佐证写在竖线后面，例如“有电脑｜现场照片”。"),
    )

    class Meta:
        model = Checklist
        fields = ("name", "organisation", "since", "basis")

    def __init__(self, *args: Any, actor: Actor, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        row, given = kwargs.get("instance"), dict(initial or {})
        if ready := rules.READY_MADE.get(given.pop("ready", "")):
            name, basis, items = ready
            asked = rules.text_of(rules.Item(*one) for one in items)
            given |= {"name": name, "basis": basis, "since": clock.today(), "asked": asked}
        elif row is not None and not row._state.adding:
            given["asked"] = rules.text_of(row.asked)
        super().__init__(*args, actor=actor, initial=given, **kwargs)


class InspectionForm(RecordForm):
    """An inspection: who, when, by which standard; every item of it follows."""

    class Meta:
        model = Inspection
        fields = ("kind", "on", "by", "note")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.items = []
        for number, item in enumerate(self.instance.checklist.asked, 1):
            self.items.append((item, self._add(number, item)))

    def _add(self, number: int, item: rules.Item) -> tuple[str, str, str]:
        names = (f"state{number}", f"note{number}", f"file{number}")
        told = {"number": number, "title": item.title}
        self.fields[names[0]] = forms.ChoiceField(
            label=_("%(number)d. %(title)s") % told, choices=Finding.State.choices, widget=forms.RadioSelect,
            error_messages={"required": _("请判断这一条。")},
        )  # fmt: skip
        self.fields[names[1]] = forms.CharField(label=_("第 %d 条的说明") % number, required=False, max_length=300)
        self.fields[names[2]] = forms.FileField(
            label=_("第 %d 条的佐证") % number, required=False, help_text=item.evidence, validators=[_not_too_large],
            error_messages={"empty": _("这个文件是空的，请重新选。")},
            widget=forms.FileInput({"accept": ",".join(["image/*", *rules.EVIDENCE])}),
        )  # fmt: skip
        return names

    def asked(self) -> Iterator[list[forms.BoundField]]:
        """Yield the fields of each item."""
        for _item, names in self.items:
            yield [self[name] for name in names]

    def about(self) -> list[forms.BoundField]:
        """Return the fields of the inspection itself."""
        return [self[name] for name in self.Meta.fields]

    def judged(self) -> list[Judged]:
        """Return what was found on every item."""
        found = []
        for _item, (state, note, file) in self.items:
            upload = self.cleaned_data[file]
            found.append(
                Judged(
                    self.cleaned_data[state],
                    self.cleaned_data[note],
                    (upload.name, upload.chunks()) if upload else None,
                )
            )
        return found


def _not_too_large(upload: Any) -> None:
    if upload.size > settings.UPLOAD_LIMIT:
        told = {"name": upload.name, "limit": settings.UPLOAD_LIMIT // MIB}
        raise ValidationError(_("“%(name)s”超过 %(limit)d MB，请压缩或拆开再传。") % told)


class ChooseForm(VerbForm):
    """By which standard a body is inspected."""

    checklist = forms.ModelChoiceField(Checklist.objects.none(), label=_("按哪份标准"), empty_label=None)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checklist"].queryset = queries.current_checklists(actor)


class AcceptForm(VerbForm):
    """On which day a body is accepted."""

    on = forms.DateField(label=_("认定日期"))
    note = forms.CharField(label=_("说明"), required=False, max_length=200)


class RefuseForm(VerbForm):
    """On which day a body is refused, and why."""

    on = forms.DateField(label=_("认定日期"))
    note = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea({"rows": "3"}))


class PutRightForm(VerbForm):
    """Until when what is missing has to be put right."""

    due_on = forms.DateField(label=_("整改期限"), help_text=_("没做到的每一条成为一件督办事项，到期提醒。"))
    owner = forms.CharField(label=_("谁来办"), required=False, max_length=60)
    note = forms.CharField(label=_("要求"), required=False, max_length=200)


class SiteForm(RecordForm):
    """A demonstration site."""

    units = {"grant": _("元")}
    upload = forms.FileField(label=_("文件扫描件"), required=False, validators=[_not_too_large])
    is_yuan = forms.BooleanField(label=_("补助就是这么多元，没有写错"), required=False)
    hints = {"grant": _("按元填：1.5 万元填 15000。")}
    sections = [
        (_("哪里"), ["organisation", "name"]),
        (_("命名"), ["title", "level", "named_on", "document", "upload", "inspection"]),
        (_("补助"), ["grant", "is_yuan", "granted_on"]),
    ]

    class Meta:
        model = Site
        fields = (
            "organisation", "name", "title", "level", "named_on", "grant", "granted_on", "inspection", "document",
        )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        accepted = Inspection.objects.visible_to(actor).filter(state=Inspection.State.ACCEPTED)
        body = self.instance.organisation_id or self.initial.get("organisation")
        if str(body or "").isdecimal():
            accepted = accepted.filter(organisation=body)
        self.fields["inspection"].queryset = accepted.select_related("organisation")
        if not self._is_few(self.data.get("grant")):
            del self.fields["is_yuan"]  # asked only where it is doubtful

    def clean(self) -> dict[str, Any]:
        """Ask whether so little is meant: 1.5 is what people write of 万元."""
        said = super().clean()
        grant = said.get("grant")
        if grant is not None and self._is_few(grant) and not said.get("is_yuan") and "grant" in self.changed_data:
            told = {"grant": f"{grant.normalize():f}", "yuan": f"{grant * 10_000:,.0f}"}
            self.add_error(
                "grant", _("是 %(grant)s 元，还是 %(grant)s 万元？万元请填 %(yuan)s；确实是元，请勾选下面一栏。") % told
            )
        return said

    def _is_few(self, grant: Any) -> bool:
        try:
            return 0 < Decimal(str(grant)) < rules.FEW_YUAN
        except InvalidOperation:
            return False


class EndForm(VerbForm):
    """When a site ends, and why."""

    on = forms.DateField(label=_("终止日期"))
    note = forms.CharField(label=_("原因"), max_length=200)
