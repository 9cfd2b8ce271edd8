"""Which template a summary starts from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kexie.insight.reports.models import Kind, ReportTemplate
from kexie.network.organisations.models import Organisation

BUILT_IN = Path(__file__).parents[1] / "data"
WORDS = ("年度", "单位", "地区", "党委政府")  # what templates may ask for beside figures


@cache
def built_in(kind: str) -> str:
    """Return the text of the template that comes with the house for a kind of report."""
    return (BUILT_IN / f"{Kind(kind).value}.txt").read_text(encoding="utf-8")


def template_for(organisation: Organisation, kind: str) -> str:
    """Return what an organisation writes a kind of report from: its own template, the nearest above, or ours."""
    path = organisation.path
    above = [path[:end] for end in range(1, len(path) + 1)]
    own = ReportTemplate.objects.filter(kind=kind, organisation__path__in=above)
    nearest = own.order_by("-organisation__path").values_list("text", flat=True).first()
    return built_in(kind) if nearest is None else nearest
