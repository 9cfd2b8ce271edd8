"""What is typed and chosen while importing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import gate
from kexie.core.forms import FilesField, VerbForm
from kexie.network.organisations.models import Organisation

from . import services


class StartForm(VerbForm):
    """Files to import, and for whom."""

    files = FilesField(label=gettext_lazy("表格文件"), required=False)
    folder = FilesField(label=gettext_lazy("文件夹"), required=False)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("导入到"), empty_label=None)
    year = forms.IntegerField(
        label=gettext_lazy("年份"),
        required=False,
        min_value=1950,
        max_value=2100,
        help_text=gettext_lazy("不填就按表里的标题和日期判断。"),
    )

    def __init__(self, *args: Any, actor: gate.Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Organisation.objects.visible_to(actor).active().filter(kind=Organisation.Kind.ASSOCIATION)
        self.fields["organisation"].queryset = rows
        self.fields["organisation"].initial = rows.order_by("path").first()

    def clean(self) -> dict[str, Any]:
        """Take of a folder only what may be a spreadsheet, and ask for one file at least."""
        values = super().clean()
        values["files"] = values.get("files") or []
        values["folder"] = [f for f in values.get("folder") or [] if services.is_spreadsheet(f.name)]
        if not values["files"] and not values["folder"] and not self.errors:
            self.add_error(
                "files", _("没有收到表格文件。请选择 .xlsx、.xls、.csv、.et 或 .ods 文件，或装着它们的文件夹。")
            )
        return values
