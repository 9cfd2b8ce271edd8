"""The WSGI door."""

import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from kexie.web.threads import in_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kexie.web.settings")
application = in_line(get_wsgi_application())

from django.conf import settings  # noqa: E402  (not before there are any)

if settings.PROXIES:  # only these are believed about who asks and whether over TLS
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=settings.PROXIES)
