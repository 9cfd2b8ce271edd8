"""What is typed of a task, and what is said when it is done."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.forms import FilesField, RecordForm, VerbForm

from .models import Task


class TaskForm(RecordForm):
    """What is to be done, by whom, by when."""

    begins_here = True
    sections = [(_("由谁、到什么时候"), ["owner", "user", "due_on"])]

    class Meta:
        model = Task
        fields = ("organisation", "title", "kind", "detail", "owner", "user", "due_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        users = self.fields["user"]
        users.queryset = users.queryset.filter(is_active=True)


class ReportForm(VerbForm):
    """How it was done, with what shows it."""

    note = forms.CharField(label=_("完成情况"), widget=forms.Textarea(attrs={"rows": "5"}))
    on = forms.DateField(label=_("完成日期"))
    files = FilesField(label=_("佐证材料"), required=False, help_text=_("照片、文件、签到表都可以，一次可选几个。"))

    def clean_on(self) -> Any:
        """Refuse a day that has not come."""
        on = self.cleaned_data["on"]
        if on > clock.today():
            raise forms.ValidationError(_("完成日期还没有到。请填今天或以前的日期。"))
        return on
