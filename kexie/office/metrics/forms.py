"""The form a metric is defined by, and the address bar of a figure's page."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core.forms import RecordForm
from kexie.office.ledger import measures
from kexie.office.ledger.models import Evidence

from . import queries, rules
from .models import Metric

CHANNELS = [("online", _("线上")), ("onsite", _("线下")), ("both", _("线上线下同时"))]


class WordsField(forms.CharField):
    """Several words in one line, between 、; what the ledger keeps as a code is typed and shown in Chinese."""

    def __init__(self, dimension: str, **kwargs: Any) -> None:
        super().__init__(required=False, help_text=_("几个之间用顿号隔开；不填就是不限。"), **kwargs)
        self.dimension = dimension

    def prepare_value(self, value: Any) -> Any:
        """Show a list as one line."""
        if not isinstance(value, list | tuple):
            return value
        said = {code: title for title, code in self._codes().items()}
        return "、".join(said.get(word, word) for word in value)

    def clean(self, value: Any) -> list[str]:
        """Return the words as the ledger has them."""
        codes = self._codes()
        typed = filter(None, map(str.strip, re.split(r"[、,，;；\n]", super().clean(value))))
        return [codes.get(word, word) for word in dict.fromkeys(typed)]

    def _codes(self) -> dict[str, str]:
        # 学会（协会、研究会） is typed as 学会
        return {title.split("（")[0]: code for code, title in queries.words().get(self.dimension, {}).items()}


class MetricForm(RecordForm):
    """A metric defined without code."""

    measures = forms.MultipleChoiceField(
        label=_("计量项"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("台账里数什么；可选几个同单位的相加。"),
    )
    form = WordsField("form", label=_("形式"))
    campaign = WordsField("campaign", label=_("主题活动"))
    kind = WordsField("kind", label=_("类别"))
    team = WordsField("team", label=_("队伍"))
    channel = forms.MultipleChoiceField(
        label=_("线上线下"), required=False, widget=forms.CheckboxSelectMultiple, choices=CHANNELS
    )
    evidence = forms.MultipleChoiceField(
        label=_("取得方式"), required=False, widget=forms.CheckboxSelectMultiple, choices=Evidence
    )
    numerator = forms.ChoiceField(label=_("分子"), required=False)
    denominator = forms.ChoiceField(label=_("分母"), required=False)

    sections = [
        (_("只算其中一部分"), ["form", "campaign", "kind", "team", "team_has", "channel", "evidence"]),
        (_("两个指标相除"), ["numerator", "denominator"]),
        (_("口径有变时"), ["starts_on"]),
    ]

    class Meta:
        model = Metric
        fields = [
            "organisation", "name", "unit", "chapter", "aggregate", "position", "measures", "form", "campaign", "kind",
            "team", "team_has", "channel", "evidence", "numerator", "denominator", "description", "starts_on",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = {m.code: f"（{m.unit}）" if m.unit else "" for m in measures.every()}
        self.fields["measures"].choices = [(m.code, f"{m.title}{units[m.code]}") for m in measures.every()]
        others = [name for name in queries.catalogue(self.actor) if name != self.instance.name]
        choices = [("", _("（不填）")), *((name, name) for name in others)]
        self.fields["numerator"].choices = self.fields["denominator"].choices = choices


class AskForm(forms.Form):
    """What a figure's page is asked for: days, place and view. Anything unreadable falls back to what is usual."""

    year = forms.IntegerField(required=False, min_value=1950, max_value=2100)
    start = forms.DateField(required=False)
    end = forms.DateField(required=False)
    view = forms.ChoiceField(required=False, choices=[("was", _("当时")), ("is", _("现在"))])

    def period(self, usual: int) -> rules.Period:
        """Return the days asked for: `start` and `end`, or `year`, or the usual year."""
        self.is_valid()
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and start <= end:
            return rules.Period(start, end)
        return rules.Period.year(self.cleaned_data.get("year") or usual)

    @property
    def asked_view(self) -> str:
        """Return "was" or "is"."""
        self.is_valid()
        return self.cleaned_data.get("view") or "was"


def limits_of(query: Any) -> queries.Limits:
    """Return the values of dimensions that an address narrows a figure by."""
    found = {name: [query[name][:60]] for name in rules.DIMENSIONS if query.get(name)}
    host = query.get("host", "")
    return found | ({"host": [host]} if host.isdecimal() and len(host) < 19 else {})


def ask_form(query: Any) -> AskForm:
    """Return the form over a query string, where days are called `from` and `to`."""
    given = {"year": query.get("year"), "start": query.get("from"), "end": query.get("to"), "view": query.get("view")}
    return AskForm(given)
