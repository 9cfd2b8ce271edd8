"""The one way out for files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from . import services
from .models import StoredFile


@require_safe
def download(request: HttpRequest, key: str) -> HttpResponse:
    """Send a file whole, to be saved: never shown in the browser, rights asked again now."""
    file = StoredFile.objects.visible_to(request.user).filter(key=key).first()
    if file is None:
        raise Http404
    pieces = services.chunks(file)
    first = next(pieces, b"")  # a damaged file is refused before the first byte is sent
    response = StreamingHttpResponse(_rest(first, pieces), content_type=file.content_type)
    response["Content-Length"] = file.size
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _rest(first, pieces):
    yield first
    yield from pieces
