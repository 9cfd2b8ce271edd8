"""Which template a summary starts from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kexie.insight.reports.models import Kind, ReportTemplate
from kexie.network.organisations.models import Organisation

BUILT_IN = Path(__file__).parents[1] / "data" / "annual.txt"
WORDS = ("年度", "单位", "地区", "党委政府")  # what templates may ask for beside figures


@cache
def built_in() -> str:
    """Return the text of the template that comes with the house."""
    return BUILT_IN.read_text(encoding="utf-8")


def template_for(organisation: Organisation) -> str:
    """Return the template an organisation writes from: its own, the nearest one above it, or the built-in one."""
    path = organisation.path
    above = [path[:end] for end in range(1, len(path) + 1)]
    own = ReportTemplate.objects.filter(kind=Kind.ANNUAL, organisation__path__in=above)
    nearest = own.order_by("-organisation__path").values_list("text", flat=True).first()
    return built_in() if nearest is None else nearest
