"""What templates of the house may use: `{% load kexie %}`."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import clock, gate, verbs, wording
from kexie.core.lists import columns

register = template.Library()

EVIDENCE = {
    "counted": (gettext_lazy("实数"), gettext_lazy("逐一清点或签到得来")),
    "estimated": (gettext_lazy("估计"), gettext_lazy("按约数或现场估计记下")),
    "reported": (gettext_lazy("上报"), gettext_lazy("由下级单位报来")),
    "imported": (gettext_lazy("导入"), gettext_lazy("从表格导入，未另行核对")),
}
WEEKDAYS = "一二三四五六日"


@register.filter
def numbers(value: Any, style: str = "") -> str:
    """Write a number with thousands separators; with `:"万"` short (8.6万), with `:"余"` rounded as people write it."""
    if value is None or value == "":
        return ""
    if isinstance(value, float):
        value = Decimal(str(value))
    return {"万": wording.compact, "余": wording.rounded, "%": wording.share}.get(style, wording.exact)(value)


@register.filter
def day(value: Any) -> str:
    """Write a day as 2013年5月12日; a moment as 2013年5月12日 14:30."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(clock.ZONE)
        return f"{value.year}年{value.month}月{value.day}日 {value:%H:%M}"
    return f"{value.year}年{value.month}月{value.day}日"


@register.filter
def short_day(value: Any) -> str:
    """Write a day within this year as 5月12日, any other as 2013年5月12日."""
    on = clock.day(value) if isinstance(value, datetime) else value
    if not isinstance(on, date):
        return ""
    return f"{on.month}月{on.day}日" if on.year == clock.today().year else day(on)


@register.filter
def weekday(value: date) -> str:
    """Name the day of the week: 星期五."""
    return f"星期{WEEKDAYS[value.weekday()]}"


@register.filter
def verb(value: str) -> str:
    """Say a trail verb in Chinese."""
    return verbs.said(value)


@register.filter
def who(actor: str) -> str:
    """Name whoever a trail line is kept under: the platform itself is 系统, whoever came to an open page 公众."""
    return {str(gate.SYSTEM): _("系统"), str(gate.PUBLIC): _("公众"), "link": _("本人（凭链接）")}.get(actor, actor)


@register.filter
def said(value: Any) -> str:
    """Say any value as lists do."""
    return columns.said(value)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """Look a key up."""
    return mapping.get(key)


@register.filter
def lines(chart: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    """Turn a chart's series into the rows of the table behind it."""
    return list(zip(chart["labels"], zip(*(one["values"] for one in chart["series"]), strict=True), strict=True))


@register.simple_tag
def evidence(code: str) -> SafeString:
    """Render how a number was obtained as a tag; "" for an unknown code."""
    if code not in EVIDENCE:
        return SafeString("")
    title, why = EVIDENCE[code]
    return format_html('<span class="tag {}" title="{}">{}</span>', code, why, title)


@register.simple_tag
def figure(f: Any, exact: bool = False, tag: bool = True) -> SafeString:
    """Render a figure as a link to its records: short on its face (8.6万), exact in the title, evidence beside it.

    Uses `value` (None says 暂无记录), `unit`, `url` ("" for no link), `evidence` (amounts by code; the largest is
    tagged) and, where there is one, `published`: the value signed before a correction. `exact=True` for tables.
    """
    if f is None or f.value is None:
        return format_html('<span class="none">{}</span>', _("暂无记录"))
    whole = wording.exact(wording.fitted(f.value, f.unit))
    title = f"{whole} {f.unit}" if f.unit else whole
    face = whole if exact else wording.compact(wording.fitted(f.value, f.unit))
    if f.url:
        shown = format_html('<a class="num" href="{}" title="{}">{}</a>', f.url, title, face)
    else:
        shown = format_html('<span class="num" title="{}">{}</span>', title, face)
    parts = getattr(f, "evidence", None) or {}
    if tag and parts:
        shown += evidence(max(parts, key=lambda code: abs(parts[code])))
    if tag and (published := getattr(f, "published", None)) is not None:
        was = _("公布时为 %s，后来有更正") % wording.exact(wording.fitted(published, f.unit))
        shown += format_html('<span class="tag warn" title="{}">{}</span>', was, _("已更正"))
    return shown


@register.simple_tag(takes_context=True)
def query(context: Any, **changes: Any) -> str:
    """Return this page's query string with some values changed; an empty value takes one out."""
    asked = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            asked.pop(name, None)
        else:
            asked[name] = value
    return asked.urlencode()


@register.inclusion_tag("core/pager.html", takes_context=True)
def pager(context: Any, page: Page, at: str = "", by: str = "page") -> dict[str, Any]:
    """Render links to the other pages of a Django page, the query string kept.

    `at` is an anchor to go on to; `by` is what the query calls the page where several lists stand on one.
    """
    near = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    asked = query(context, **{by: ""})
    return {
        "pager": {
            "pages": page.paginator.num_pages, "page": page.number, "to_page": f"{asked}&{by}=" if asked else f"{by}=",
            "page_numbers": [None if number == page.paginator.ELLIPSIS else number for number in near],
        },
        "at": at,
    }  # fmt: skip


@register.simple_tag(takes_context=True)
def may(context: Any, action: str, on: Any) -> bool:
    """Test whether the reader may do an action on a row: `{% may "grant" row as may_grant %}`."""
    return gate.allows(context["request"].user, action, on)


@register.simple_tag
def field(bound: forms.BoundField, unit: str = "", help: str = "") -> SafeString:
    """Render one form field: label above, unit beside, help under, errors at it."""
    widget = bound.field.widget
    kind = "check" if isinstance(widget, forms.CheckboxInput) else "group" if _is_group(widget) else "text"
    described = [f"{bound.auto_id}_help"] if help or bound.help_text else []
    attrs: dict[str, Any] = {}
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    context = {
        "field": bound, "kind": kind, "control": bound.as_widget(attrs=attrs), "help": help or bound.help_text,
        "unit": unit or getattr(bound.field, "unit", ""),
    }  # fmt: skip
    return get_template("core/field.html").render(context)


def _is_group(widget: Any) -> bool:
    return isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
