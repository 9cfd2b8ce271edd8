"""What can be done to metrics: define, remove; and keeping the columnar copy of a big ledger."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import gate, records
from kexie.core.jobs import services as jobs
from kexie.core.jobs.models import Job
from kexie.core.jobs.progress import Progress
from kexie.core.paths import ancestors
from kexie.core.refusals import Invalid, Refusal
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import measures
from kexie.office.ledger.models import Entry

from . import rules
from .models import Metric
from .queries import columns

KEEPING = "kexie.office.metrics.services.keep_columns"
WHY = {
    "bad_name": gettext_lazy("请写 60 字以内的名称，名称里不能有“/”。"),
    "no_measure": gettext_lazy("请至少选一个计量项。"),
    "unknown_measure": gettext_lazy("有一个计量项已不存在，请重新选择。"),
    "mixed_stocks": gettext_lazy("存量（如会员数）和流量（如人次）不能放在一个指标里，请分开建。"),
    "mixed_units": gettext_lazy("这几个计量项的单位不同，不能相加。请只选同一单位的，或改为数记录条数。"),
    "not_a_stock": gettext_lazy("这个计量项是发生数，不是存量，请改为“相加”。"),
    "a_stock": gettext_lazy("这个计量项是存量，请改为“存量（到某天为止）”。"),
    "ratio_of_two": gettext_lazy("请选两个不同的指标，一个作分子，一个作分母，且不能是它自己。"),
}
FIELDS = {
    "bad_name": "name", "ratio_of_two": "numerator", "not_a_stock": "aggregate", "a_stock": "aggregate",
}  # fmt: skip


class StillUsed(Refusal):
    """Another metric divides this one."""

    code = "still_used"


def define(*, metric: Metric, actor: gate.Actor, note: str = "") -> Metric:
    """Write a metric: a new one, a changed one, or a new version of one (same name, later `starts_on`).

    Figures follow at once, for every period the version holds for.

    :raises NotAllowed: the actor may not define metrics at this organisation
    :raises Invalid: the definition makes no sense, or the name belongs to another metric
    """
    gate.require(actor, "define_metric", metric)
    known = measures.every()
    why = rules.why_not_definition(
        metric.definition(), {m.code: m.is_stock for m in known}, {m.code: m.unit for m in known}
    )
    if why:
        raise Invalid(WHY[why], fields={FIELDS.get(why, "measures"): [str(WHY[why])]})
    if any(metric.name == built_in.name for built_in in rules.CATALOGUE):
        said = _("“%s”是内置指标的名称，请换一个。") % metric.name
        raise Invalid(said, fields={"name": [said]})
    with transaction.atomic():
        if _elsewhere(metric).exists():
            said = _("上级或下级单位已有叫“%s”的指标，请换一个名称。") % metric.name
            raise Invalid(said, fields={"name": [said]})
        return records.save(metric, actor=actor, did="define_metric", note=note)


def remove(*, metric: Metric, actor: gate.Actor, note: str = "") -> None:
    """Take a metric, or one version of it, away. The ledger keeps what it counted.

    :raises NotAllowed: the actor may not define metrics at this organisation
    :raises StillUsed: a ratio needs it
    """
    gate.require(actor, "define_metric", metric)
    with transaction.atomic():
        versions = Metric.objects.filter(organisation=metric.organisation, name=metric.name).exclude(pk=metric.pk)
        for row in Metric.objects.filter(aggregate=rules.RATIO):
            if metric.name in (row.numerator, row.denominator) and not versions.exists():
                raise StillUsed(_("指标“%s”要用到它，请先改掉那个指标。") % row.name)
        records.remove(metric, actor=actor, did="remove", note=note)


def follow_ledger() -> None:
    """Have the worker bring the columnar copy up to date, if the ledger is big and the copy lags."""
    lag = columns.lag()
    waiting = Job.objects.filter(function=KEEPING, state__in=(Job.State.WAITING, Job.State.RUNNING))
    if lag <= settings.COLUMNS_TAIL // 2 or waiting.exists():
        return
    root = Organisation.objects.filter(parent=None).order_by("path").first()
    jobs.start(KEEPING, title=_("整理统计用的列式副本"), organisation=root, actor=gate.SYSTEM)


def keep_columns(*, actor: gate.Actor, progress: Progress | None = None) -> None:
    """Bring the columnar copy of a big ledger up to date; small ledgers need no copy.

    :raises NotAllowed: the actor may import nowhere
    """
    gate.require(actor, "import", Entry)
    if columns.lag():
        columns.Copy(Path(settings.COLUMNS_ROOT)).extend(step=progress.step if progress else None)


def _elsewhere(metric: Metric) -> object:
    """Return metrics of this name at bodies above or below: whoever reads both could not tell them apart."""
    path = metric.organisation.path
    same = Metric.objects.filter(name=metric.name).exclude(organisation=metric.organisation)
    above = same.filter(organisation__path__in=ancestors(path))
    return above | same.filter(organisation__path__startswith=path)
