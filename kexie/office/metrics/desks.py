"""Record-keeping screens."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kexie.core.desk import Column, Desk

from . import queries, services
from .forms import MetricForm
from .models import Metric


class MetricDesk(Desk):
    """Metrics people defined themselves."""

    model = Metric
    form = MetricForm
    slug = "own"
    title = _("自定义指标")
    lead = _("内置的指标不够用时，在这里用台账里的计量项自己定义，不用编程。")
    new = _("新建指标")
    columns = [
        "name", "unit", "chapter", "aggregate", "organisation",
        Column("told", _("口径"), value=lambda row: queries.explain(row.definition()), sort=None),
        "starts_on",
    ]  # fmt: skip
    search = ["name", "description"]
    filters = ["chapter", "aggregate", "organisation"]
    order = ["name", "starts_on", "pk"]
    facts = [
        "name", "unit", "chapter", "organisation",
        Column("told", _("口径"), value=lambda row: queries.explain(row.definition()), sort=None),
        "description", "starts_on",
    ]  # fmt: skip
    empty = _("还没有自定义的指标。")
    first_steps = [(_("看全部指标"), "metrics:overview")]

    def save(self, form: MetricForm, *, did: str) -> Any:
        """Check that the definition makes sense."""
        return services.define(metric=form.save(commit=False), actor=self.actor)
