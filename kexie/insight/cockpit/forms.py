"""The file of boundaries."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import VerbForm


class OutlineForm(VerbForm):
    """One GeoJSON file."""

    file = forms.FileField(
        label=_("边界文件（GeoJSON）"), widget=forms.ClearableFileInput({"accept": ".geojson,.json"}),
        help_text=_("下级各乡镇（街道）的边界，属性里有 code（区划代码）。用本单位合法取得的数据。"),
    )  # fmt: skip
