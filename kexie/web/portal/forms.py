"""What the public looks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import VerbForm
from kexie.core.items import ItemsChoice
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person
from kexie.office.notices.models import Message
from kexie.office.notices.services import way_to
from kexie.work.volunteering import queries as volunteering
from kexie.work.volunteering.models import Shift

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


class ApplicationForm(VerbForm):
    """What somebody says of themselves who wants to be registered; the proved contact is not asked again."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("注册单位"))
    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    sex = forms.ChoiceField(label=_("性别"), choices=[("", ""), *Person.Sex.choices], required=False)
    id_number = forms.CharField(
        label=_("身份证号"), max_length=30, help_text=_("注册志愿者按规定要核对身份；每人只能注册一次。"),
        widget=forms.TextInput({"autocomplete": "off", "data-private": ""}),
    )  # fmt: skip
    skills = ItemsChoice(label=_("会做什么"), required=False)
    times = ItemsChoice(label=_("什么时候有空"), required=False, choices=[(slot, slot) for slot in volunteering.SLOTS])
    guardian_name = forms.CharField(label=_("监护人姓名"), max_length=60, required=False)
    guardian_phone = forms.CharField(
        label=_("监护人电话"), max_length=20, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    relation = forms.CharField(label=_("与本人关系"), max_length=20, required=False)
    guardian_gives = forms.BooleanField(label=_("我是监护人，同意孩子注册为志愿者"), required=False)
    is_accompanied = forms.BooleanField(label=_("由监护人陪同服务"), required=False)
    agrees = forms.BooleanField(label=_("我已阅读并同意以上说明"))
    own = ("organisation", "name", "sex", "id_number", "skills", "times")
    of_minors = ("guardian_name", "guardian_phone", "relation", "guardian_gives", "is_accompanied")

    def __init__(self, *args: Any, contact: str, shift: Shift | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contact, self.consent = contact, volunteering.CONSENT
        bodies = volunteering.registering_bodies()
        self.fields["organisation"].queryset = bodies
        here = shift.post.organisation if shift else bodies.first()
        if here is not None:
            skills = volunteering.skills_at(here)
            self.fields["skills"].choices = [(word, word) for word in skills]
            self.initial["organisation"] = here.pk if shift else None

    def own_fields(self) -> list[forms.BoundField]:
        """Return the fields about whoever asks."""
        return [self[name] for name in self.own]

    def fields_of_minors(self) -> list[forms.BoundField]:
        """Return the fields for those under 18."""
        return [self[name] for name in self.of_minors]

    @property
    def is_about_minors(self) -> bool:
        """Test whether the part for those under 18 should stand open."""
        return any(bound.value() or bound.errors for bound in self.fields_of_minors())

    def said(self) -> dict[str, Any]:
        """Return the valid form as fields of an Application."""
        channel, address = way_to(self.contact)
        field = "phone" if channel == Message.Channel.SMS else "email"
        return {name: self.cleaned_data[name] for name in (*self.own, *self.of_minors)} | {field: address}
