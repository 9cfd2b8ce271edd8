"""The one shape of an error: {"error": {"code": …, "message": …, "field": …}}, and what becomes one."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from kexie.core.audit import trail
from kexie.core.refusals import NotAllowed, NotFound, Refusal

log = logging.getLogger(__name__)


class Problem(Schema):
    """What went wrong: a stable code, a sentence for people, the field it is about."""

    code: str
    message: str
    field: str = ""


class ErrorOut(Schema):
    """An error."""

    error: Problem


ERRORS = {frozenset({400, 401, 403, 404, 409, 413, 422, 429, 503}): ErrorOut}
BY_STATUS = {
    400: ("bad_request", gettext_lazy("这个请求看不懂。请对照接口文档检查。")),
    404: ("not_found", ""),
    405: ("method_not_allowed", gettext_lazy("这个地址不支持这种请求方法。")),
    413: ("too_large", gettext_lazy("请求内容太大。请分几次发送。")),
    429: ("too_many", gettext_lazy("请求太频繁，请过一会儿再试。")),
    503: ("unavailable", gettext_lazy("系统正忙，请过一会儿再试。")),
}


def problem(status: int, code: str = "", message: object = "", field: str = "") -> JsonResponse:
    """Return an error as it is answered."""
    known, said = BY_STATUS.get(status, ("error", gettext_lazy("请求没有办成。")))
    error = {"code": code or known, "message": str(message or said or NotFound())}
    if field:
        error["field"] = field
    response = JsonResponse({"error": error}, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status in (429, 503):
        response["Retry-After"] = "60"
    return response


def install(api: NinjaAPI) -> None:
    """Make an interface answer every error in the one shape."""
    api.add_exception_handler(Refusal, _refused)
    api.add_exception_handler(Http404, lambda request, error: problem(404))
    api.add_exception_handler(AuthenticationError, _unknown)
    api.add_exception_handler(HttpError, lambda request, error: problem(error.status_code))
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(Exception, _broken)


def _refused(request: HttpRequest, refusal: Refusal) -> JsonResponse:
    if isinstance(refusal, NotAllowed):
        action = refusal.facts.get("action", "")
        trail.write_event(actor=request.auth, did="refused", about=request.path, note=str(refusal), action=action)
    fields = refusal.facts.get("fields") or {}
    return problem(refusal.status, refusal.code, refusal, field=next(iter(fields), ""))


def _unknown(request: HttpRequest, error: Exception) -> JsonResponse:
    return problem(401, "unauthorised", _("令牌不对、已到期或已作废。请向发放令牌的单位核对。"))


def _invalid(request: HttpRequest, error: ValidationError) -> JsonResponse:
    first = error.errors[0]
    where = [str(part) for part in first["loc"][1:]]
    status = 400 if first["type"] == "json_invalid" else 422
    said = _("“%(field)s”不对：%(why)s") % {"field": ".".join(where) or first["loc"][0], "why": first["msg"]}
    return problem(status, "invalid", said, field=".".join(where))


def _broken(request: HttpRequest, error: Exception) -> JsonResponse:
    mark = uuid.uuid4().hex[:8]
    log.exception("api request broke (%s)", mark, exc_info=error)
    return problem(500, "broken", _("处理时出了意外。请把编号 %s 告诉系统管理员。") % mark)


def shaped(response: Any) -> Any:
    """Return an answer of Django's own making (404 of no address, 405, 500 …) in the one shape."""
    if response.status_code < 400 or response.headers.get("Content-Type", "").startswith("application/json"):
        return response
    made = problem(response.status_code)
    if allow := response.headers.get("Allow"):
        made["Allow"] = allow
    return made
