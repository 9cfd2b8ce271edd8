"""What is typed about notices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import RecordForm, VerbForm
from kexie.network.organisations.models import Level, Organisation

from .models import Notice, Relay


class NoticeForm(RecordForm):
    """A notice before it is sent."""

    kinds = forms.MultipleChoiceField(
        label=_("发给哪些类型的单位"), choices=Organisation.Kind.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("都不选就是全部下级单位。"),
    )  # fmt: skip
    levels = forms.MultipleChoiceField(
        label=_("发给哪些级别的单位"), choices=Level.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选就是全部级别。"),
    )  # fmt: skip

    class Meta:
        model = Notice
        fields = ("title", "body", "is_urgent", "kinds", "levels", "organisation")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs["rows"] = "12"
        if self.instance._state.adding and not self.initial.get("organisation"):
            self.initial["organisation"] = getattr(self.actor, "organisation_id", None)
        below = Organisation.objects.visible_to(self.actor).active().order_by().values_list("kind", "level").distinct()
        self._offer("kinds", Organisation.Kind, {kind for kind, _level in below})
        self._offer("levels", Level, {level for _kind, level in below})

    def _offer(self, name: str, choices: Any, there: set[str]) -> None:
        """Offer what bodies here are, and what was chosen before."""
        kept = there | set(getattr(self.instance, name))
        self.fields[name].choices = [(code, said) for code, said in choices.choices if code in kept]


class FileForm(VerbForm):
    """A file to go with a notice."""

    file = forms.FileField(label=_("附件"))


class RelayForm(RecordForm):
    """How a body passed a notice on."""

    units = {"reach": _("人次")}

    class Meta:
        model = Relay
        fields = ("organisation", "channel", "reach", "on")
