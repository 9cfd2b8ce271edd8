"""Pages of metrics."""

from django.http import HttpRequest, HttpResponse


def metric_list(request: HttpRequest) -> HttpResponse: ...
def figure(request: HttpRequest, name: str) -> HttpResponse: ...
