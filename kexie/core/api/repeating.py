"""Requests that may be sent again: the same Idempotency-Key is done once and answered alike."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
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
        with transaction.atomic():
            try:
                with transaction.atomic():  # of two at once the second waits here, and then finds the first's answer
                    kept = KeptAnswer(holder=holder, key=key, digest=asked, created_at=clock.now())
                    kept.save(force_insert=True)
            except IntegrityError:
                return _again(KeptAnswer.objects.get(holder=holder, key=key), asked)
            response = run(request, **given)
            if response.status_code < 300:
                kept.status, kept.answer = response.status_code, response.content.decode()
                kept.save()
            else:
                kept.delete()
        return response

    return respond


def forget_answers(*, actor: gate.Actor, at: datetime) -> None:
    """Delete answers nobody will ask for again."""
    KeptAnswer.objects.filter(created_at__lt=at - KEEP).delete()


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
