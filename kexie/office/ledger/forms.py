"""The form a period is closed by."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from kexie.core.forms import RecordForm
from kexie.network.access.policies import scope, within
from kexie.network.organisations.models import Organisation

from .models import ClosedPeriod


class ClosingForm(RecordForm):
    """Whose figures of which days are signed."""

    hints: ClassVar[dict[str, Any]] = {
        "ends_on": _("这一天过完以后才能关账。"),
        "note": _("关账后记录仍可更正：公布的数不变，页面上两个数都给出。"),
    }

    class Meta:
        model = ClosedPeriod
        fields = ["organisation", "starts_on", "ends_on", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = within(scope(self.actor, "close_period"), "path")
        self.fields["organisation"].queryset = Organisation.objects.filter(mine).order_by("path")
