"""What the pages of doors ask for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import RecordForm, VerbForm

from .models import Device, Headcount


class HereForm(VerbForm):
    """Who is signing in: as they signed up."""

    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    phone = forms.CharField(
        label=_("报名时填的手机"), max_length=20, widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"})
    )

    def say_unknown(self) -> None:
        """Say that nobody signed up by that name and mobile."""
        self.add_error(None, _("这一场没有用这个姓名和手机报的名。请核对，或到签到台登记。"))


class DoorForm(VerbForm):
    """Which device is let in."""

    name = forms.CharField(
        label=_("哪个门、谁的手机"), max_length=40, widget=forms.TextInput({"placeholder": _("东门 小李")})
    )
    kind = forms.ChoiceField(label=_("用途"), choices=Device.Kind.choices, initial=Device.Kind.DOOR)


class HeadcountForm(RecordForm):
    """How many came whom nobody named."""

    class Meta:
        model = Headcount
        fields = ["amount", "method", "note"]

    units = {"amount": _("人")}
