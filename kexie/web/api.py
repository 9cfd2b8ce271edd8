"""The partners' interface, put together: one address, one kind of key, one shape of errors."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer

from kexie.core import clock
from kexie.core.api.errors import install
from kexie.core.api.parsing import CleanParser
from kexie.core.refusals import Refusal
from kexie.network.access import services as access

ROUTERS = {
    "/organisations": "kexie.network.organisations.api.router",
    "/activities": "kexie.work.activities.api.router",
    "/sessions": "kexie.work.activities.api.sessions",
    "/signups": "kexie.work.signups.api.router",
    "/doors": "kexie.work.attendance.api.router",
    "/volunteers": "kexie.work.volunteering.api.router",
    "/hours": "kexie.work.hours.api.router",
    "/ties": "kexie.work.contacts.api.ties",
    "/visits": "kexie.work.contacts.api.visits",
    "/help-visits": "kexie.work.contacts.api.help_visits",
    "/certificates": "kexie.office.certificates.api.router",
    "/metrics": "kexie.office.metrics.api.router",
}


class TooFast(Refusal):
    """A client asks more often than it may."""

    code = "too_many"
    status = 429


class Token(HttpBearer):
    """`Authorization: Bearer kexie_…`: the only way in; a session of the pages opens nothing here."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the client as an actor, None if the key opens nothing.

        :raises TooFast: more requests within the minute than a client may make
        """
        request.auth = client = access.recognise(secret=token, at=clock.now())
        if client is not None:
            mark = f"api:{client.pk}:{int(clock.now().timestamp()) // 60}"
            cache.add(mark, 0, 120)
            if cache.incr(mark) > settings.API_PER_MINUTE:
                raise TooFast(_("请求太频繁，每分钟最多 %d 次。请过一会儿再试。") % settings.API_PER_MINUTE)
        return client


class Plain(JSONRenderer):
    """JSON with Chinese as it is."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="智慧科协",
    version="1",
    urls_namespace="api",
    docs_url=None,
    auth=Token(),
    renderer=Plain(),
    parser=CleanParser(),
    description="合作单位的程序用的接口。凭令牌访问，只限令牌的单位及下级、令牌上的事项。",
)
install(api)
for prefix, router in ROUTERS.items():
    api.add_router(prefix, router)


def urls() -> tuple[list[Any], str, str]:
    """Return the interface's addresses; it knows its clients by their keys, so no page to sign in stands before it."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        pattern.callback.login_required = False
    return patterns, app_name, namespace
