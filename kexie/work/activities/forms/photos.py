"""Photos, several at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import VerbForm
from kexie.work.activities import rules


class Several(forms.FileInput):
    """A picker of several files."""

    allow_multiple_selected = True


class Photos(forms.FileField):
    """Photos, several at once, each as it may be kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=Several({"accept": "image/jpeg,image/png"}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[rules.Picture]:
        """Return the photos without their metadata."""
        sent = [super(Photos, self).clean(one) for one in data or ()]
        if len(sent) > rules.MOST:
            raise forms.ValidationError(_("一次最多传 %d 张照片。") % rules.MOST)
        found = []
        for one in sent:
            picture = rules.picture_of(one.read()) if one.size <= rules.LARGEST else None
            if picture is None:
                say = _("“%(name)s”不是完整的 JPG 或 PNG 照片，或超过 %(most)d MB，没有收下。")
                raise forms.ValidationError(say % {"name": one.name, "most": rules.LARGEST >> 20})
            found.append(picture)
        return found


class PhotosForm(VerbForm):
    """Photos for an activity that is there already."""

    photos = Photos(label=_("照片"))
