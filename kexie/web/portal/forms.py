"""What the public looks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import VerbForm

WHEN = {
    "": _("近期"),
    "today": _("今天"),
    "weekend": _("这个周末"),
    "week": _("七天以内"),
    "month": _("三十天以内"),
}


class FindForm(VerbForm):
    """Words, place, days, form and age; all may be left open. `places` and `kinds` are what there is to choose from."""

    q = forms.CharField(label=_("找什么"), max_length=40, required=False)
    place = forms.ChoiceField(label=_("哪里"), required=False)
    when = forms.ChoiceField(label=_("什么时候"), required=False)
    kind = forms.ChoiceField(label=_("什么形式"), required=False)
    age = forms.IntegerField(label=_("参加者年龄"), min_value=0, max_value=120, required=False)

    def __init__(self, *args, places: Sequence[tuple[str, str]], kinds: Sequence[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs["type"] = "search"
        self.fields["when"].choices = [*WHEN.items()]
        self.fields["place"].choices = [("", _("不限")), *places]
        self.fields["kind"].choices = [("", _("不限")), *((kind, kind) for kind in kinds)]


def days_of(when: str, today: date) -> tuple[date, date] | None:
    """Return the first and last day a choice of `WHEN` means, None for all that is coming.

    The weekend is the one under way, or the next.
    """
    if when == "weekend":
        saturday = today + timedelta(days=5 - today.weekday()) if today.weekday() < 5 else today
        return saturday, today + timedelta(days=6 - today.weekday())
    spans = {"today": 0, "week": 6, "month": 29}
    return (today, today + timedelta(days=spans[when])) if when in spans else None


class ContactForm(VerbForm):
    """Where a code is to be sent."""

    contact = forms.CharField(
        label=_("手机或邮箱"), max_length=120, help_text=_("填报名、注册志愿者时用的那一个。"),
        widget=forms.TextInput({"autocomplete": "tel", "data-private": ""}),
    )  # fmt: skip


class CodeForm(VerbForm):
    """The code that came."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class WhoForm(VerbForm):
    """Which of several who share a telephone."""

    name = forms.CharField(label=_("您的姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "name"}))


class MistakenForm(VerbForm):
    """What one's own hours should be, and why."""

    hours = forms.DecimalField(
        label=_("应为多少小时"), min_value=0, max_value=2400, decimal_places=2,
        help_text=_("填 0 表示这一条不该有。"),
    )  # fmt: skip
    why = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea({"rows": "3"}))
