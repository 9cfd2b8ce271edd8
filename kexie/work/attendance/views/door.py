"""A device's door: opened by its link, carried on by its own script, fed by two addresses that ask for its secret."""

from __future__ import annotations

import json
from pathlib import Path

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from kexie.core import clock
from kexie.core.web import page
from kexie.work.attendance import queries, rules, services
from kexie.work.attendance.models import Device

WORKER = Path(__file__).parents[1] / "static/attendance/worker.js"
HEADER = "X-Door"  # carries the secret; no cookie does, so no other site can send on a device's behalf
STATIC = (
    "core/kexie.css", "core/parts.css", "core/print.css", "core/icon.svg", "attendance/door.css",
    "attendance/door.js",
)  # fmt: skip
READER = "vendor/qr/decode.js"


@login_not_required
@never_cache
@require_safe
def door(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the door of a device, or the changing code if it is a screen."""
    device = services.require_open(secret=secret, at=clock.now(), late=True)
    if device.kind == Device.Kind.SCREEN:
        return _screen(request, services.require_open(secret=secret, at=clock.now()))
    # What modules import from one another is asked for by its plain name.
    modules = [f"{static('attendance/')}{name}" for name in ("judge.js", "store.js")]
    reader = static("vendor/qr/") + "decode.js"
    worker = reverse("attendance:door_worker")
    assets = {
        "list": reverse("attendance:door_list"), "scans": reverse("attendance:door_scans"),
        "worker": worker, "scope": worker.rpartition("/")[0] + "/",
        "reader": reader, "files": [*map(static, STATIC), *modules, reader, static("vendor/qr/") + "index.js"],
    }  # fmt: skip
    return page(request, "attendance/door.html", {"device": device, "assets": assets})


@login_not_required
@require_safe
def door_worker(request: HttpRequest) -> HttpResponse:
    """Send the script that lets doors open without network; it may control what lies beside it, and nothing else."""
    return HttpResponse(WORKER.read_bytes(), "text/javascript", headers={"Cache-Control": "no-cache"})


@login_not_required
@never_cache
@require_safe
def door_list(request: HttpRequest) -> HttpResponse:
    """Send a device what it may know of its activity."""
    device = services.require_open(secret=request.headers.get(HEADER, ""), at=clock.now())
    return _json(queries.list_for(device, clock.now()))


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def door_scans(request: HttpRequest) -> HttpResponse:
    """Take what a device scanned, and answer row by row."""
    now = clock.now()
    device = services.require_open(secret=request.headers.get(HEADER, ""), at=now, late=True)
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise services.BadUpload(_("上传的内容不是签到记录。"))
    answers = services.upload(
        device=device, rows=sent.get("scans"), sent_at=sent.get("sent_at"), at=now, actor=device
    )  # fmt: skip
    results = [
        {"key": a.key, "verdict": a.verdict, "state": a.state, "first_in": a.first_in, "is_doubtful": a.is_doubtful}
        for a in answers
    ]
    return _json({"received_at": now, "results": results})


def _screen(request: HttpRequest, device: Device) -> HttpResponse:
    now = clock.now()
    session = queries.nearest(device.activity, now)
    rest = rules.WINDOW - int(now.timestamp()) % rules.WINDOW
    context = {"device": device, "session": session, "window": rules.WINDOW, "seconds": rest}
    if session is not None:
        code = queries.screen_code(session, now)
        address = reverse("attendance:here", args=[device.activity.public_id, session.number, code])
        square = segno.make(request.build_absolute_uri(address), error="m")
        context |= {"square": square.svg_data_uri(border=2), "session_when": queries.when(session)}
    return page(request, "attendance/screen.html", context)


def _json(body: dict) -> HttpResponse:
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})
