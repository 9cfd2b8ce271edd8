"""Pages where figures are read: all of them by chapter, and one with what it splits into and rests on."""

from __future__ import annotations

from itertools import groupby
from tempfile import SpooledTemporaryFile
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kexie.core import clock, gate
from kexie.core.audit import trail
from kexie.core.lists import columns
from kexie.core.lists.export import KINDS
from kexie.core.sheets import writer
from kexie.core.web import page
from kexie.network.organisations.models import Organisation
from kexie.office.ledger.models import Entry

from . import queries, services
from .desks import MetricDesk
from .forms import ask_form, limits_of
from .models import Metric
from .rules import CHAPTERS, RATIO, Definition, Period, in_force

LINES = 50  # records of a figure on one page
TOWNS = 12  # bars a chart of towns shows


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show every metric with its value of a year, by chapter."""
    body = _body(request)
    period = ask_form(request.GET).period(_usual_year(request, body))
    definitions = [in_force(versions, period.end) for versions in queries.catalogue(request.user).values()]
    found = queries.figures(definitions, period=period, organisation=body, actor=request.user)
    order = {chapter: place for place, chapter in enumerate(CHAPTERS)}
    ordered = sorted(definitions, key=lambda d: (order.get(d.chapter, len(order)), d.chapter))
    chapters = [(c, [found[d.name] for d in group]) for c, group in groupby(ordered, key=lambda d: d.chapter)]
    context = {
        "chapters": chapters,
        "period": period,
        "body": body,
        "may_define": gate.allows(request.user, "define_metric", Metric),
        "own_url": MetricDesk.url("list"),
        "new_url": MetricDesk.url("create"),
    }
    return page(request, "metrics/overview.html", context)


@require_safe
def figure(request: HttpRequest, name: str) -> HttpResponse:
    """Show one figure: what it is, what it splits into, the records behind it."""
    body, asked = _body(request), ask_form(request.GET)
    period = asked.period(_usual_year(request, body))
    limits = limits_of(request.GET)
    how = {"period": period, "organisation": body, "actor": request.user, "view": asked.asked_view, "limits": limits}
    definition = queries.definition_of(name, actor=request.user, period=period)
    context: dict[str, Any] = {
        "figure": queries.figure(definition, **how),
        "definition": definition,
        "period": period,
        "body": body,
        "asked": asked,
        "limits": _said_limits(limits, request.user),
        "view": asked.asked_view,
        "is_ratio": definition.aggregate == RATIO,
    }
    if definition.aggregate == RATIO:
        context["parts"] = queries.figures([definition.numerator, definition.denominator], **how).values()
    else:
        context |= _splits(definition, how)
        pages = Paginator(queries.entries(definition, **how), LINES)
        context |= {"lines": pages.get_page(request.GET.get("page")), "may_export": _may_export(request)}
    return page(request, "metrics/figure.html", context)


@require_POST
def export(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """Send the records behind a figure as a workbook or as text; the last line is their sum."""
    gate.require(request.user, "export", Entry)
    if kind not in KINDS:
        raise Http404
    body, asked = _body(request), ask_form(request.GET)
    period = asked.period(_usual_year(request, body))
    how = {"period": period, "organisation": body, "actor": request.user, "view": asked.asked_view}
    drill = queries.entries(name, **how, limits=limits_of(request.GET))
    heads = [_("日期"), _("单位"), _("类别"), _("记录"), _("取得方式"), _("数量")]
    rows = [[k.on, k.organisation, k.kind, k.name, k.evidence, k.amount] for k in drill]
    rows.append(["", "", "", _("合计"), "", drill.total])
    stream = SpooledTemporaryFile(max_size=4 * 1024 * 1024)  # noqa: SIM115  (the response closes it)
    if kind == "xlsx":
        writer.write_xlsx(stream, [writer.Output(name[:30], heads, rows)])
    else:
        writer.write_csv(stream, [heads, *rows])
    trail.write_event(actor=request.user, did="export", about=name, kind=kind, rows=len(rows) - 1)
    stream.seek(0)
    file = _("%(name)s %(period)s %(day)s.%(kind)s") % {
        "name": name, "period": period, "day": clock.today().isoformat(), "kind": kind,
    }  # fmt: skip
    return FileResponse(stream, as_attachment=True, filename=file, content_type=KINDS[kind])


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own metric away."""
    metric = Metric.objects.visible_to(request.user).filter(pk=pk).first()
    if metric is None:
        raise Http404
    services.remove(metric=metric, actor=request.user)
    messages.success(request, _("已删除指标：%s。台账里的记录都还在。") % metric)
    return redirect(MetricDesk.url("list"))


def _splits(definition: Definition, how: dict[str, Any]) -> dict[str, Any]:
    """Return month, town and form as tables, the first two with charts whose captions say what they show."""
    period: Period = how["period"]
    month, town, form = (queries.breakdown(definition, by=by, **how) for by in ("month", "town", "form"))
    found: dict[str, Any] = {"by_town": town, "by_form": form if len(form.rows) > 1 else None, "by_month": month}
    if len(period.months) > 1 and any(row.value for row in month.rows):
        most = max(month.rows, key=lambda row: row.value)
        said = _("%(month)s最多，%(value)s%(unit)s") if not definition.position else _("期末为 %(last)s%(unit)s")
        facts = {
            "month": most.labels[0],
            "value": columns.said(most.value),
            "unit": definition.unit,
            "last": columns.said(month.rows[-1].value),
        }
        found["month_chart"] = _chart("line" if definition.position else "columns", definition, month.rows)
        found["month_caption"] = said % facts
    if len(town.rows) > 1:
        rows = sorted(town.rows, key=lambda row: -row.value)[:TOWNS]
        found["town_chart"] = _chart("bars", definition, rows)
        share = rows[0].value * 100 / town.total if town.total else 0
        facts = {
            "town": rows[0].labels[0],
            "value": columns.said(rows[0].value),
            "unit": definition.unit,
            "share": int(share),
        }
        found["town_caption"] = _("%(town)s最多，%(value)s%(unit)s，占 %(share)s%%") % facts
    return found


def _chart(kind: str, definition: Definition, rows: Any) -> dict[str, Any]:
    values = [float(row.value) if row.value != int(row.value) else int(row.value) for row in rows]
    labels = [row.labels[0] for row in rows]
    series = [{"name": definition.title, "values": values}]
    return {"kind": kind, "unit": definition.unit, "labels": labels, "series": series}


def _body(request: HttpRequest) -> Organisation | None:
    """Return the organisation the address names, else the one chosen at the top of the page; None: all in reach."""
    asked = request.GET.get("organisation", "")
    chosen = asked if asked.isdecimal() and len(asked) < 19 else request.session.get("scope", {}).get("pk")
    found = Organisation.objects.visible_to(request.user).filter(pk=chosen).first() if chosen else None
    if asked and found is None:
        raise Http404
    return found


def _said_limits(limits: queries.Limits, actor: Any) -> list[tuple[str, str, str]]:
    """Return the dimensions and values a figure is narrowed by, for its heading and for the form that keeps them."""
    known = queries.words()
    if "host" in limits:
        rows = Organisation.objects.visible_to(actor).filter(pk=limits["host"][0])
        known["host"] = {str(row.pk): row.name for row in rows}
    return [(name, value, known.get(name, {}).get(value, value)) for name, values in limits.items() for value in values]


def _usual_year(request: HttpRequest, body: Organisation | None) -> int:
    """Return the year people are at work on: an association that has just brought in 2013 wants to see 2013."""
    return queries.latest_year(organisation=body, actor=request.user, today=clock.today())


def _may_export(request: HttpRequest) -> bool:
    return gate.allows(request.user, "export", Entry)
