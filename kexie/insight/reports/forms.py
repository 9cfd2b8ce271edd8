"""What people type into summaries and their templates."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import RecordForm
from kexie.network.organisations.models import Organisation

from . import queries
from .models import Kind, Report, ReportTemplate, Section

LEVELS = ((0, _("不加标题")), (1, _("一级：一、")), (2, _("二级：（一）")), (3, _("三级：1.")), (4, _("四级：（1）")))


class ComposeForm(RecordForm):
    """Whose summary, of which year."""

    class Meta:
        model = Report
        fields = ("organisation", "year")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = self.fields["organisation"].queryset.active().filter(kind=Organisation.Kind.ASSOCIATION)
        self.fields["organisation"].queryset = bodies.order_by("path")


class SectionForm(RecordForm):
    """The prose of one section, figures as slots."""

    sections: ClassVar = []

    class Meta:
        model = Section
        fields = ("heading", "level", "text")
        labels: ClassVar = {"heading": _("小标题"), "level": _("标题层级")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"] = forms.TypedChoiceField(label=_("标题层级"), choices=LEVELS, coerce=int)
        self.fields["text"].widget = forms.Textarea({"rows": 10, "data-slots": ""})
        if self.instance.level is not None:
            self.initial["level"] = self.instance.level


class TemplateForm(RecordForm):
    """An association's own template; a new one starts from the built-in text."""

    class Meta:
        model = ReportTemplate
        fields = ("organisation", "kind", "text")

    hints: ClassVar = {
        "text": _(
            "“# ”到“#### ”起一节，“= ”起一节不加标题的；标题末尾写“【沿用】”的，逐年沿用上年文字；"
            "“※ ”是写作提示，不印出。"
            "{口径}是准确数，{口径|概}是概数；[[…]]里的数字都没有时整段省去；{?首次:口径|文字}台账证明时才写。"
        )
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = "28"
        if self.instance._state.adding and not self.initial.get("text"):
            self.initial["text"] = queries.built_in(self.initial.get("kind") or Kind.ANNUAL)
