"""Shape of what is typed about hours."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.forms import RecordForm, VerbForm
from kexie.network.organisations.models import Organisation
from kexie.work.activities.models import Session

from .models import Correction, Service, Standard

HOURS_HELP = _("不填就按起止时间算；中间有休息的，填实际时长。")


def hours_field(**more: Any) -> forms.DecimalField:
    """Return a field for hours with at most two decimals."""
    return forms.DecimalField(
        label=_("时长"), max_digits=6, decimal_places=2, min_value=0,
        widget=forms.TextInput({"inputmode": "decimal"}), **more,
    )  # fmt: skip


class ServiceForm(RecordForm):
    """One stretch of service."""

    hours = hours_field(required=False, help_text=HOURS_HELP)
    units = {"hours": _("小时")}

    class Meta:
        model = Service
        fields = ("volunteer", "what", "starts_at", "ends_at", "note")

    field_order = ("volunteer", "what", "starts_at", "ends_at", "hours", "note")

    def __init__(self, *args: Any, actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        for name in ("starts_at", "ends_at"):
            self.fields[name].required = True
        if self.instance.pk:
            self.fields["volunteer"].disabled = True
            self.initial.setdefault("hours", _hours(self.instance.minutes))

    def clean(self) -> dict[str, Any]:
        """Turn hours into minutes, and take place and day from the volunteer and the beginning."""
        values = super().clean()
        if who := values.get("volunteer"):
            self.instance.organisation = who.organisation  # services put it where they belonged on that day
        hours, start, end = values.get("hours"), values.get("starts_at"), values.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", _("结束时间要晚于开始时间；过了半夜的，日期请填第二天。"))
        elif start and end:
            whole = int((end - start).total_seconds() // 60)
            self.instance.minutes = whole if hours is None else int(hours * 60)
            self.instance.on = clock.day(start)
        return values


class CorrectionForm(RecordForm):
    """What a service should say, and why."""

    hours = hours_field(help_text=_("填 0 表示这一条不该有。"))
    asked_by = forms.CharField(
        label=_("提出人"), max_length=60, required=False, help_text=_("志愿者本人提出的，写本人姓名；不填就是您。")
    )
    units = {"hours": _("小时")}

    class Meta:
        model = Correction
        fields = ("starts_at", "ends_at", "why")

    field_order = ("starts_at", "ends_at", "hours", "why", "asked_by")

    def clean(self) -> dict[str, Any]:
        """Turn hours into minutes."""
        values = super().clean()
        if values.get("hours") is not None:
            self.instance.minutes = int(values["hours"] * 60)
        return values


class StandardForm(RecordForm):
    """How hours are judged from a day on."""

    thresholds = forms.CharField(
        label=_("各星级小时数"), max_length=120, help_text=_("从一星起，用逗号隔开，如 100, 300, 600, 1000, 1500。")
    )
    units = {"notice_days": _("工作日"), "late_days": _("天"), "most_hours": _("小时"), "night_percent": "%"}
    sections = [(_("夜间加权"), ["night_from", "night_until", "night_percent"])]

    class Meta:
        model = Standard
        fields = (
            "organisation", "starts_on", "thresholds", "notice_days", "is_open", "late_days", "most_hours",
            "night_from", "night_until", "night_percent",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["thresholds"] = ", ".join(map(str, self.instance.thresholds))

    def clean_thresholds(self) -> list[int]:
        """Read the ladder."""
        found = [part for part in re.split(r"[\s,，、;；]+", self.cleaned_data["thresholds"].strip()) if part]
        if not all(part.isascii() and part.isdecimal() and len(part) < 6 for part in found):
            raise forms.ValidationError(_("请只填数字，用逗号隔开，如 100, 300, 600。"))
        return [int(part) for part in found]


class SessionChoice(forms.ModelChoiceField):
    """Sessions by the name of their activity and when they begin."""

    def label_from_instance(self, session: Session) -> str:
        """Name a session so that it can be told from the others of its day."""
        return f"{session.starts_at.astimezone(clock.ZONE):%H:%M} {session.activity} {session}"


class SheetForm(VerbForm):
    """What all lines of a team's sheet share, and whom it may name."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("单位"), required=False)
    team = forms.CharField(label=_("队伍"), max_length=60, required=False, help_text=_("不填就列出全部志愿者。"))
    on = forms.DateField(label=_("服务日期"))
    start = forms.TimeField(label=_("开始"))
    end = forms.TimeField(label=_("结束"), help_text=_("不晚于开始的，算第二天。"))
    what = forms.CharField(label=_("服务内容"), max_length=120, required=False)
    session = SessionChoice(Session.objects.none(), label=_("活动场次"), required=False)

    def __init__(self, *args: Any, actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(actor)
        day = _day_of(self.data.get("on") or self.initial.get("on"))
        sessions = Session.objects.visible_to(actor).filter(starts_at__date=day) if day else Session.objects.none()
        self.fields["session"].queryset = sessions.select_related("activity")


class LineForm(VerbForm):
    """One volunteer's line: whether they were there, and when if it differs."""

    was_there = forms.BooleanField(label=_("参加"), required=False)
    start = forms.TimeField(label=_("开始"), required=False)
    end = forms.TimeField(label=_("结束"), required=False)


class IssueForm(VerbForm):
    """What a certificate is to cover, and who stands for it."""

    start = forms.DateField(label=_("自"))
    end = forms.DateField(label=_("至"))
    head = forms.CharField(label=_("负责人"), max_length=40)
    handler = forms.CharField(label=_("经办人"), max_length=40)
    contact = forms.CharField(label=_("联系方式"), max_length=60, help_text=_("办公电话；查验页上只显示一部分。"))


class PeriodForm(VerbForm):
    """From a day to a day."""

    start = forms.DateField(label=_("自"))
    end = forms.DateField(label=_("至"))


def stretch(on: date, start, end) -> tuple[datetime, datetime]:
    """Return the moments of a stretch that begins on a day; what ends no later than it began ends the next day."""
    begins = datetime.combine(on, start, clock.ZONE)
    return begins, datetime.combine(on + timedelta(days=end <= start), end, clock.ZONE)


def _hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(Decimal("0.01")).normalize()


def _day_of(text: Any) -> date | None:
    try:
        return text if isinstance(text, date) else date.fromisoformat(str(text))
    except ValueError:
        return None
