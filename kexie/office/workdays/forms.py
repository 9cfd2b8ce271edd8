"""What is typed of a day, and of a whole notice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import RecordForm, VerbForm
from kexie.core.gate import Actor
from kexie.core.picking import narrowed
from kexie.network.organisations.models import Organisation

from .models import SpecialDay


class SpecialDayForm(RecordForm):
    """One day."""

    begins_here = True

    class Meta:
        model = SpecialDay
        fields = ("organisation", "on", "kind", "title", "source")


class NoticeForm(VerbForm):
    """A notice as it was printed."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("录入单位"), help_text=_("对这个单位和它的下级都适用。")
    )
    text = forms.CharField(
        label=_("通知全文"), max_length=4000, widget=forms.Textarea({"rows": "12"}),
        help_text=_("从标题“国务院办公厅关于某年部分节假日安排的通知”起，到各条完，原样贴进来。"),
    )  # fmt: skip
    source = forms.CharField(label=_("依据"), max_length=120, required=False, help_text=_("文号，可以不填。"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Organisation.objects.visible_to(actor).active().filter(kind=Organisation.Kind.ASSOCIATION)
        self.fields["organisation"].queryset = seen.order_by("path")
        self.fields["organisation"] = narrowed(self.fields["organisation"])
