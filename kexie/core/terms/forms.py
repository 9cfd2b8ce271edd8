"""What people type about a word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import VerbForm

from .kinds import Kind, Word


class WordForm(VerbForm):
    """One word of a kind: spellings and extras are lists, one a line."""

    name = forms.CharField(label=_("词"), max_length=40, help_text=_("记录里写的就是这个词，存下以后不再改名。"))
    synonyms = forms.CharField(
        label=_("其他写法"), required=False, widget=forms.Textarea({"rows": "5"}), help_text=_("一行一个。")
    )
    is_active = forms.BooleanField(
        label=_("使用中"), required=False, help_text=_("停用的词不再供选择，也不再从表格里认出；已有的记录不变。")
    )

    def __init__(self, *args: Any, kind: Kind, word: Word | None = None, **kwargs: Any) -> None:
        word = word or Word("")
        initial = {"name": word.name, "synonyms": "\n".join(word.synonyms), "is_active": word.is_active}
        initial |= {f"extra_{code}": "\n".join(word.extra.get(code, ())) for code in kind.extras}
        super().__init__(*args, initial=initial, **kwargs)
        self.kind = kind
        self.fields["name"].disabled = bool(word.name)
        for code, label in kind.extras.items():
            widget = forms.Textarea({"rows": "3"})
            self.fields[f"extra_{code}"] = forms.CharField(label=label, required=False, widget=widget)

    def said(self) -> dict[str, Any]:
        """Return the valid form as `services.keep` takes it."""
        values = self.cleaned_data
        return {
            "name": values["name"],
            "synonyms": values["synonyms"].splitlines(),
            "is_active": values["is_active"],
            "extra": {code: values[f"extra_{code}"].splitlines() for code in self.kind.extras},
        }
