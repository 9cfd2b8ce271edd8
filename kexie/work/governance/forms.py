"""Shape of what is typed about posts and terms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import RecordForm, VerbForm
from kexie.core.gate import Actor
from kexie.network.people.queries import FACTS

from . import queries
from .models import Appointment, Tally, Term


class AppointmentForm(RecordForm):
    """Who holds which position: the person's facts and the appointment on one page."""

    begins_here = True
    position = forms.ChoiceField(label=_("科协职务"), required=False)
    carries = {"person": FACTS}
    sections = [
        (_("人员"), [*FACTS]),
        (_("任职"), ["organisation", "position", "head", "is_part_time", "chosen", "from_on", "until_on", "note"]),
    ]
    hints = {
        "unit": _("本职所在的单位；信息员写所在的村、社区。"),
        "head": _("是医院院长、学校校长、农技站长（企业负责人）的选一类，计入三长。"),
        "until_on": _("还在任的空着。"),
    }

    class Meta:
        model = Appointment
        fields = ("organisation", "position", "head", "is_part_time", "chosen", "from_on", "until_on", "note")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        words = queries.positions_at(actor.organisation, self.instance.position)
        self.fields["position"].choices = [("", "（不填）"), *((word, word) for word in words)]


class TermForm(RecordForm):
    """A term of office."""

    begins_here = True
    hints = {"number": _("第几届。不填的，接着上一届往下数。")}

    class Meta:
        model = Term
        fields = ("organisation", "number", "starts_on", "years", "note")


class TallyForm(RecordForm):
    """A headcount without names."""

    begins_here = True

    class Meta:
        model = Tally
        fields = ("organisation", "what", "amount", "on")


class EndForm(VerbForm):
    """A last day, and why."""

    on = forms.DateField(label=_("最后一天"), help_text=_("这一天仍在任。"))
    note = forms.CharField(label=_("原因"), max_length=200, required=False)


class CloseForm(VerbForm):
    """The last day of a term."""

    on = forms.DateField(label=_("届满日期"), help_text=_("本届任职的人，任职也到这一天为止。"))
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class DelayForm(VerbForm):
    """Until when a term is put off, and why."""

    until = forms.DateField(label=_("延期至"), help_text=_("最多比应换届日期晚一年。"))
    reason = forms.CharField(label=_("延期原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
