"""The one way out for files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from .models import StoredFile
from .sending import sent


@require_safe
def download(request: HttpRequest, key: str) -> HttpResponse:
    """Send a file, rights asked again now."""
    file = StoredFile.objects.visible_to(request.user).filter(key=key).first()
    if file is None:
        raise Http404
    return sent(file)
