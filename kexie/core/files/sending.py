"""A stored file as an HTTP answer: whole, to be saved, never shown in the browser."""

from __future__ import annotations

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from . import services
from .models import StoredFile


def sent(file: StoredFile) -> StreamingHttpResponse:
    """Return the answer that sends a file; whether the asker may have it, the caller has asked.

    :raises Damaged: its bytes are gone or damaged, found before the first byte is sent
    """
    pieces = services.chunks(file)
    first = next(pieces, b"")
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
