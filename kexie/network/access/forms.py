"""What is typed about users: signing in, passwords, accounts, grants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kexie.core import text
from kexie.core.forms import RecordForm, VerbForm
from kexie.network.organisations.models import Organisation

from . import queries, rules
from .models import ACTIONS, ApiToken, Role, User
from .policies import scope, within

OLD_PASSWORD = forms.PasswordInput({"autocomplete": "current-password"})
NEW_PASSWORD = forms.PasswordInput({"autocomplete": "new-password"})


class SignInForm(VerbForm):
    """User name and password."""

    username = forms.CharField(
        label=_("用户名"), max_length=150, widget=forms.TextInput({"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("密码"), max_length=200, strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )

    def clean_username(self) -> str:
        """Read what was typed as all text is read."""
        return text.clean(self.cleaned_data["username"])


class CodeForm(VerbForm):
    """Six digits, or a recovery code."""

    code = forms.CharField(
        label=_("动态口令"), max_length=20,
        help_text=_("打开手机上的验证器，输入正在显示的六位数字；手机不在身边时可用一个恢复码。"),
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )  # fmt: skip


class PasswordForm(VerbForm):
    """A new password of one's own."""

    old = forms.CharField(
        label=_("原密码"), strip=False, max_length=200, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    new = forms.CharField(label=_("新密码"), strip=False, max_length=200, widget=NEW_PASSWORD)
    again = forms.CharField(label=_("再输一次新密码"), strip=False, max_length=200, widget=NEW_PASSWORD)

    def clean(self) -> dict[str, Any]:
        """Refuse two different passwords."""
        values = super().clean()
        if values.get("new") and values.get("again") and values["new"] != values["again"]:
            self.add_error("again", _("两次输入的新密码不一样。"))
        return values


class OwnPasswordForm(VerbForm):
    """One's password, asked again before something that matters."""

    password = forms.CharField(
        label=_("您的密码"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class UserForm(RecordForm):
    """An account, without rights and without its password."""

    class Meta:
        model = User
        fields = ["username", "name", "organisation"]
        help_texts = {"username": _("登录时用，可以用汉字，例如“泗门镇陈”。")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = _places(self.actor, "manage_users")
        if self.instance.pk:
            del self.fields["username"]


class GrantForm(VerbForm):
    """A role, where, from and until which day."""

    role = forms.ChoiceField(label=_("角色"), choices=[])
    organisation = forms.ModelChoiceField(
        label=_("管理范围"), queryset=Organisation.objects.none(), help_text=_("对这个单位和它的全部下级有效。")
    )
    starts_on = forms.DateField(label=_("起始日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(
        label=_("截止日期"), required=False, help_text=_("当天仍有效；不填为长期。"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        separated = settings.SEPARATE_ADMINISTRATORS
        given = {role for own, _path in queries.places(actor) for role in rules.GIVES.get(own, ())}
        hidden = () if separated else rules.SEPARATED
        self.fields["role"].choices = [c for c in Role.choices if c[0] in given and c[0] not in hidden]
        self.fields["organisation"].queryset = _places(actor, "grant")


class TokenForm(RecordForm):
    """A key for a partner's program."""

    actions = forms.MultipleChoiceField(label=_("可以做"), choices=[], widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = ApiToken
        fields = ["name", "organisation", "actions", "expires_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = _places(self.actor, "grant")
        self.fields["organisation"].help_text = _("对这个单位和它的全部下级有效。")
        self.fields["actions"].choices = [(code, said) for code, said in ACTIONS.items() if code in rules.FOR_PROGRAMS]


class TermForm(VerbForm):
    """The last day of a grant."""

    ends_on = forms.DateField(
        label=_("截止日期"), required=False, help_text=_("当天仍有效；不填为长期。"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


def _places(actor: Any, action: str) -> Any:
    return Organisation.objects.filter(within(scope(actor, action), "path")).exclude(state="dissolved")
