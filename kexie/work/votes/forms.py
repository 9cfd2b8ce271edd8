"""What the pages of assemblies ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import RecordForm, VerbForm

from . import queries, rules
from .models import Assembly, Question

MOST = 999_999


class AssemblyForm(RecordForm):
    """A meeting and the rules of its charter."""

    class Meta:
        model = Assembly
        fields = [
            "organisation", "name", "kind", "held_on", "place", "chair", "recorder", "tellers", "quorum",
            "majority_rule", "majority", "majority_of",
        ]  # fmt: skip

    begins_here = True
    sections = [
        (_("会议"), ["organisation", "name", "kind", "held_on", "place", "chair", "recorder", "tellers"]),
        (_("章程规定的表决规则"), ["quorum", "majority_rule", "majority", "majority_of"]),
    ]


class QuestionForm(RecordForm):
    """An item of the agenda with its candidates."""

    candidates = forms.CharField(
        label=_("候选人"), required=False, widget=forms.Textarea({"rows": 5}),
        help_text=_("每行一人：姓名，单位职务。按选票上的次序写（一般按姓氏笔画）。"),
    )  # fmt: skip

    class Meta:
        model = Question
        fields = [
            "assembly", "kind", "title", "text", "secrecy", "by_phone", "position", "contest", "seats", "most", "least",
            "write_in",
        ]  # fmt: skip

    units = {"seats": _("人"), "most": _("人"), "least": _("人")}
    sections = [
        (_("表决什么"), ["assembly", "kind", "title", "text", "secrecy", "by_phone"]),
        (_("选举（议案不用填）"), ["position", "candidates", "contest", "seats", "most", "least", "write_in"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["candidates"] = "\n".join(
                "，".join(part for part in (one.name, one.unit) if part) for one in self.instance.candidates.all()
            )

    def candidates_named(self) -> list[rules.Named]:
        """Return the candidates as they were typed, one a line; line breaks are as the browser sent them."""
        return rules.pasted(self.data.get("candidates", "")) if "candidates" in self.cleaned_data else []


class RollForm(VerbForm):
    """Who should be there: pasted, or from a sheet."""

    people = forms.CharField(
        label=_("应到人员"), required=False, widget=forms.Textarea({"rows": 8}),
        help_text=_("每行一人：姓名 单位 手机，可以直接从 Excel 里复制粘贴。手机可以不填。"),
    )  # fmt: skip
    file = forms.FileField(label=_("或上传表格"), required=False, help_text=_("有“姓名”一栏即可，单位、手机可有可无。"))


class CodeForm(VerbForm):
    """The code on somebody's slip."""

    code = forms.CharField(
        label=_("投票码"), max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip


class OfficeForm(VerbForm):
    """From which day those elected hold office."""

    on = forms.DateField(label=_("就任日期"))


class TallyForm(VerbForm):
    """What one teller counted: of papers returned and invalid, for every line the marks, and names written in.

    With hands the abstentions may be left out: they are who is there and did neither.
    """

    teller = forms.CharField(label=_("计票人"), max_length=40)
    returned = forms.IntegerField(label=_("收回的票"), min_value=0, max_value=MOST)
    invalid = forms.IntegerField(label=_("其中无效"), min_value=0, max_value=MOST, initial=0)

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question, self.paper = question, queries.paper_of(question)
        self.names = {one["key"]: one["name"] for one in self.paper.get("candidates", [])}
        titles = {"for": said("赞成"), "against": said("反对"), "abstain": said("弃权")}
        for line in rules.lines(self.paper):
            for mark in rules.MARKS:
                self.fields[f"m_{line}_{mark}"] = forms.IntegerField(
                    label=f"{self.names.get(line, '')} {titles[mark]}".strip(), min_value=0, max_value=MOST,
                    required=question.is_secret or mark != "abstain", widget=forms.TextInput({"inputmode": "numeric"}),
                )  # fmt: skip
        if not question.is_secret:
            self.fields["returned"].label = said("参加举手的人数")
            del self.fields["invalid"]
        if question.is_election and self.paper["write_in"]:
            self.fields["write_in"] = forms.CharField(
                label=said("另选他人"), required=False, widget=forms.Textarea({"rows": 2}),
                help_text=said("每行一人：姓名 票数。"),
            )  # fmt: skip
        for field in self.fields.values():
            field.error_messages |= {"min_value": said("不能小于零。"), "max_value": said("数太大了。")}

    def head(self) -> list[forms.BoundField]:
        """Return the fields above the table."""
        return [self[name] for name in ("teller", "returned", "invalid") if name in self.fields]

    def table(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return every line of the paper with its three fields."""
        return [
            (self.names.get(line, str(self.question)), [self[f"m_{line}_{mark}"] for mark in rules.MARKS])
            for line in rules.lines(self.paper)
        ]

    @property
    def written(self) -> forms.BoundField | None:
        """The field for names written in, where the paper has room for them."""
        return self["write_in"] if "write_in" in self.fields else None

    def clean_write_in(self) -> dict[str, int]:
        """Read "name number" lines."""
        found: dict[str, int] = {}
        for line in self.data.get("write_in", "").splitlines():
            name, _gap, number = line.strip().rpartition(" ")
            if not line.strip():
                continue
            if not name or not number.isdecimal():
                raise forms.ValidationError(said("“%s”请写成：姓名 票数，例如：李某 2。") % line.strip()[:20])
            key = "".join(name.split())
            found[key] = found.get(key, 0) + int(number)
        return found

    def figures(self) -> dict[str, Any]:
        """Return what was counted, as the recount reads it."""
        given = self.cleaned_data
        valid = given["returned"] - given.get("invalid", 0)
        marks = {}
        for line in rules.lines(self.paper):
            read = {mark: given.get(f"m_{line}_{mark}") for mark in rules.MARKS}
            if read["abstain"] is None:
                read["abstain"] = valid - read["for"] - read["against"]
            marks[line] = read
        return {
            "returned": given["returned"], "invalid": given.get("invalid", 0), "marks": marks,
            "write_in": given.get("write_in") or {},
        }  # fmt: skip
