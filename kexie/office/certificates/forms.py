"""What is asked about certificates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import VerbForm


class CheckForm(VerbForm):
    """The code of a certificate."""

    code = forms.CharField(
        label=_("查验码"), max_length=40, help_text=_("证明底部的 12 位字母和数字，大小写、短横线都不要紧。"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class NameForm(VerbForm):
    """The name on the paper, to be compared."""

    name = forms.CharField(
        label=_("证明上的姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("填完整姓名，系统只回答是否相符。"),
    )  # fmt: skip
