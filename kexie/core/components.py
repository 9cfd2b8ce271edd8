"""The page that shows every component in every state: what the design system has, and how a template asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from . import clock
from .forms import VerbForm
from .web import page


@dataclass(frozen=True)
class Sample:
    """A figure as templates know it: `{% figure f %}` needs these names and no more."""

    value: int | None
    unit: str = ""
    url: str = "#figures"
    evidence: dict[str, int] | None = None
    published: int | None = None


class SampleForm(VerbForm):
    """Every kind of field."""

    name = forms.CharField(
        label=gettext_lazy("活动名称"), help_text=gettext_lazy("写清主题和场合，例如“科技活动周广场咨询”。")
    )
    on = forms.DateField(label=gettext_lazy("日期"))
    joined = forms.IntegerField(label=gettext_lazy("参加人次"), required=False)
    form = forms.ChoiceField(
        label=gettext_lazy("形式"), choices=[("lecture", gettext_lazy("讲座")), ("show", gettext_lazy("展览"))]
    )
    how = forms.ChoiceField(
        label=gettext_lazy("人次怎么来的"),
        widget=forms.RadioSelect,
        choices=[("counted", gettext_lazy("实数：签到或清点")), ("estimated", gettext_lazy("估计：现场约数"))],
    )
    is_online = forms.BooleanField(label=gettext_lazy("线上举办"), required=False)
    note = forms.CharField(label=gettext_lazy("说明"), required=False, widget=forms.Textarea({"rows": 3}))


CHART = {
    "kind": "bars",
    "unit": gettext_lazy("人次"),
    "labels": ["泗门镇", "梁弄镇", "陆埠镇", "河姆渡镇"],
    "series": [{"name": gettext_lazy("参加人次"), "values": [12400, 8600, 6530, 1806]}],
}


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show the components."""
    empty = SampleForm(auto_id="a_%s")
    wrong = SampleForm({"name": "科技活动周广场咨询", "joined": "近三百"}, auto_id="b_%s")
    wrong.is_valid()
    samples = [
        (_("活动"), Sample(214, "场", evidence={"counted": 214}), _("去年同期 187")),
        (
            _("参加人次"),
            Sample(86312, "人次", evidence={"counted": 60000, "estimated": 26312}),
            _("其中估计 2.6万"),
        ),
        (_("志愿服务"), Sample(1512, "人次", evidence={"reported": 1512}), _("126 场")),
        (_("个人会员"), Sample(4509, "人", evidence={"imported": 4509}, published=4498), _("年初 1,210")),
        (_("农函大学员"), Sample(None), _("还没有记录")),
    ]
    context = {
        "empty_form": empty,
        "wrong_form": wrong,
        "samples": samples,
        "chart": {
            **CHART,
            "unit": str(CHART["unit"]),
            "series": [{**s, "name": str(s["name"])} for s in CHART["series"]],
        },
        "day": date(2013, 5, 12),
        "moment": datetime(2013, 5, 12, 14, 30, tzinfo=clock.ZONE),
        "colours": ["ink", "soft", "line", "edge", "paper", "ground", "accent", "accent-soft", "warn", "bad", "ok"],
        "pager": {"pages": 40, "page": 7, "to_page": "page=", "page_numbers": [1, None, 5, 6, 7, 8, 9, None, 40]},
    }
    return page(request, "core/components.html", context)
