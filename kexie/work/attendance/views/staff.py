"""What staff do about doors: see how a session stands, tap names, count, look at conflicts, open devices, settle."""

from __future__ import annotations

import io
from datetime import datetime
from uuid import UUID

import segno
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kexie.core import clock, gate
from kexie.core.api.repeating import sent_once
from kexie.core.forms import shown_in
from kexie.core.sheets.writer import Output, write_xlsx
from kexie.core.web import page
from kexie.work.activities.models import Activity, Session
from kexie.work.attendance import queries, rules, services
from kexie.work.attendance.forms import DoorForm, HeadcountForm
from kexie.work.attendance.models import Attendance, Device, Headcount, Scan, Verdict
from kexie.work.signups.models import Signup

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """List the sessions around today: where there are doors to watch."""
    rows = queries.around(request.user, clock.now())
    return page(request, "attendance/sessions.html", {"rows": rows, "today": clock.today()})


@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how a session stands, with its list of names."""
    return _session_page(request, _session(request, pk), HeadcountForm(actor=request.user))


@require_POST
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign somebody in or out, or take that back."""
    row = _session(request, pk)
    signup = get_object_or_404(
        Signup.objects.visible_to(request.user).filter(session=row), pk=_number(request.POST.get("signup", ""))
    )  # fmt: skip
    direction = request.POST.get("direction", "")
    how = {"direction": direction if direction in Scan.Direction.values else rules.IN, "undoes": None}
    if direction == rules.UNDO:
        how["undoes"] = _last_of(signup)
    answer = services.check_in(signup=signup, session=row, at=clock.now(), actor=request.user, **how)
    if answer.verdict != rules.OK:
        messages.error(request, f"{signup}：{Verdict(answer.verdict).label}")
    return redirect(f"{reverse('attendance:session', args=[pk])}#p{signup.pk}")


@require_POST
@sent_once
def headcount(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down how many came whom nobody named."""
    row = _session(request, pk)
    form = HeadcountForm(request.POST, instance=Headcount(session=row), actor=request.user)
    if form.is_valid():
        with shown_in(form):
            services.record_headcount(headcount=form.save(commit=False), actor=request.user, at=clock.now())
            messages.success(request, _("已记下未记名 %d 人。") % form.instance.amount)
            return redirect("attendance:session", pk)
    gate.require(request.user, "edit", form.instance)
    return _session_page(request, row, form, status=422)


@require_POST
def remove_headcount(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a headcount back."""
    row = get_object_or_404(
        Headcount.objects.visible_to(request.user).select_related("session__activity__organisation"), pk=pk
    )  # fmt: skip
    services.remove_headcount(headcount=row, actor=request.user, at=clock.now())
    messages.success(request, _("已删去。"))
    return redirect("attendance:session", row.session_id)


@require_POST
def look_at(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody looked at a conflict."""
    rows = Attendance.objects.visible_to(request.user).select_related("session__activity__organisation", "signup")
    row = get_object_or_404(rows, pk=pk)
    services.look_at(attendance=row, actor=request.user, note=request.POST.get("note", "").strip()[:200])
    return redirect("attendance:session", row.session_id)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Count the session's people into the ledger."""
    row = _session(request, pk)
    services.settle(session=row, actor=request.user, at=clock.now())
    messages.success(request, _("已入账。之后补传的签到会自动更正台账。"))
    return redirect("attendance:session", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the list of names with a column to sign; type back who signed."""
    row = _session(request, pk)
    people = [*queries.name_list(row, request.user)]
    if request.method == "POST":
        came = {_number(key) for key in request.POST.getlist("came")}
        signups = [signup for signup in people if signup.pk in came]
        moment = min(max(row.starts_at, _typed(request.POST.get("at", ""), row)), clock.now())
        services.from_paper(
            session=row, rows=[(signup, moment, None) for signup in signups], at=clock.now(), actor=request.user
        )  # fmt: skip
        messages.success(request, _("已补录 %d 人。") % len(signups))
        return redirect("attendance:session", pk)
    context = {"session": row, "when": queries.when(row), "people": people, "rows": range(6)}
    return page(request, "attendance/paper.html", context)


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the list of names as a workbook with columns to fill; the same file is read back by the import."""
    row = _session(request, pk)
    gate.require(request.user, "export", Attendance(session=row))
    file = io.BytesIO()
    headers = [str(title) for title in queries.PAPER_COLUMNS.values()]
    rows = ([s.reference, s.person.name, s.group, "", ""] for s in queries.name_list(row, request.user))
    notes = [
        f"{row.activity} {row} 签到表",
        _("在“签到时间”里填到场时间（如 9:05），没来的留空；填好后在“导入表格”里导入。"),
    ]
    write_xlsx(file, [Output(_("签到表"), headers, rows, notes)])
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{row.activity}-{row}-签到表.xlsx", content_type=XLSX)


@require_safe
def doors(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an activity's devices, and ask for a new one."""
    return _doors_page(request, _activity(request, pk), DoorForm())


@require_POST
def open_door(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a door and show its link, this once."""
    activity, form = _activity(request, pk), DoorForm(request.POST)
    gate.require(request.user, "edit", Device(activity=activity))
    if not form.is_valid():
        return _doors_page(request, activity, form, status=422)
    device, secret = services.open_door(activity=activity, actor=request.user, at=clock.now(), **form.cleaned_data)
    address = request.build_absolute_uri(reverse("attendance:door", args=[secret]))
    square = segno.make(address, error="m").svg_data_uri(scale=6, border=2)
    return _doors_page(request, activity, DoorForm(), opened=device, address=address, square=square)


@require_POST
def revoke_door(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a door at once."""
    rows = Device.objects.visible_to(request.user).select_related("activity__organisation")
    device = services.revoke_door(device=get_object_or_404(rows, pk=pk), actor=request.user, at=clock.now())
    messages.success(request, _("“%s”已停用。") % device)
    return redirect("attendance:doors", device.activity_id)


def _session(request: HttpRequest, pk: int) -> Session:
    rows = Session.objects.visible_to(request.user).select_related("activity__organisation", "activity__campaign")
    return get_object_or_404(rows, pk=pk)


def _activity(request: HttpRequest, pk: int) -> Activity:
    return get_object_or_404(Activity.objects.visible_to(request.user).select_related("organisation"), pk=pk)


def _session_page(request: HttpRequest, row: Session, form: HeadcountForm, status: int = 200) -> HttpResponse:
    context = {
        "session": row, "when": queries.when(row), "form": form, "now": queries.overview(row, request.user),
        "people": queries.name_list(row, request.user), "may_edit": gate.allows(request.user, "edit", row),
        "has_begun": clock.now() >= row.starts_at,
    }  # fmt: skip
    return page(request, "attendance/session.html", context, status=status)


def _doors_page(
    request: HttpRequest, activity: Activity, form: DoorForm, status: int = 200, **more: object
) -> HttpResponse:
    devices = Device.objects.visible_to(request.user).filter(activity=activity)
    may_edit = gate.allows(request.user, "edit", activity)
    context = {"activity": activity, "devices": devices, "form": form, "may_edit": may_edit, "now": clock.now(), **more}
    return page(request, "attendance/doors.html", context, status=status)


def _last_of(signup: Signup) -> UUID | None:
    undone = Scan.objects.filter(signup=signup, undoes__isnull=False).values("undoes")
    rows = Scan.objects.filter(signup=signup, verdict=rules.OK).exclude(direction=rules.UNDO).exclude(key__in=undone)
    last = rows.order_by("time", "pk").last()
    return last and last.key


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _typed(text: str, row: Session) -> datetime:
    try:
        hour, minute = map(int, text.split(":"))
        return row.starts_at.astimezone(clock.ZONE).replace(hour=hour, minute=minute)
    except ValueError:
        return row.starts_at
