"""Requests that may be sent again: the same key, or the same page of a browser, is done once and answered alike."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from kexie.core import clock, gate

from .errors import problem
from .models import KeptAnswer

KEEP = timedelta(hours=48)
LONGEST_KEY = 100


def repeatable(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap a writing operation (with ninja's `decorate_view`): a key that was answered before is answered the same.

    The answer is kept in the transaction of the work itself. A refused request is not kept: sent again, it is tried
    again. The same key with another content is 422. Without a key it is done as often as it is sent.
    """

    @wraps(run)
    def respond(request: HttpRequest, **given: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return run(request, **given)
        if len(key) > LONGEST_KEY or not key.isprintable():
            return problem(400, "bad_key", _("Idempotency-Key 最多 100 个可见字符。"))
        holder = _digest(request.headers.get("Authorization", ""))
        asked = _digest(request.method, request.get_full_path(), request.body)
        return _once(holder, key, asked, lambda: run(request, **given), keep=_kept_whole, again=_again)

    return respond


def sent_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap a page whose form makes something new: a second tap, a reload, a phone's retry makes nothing more.

    The page that was sent is known by its token against forged requests, which is another each time a form is shown:
    the same page with the same content is answered with the first's redirect. Sent back with an error, it was not done.
    """

    @wraps(view)
    def respond(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
        shown = request.POST.get("csrfmiddlewaretoken", "") if request.method == "POST" else ""
        if not shown:
            return view(request, *args, **given)
        typed = [f"{name}={value}" for name, values in sorted(request.POST.lists()) for value in values]
        files = [f"{name}={file.name} {file.size}" for name, found in request.FILES.lists() for file in found]
        return _once(
            _digest("page", str(request.user.pk), shown),
            _digest(request.get_full_path(), *typed, *files),
            "",
            lambda: view(request, *args, **given),
            keep=lambda made: (made.status_code, made["Location"]) if made.has_header("Location") else None,
            again=lambda kept, _asked: HttpResponseRedirect(kept.answer),
        )

    return respond


def forget_answers(*, actor: gate.Actor, at: datetime) -> None:
    """Delete answers nobody will ask for again."""
    KeptAnswer.objects.filter(created_at__lt=at - KEEP).delete()


def _once(
    holder: str,
    key: str,
    asked: str,
    run: Callable[[], HttpResponse],
    *,
    keep: Callable[[HttpResponse], tuple[int, str] | None],
    again: Callable[[KeptAnswer, str], HttpResponse],
) -> HttpResponse:
    with transaction.atomic():
        try:
            with transaction.atomic():  # of two at once the second waits here, and then finds the first's answer
                kept = KeptAnswer(holder=holder, key=key, digest=asked, created_at=clock.now())
                kept.save(force_insert=True)
        except IntegrityError:
            return again(KeptAnswer.objects.get(holder=holder, key=key), asked)
        response = run()
        if told := keep(response):
            kept.status, kept.answer = told
            kept.save()
        else:
            kept.delete()
    return response


def _kept_whole(response: HttpResponse) -> tuple[int, str] | None:
    return (response.status_code, response.content.decode()) if response.status_code < 300 else None


def _again(kept: KeptAnswer, asked: str) -> HttpResponse:
    if kept.digest != asked:
        return problem(422, "key_reused", _("这个 Idempotency-Key 已用于另一个请求。新的请求请用新的键。"))
    response = HttpResponse(kept.answer, status=kept.status, content_type="application/json; charset=utf-8")
    response["Idempotency-Replayed"] = "true"
    return response


def _digest(*parts: str | bytes) -> str:
    found = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        found.update(len(raw).to_bytes(8, "big") + raw)
    return found.hexdigest()
