"""The ledger (台账): every fact that is counted anywhere, once, for ever."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.core.gate import GuardedQuerySet
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person

from . import measures
from .querysets import EntryQuerySet


class Evidence(models.TextChoices):
    """How a number was obtained. Sums over different kinds are always shown apart."""

    COUNTED = "counted", _("实数")
    ESTIMATED = "estimated", _("估计")
    REPORTED = "reported", _("上报")
    IMPORTED = "imported", _("导入")


class Posting(models.Model):
    """One act of posting: what one version of one source record adds to the ledger.

    A correction posts a reversal (`reverses` set, amounts negated) and then a new version. Never changed or
    deleted; the database refuses both.
    """

    source_kind = models.CharField(_("来源类别"), max_length=60)
    source_id = models.BigIntegerField(_("来源编号"))
    version = models.PositiveIntegerField(_("版本"))
    reverses = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("冲销"), null=True, blank=True, related_name="reversed_by"
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("单位"), related_name="+")
    posted_at = models.DateTimeField(_("入账时间"))
    posted_by = models.CharField(_("入账人"), max_length=150)
    note = models.CharField(_("说明"), max_length=200, blank=True, default="")

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("入账")
        constraints = [
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "version"], condition=Q(reverses__isnull=True),
                name="ledger_posting_version_once",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["source_kind", "source_id"], name="ledger_posting_source")]

    def __str__(self) -> str:
        return f"{self.source_kind} {self.source_id} v{self.version}"


class Entry(models.Model):
    """One amount of one measure on one day at one organisation.

    `amount` is a whole number in the measure's smallest unit (people, sheets, minutes, fen). `path` and
    `division` are the organisation's as of `on`. In a jointly held activity every party has an entry with its own
    share; `joint` (the key of the shared line) ties them and `joint_total` is what they count together above them all.
    Never changed or deleted; the database refuses both.
    """

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="entries")
    measure = models.CharField(_("计量项"), max_length=60)
    amount = models.BigIntegerField(_("数量"))
    on = models.DateField(_("发生日期"))
    month = models.IntegerField(_("月份"))  # 201305, so that grouping needs no date function in any engine
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("单位"), related_name="+")
    path = models.CharField(_("当时组织路径"), max_length=60)
    division = models.CharField(_("当时区划"), max_length=12, blank=True, default="")
    form = models.CharField(_("形式"), max_length=40, blank=True, default="")
    campaign = models.CharField(_("主题活动"), max_length=60, blank=True, default="")
    kind = models.CharField(_("类别"), max_length=60, blank=True, default="")
    team = models.CharField(_("队伍"), max_length=60, blank=True, default="")
    channel = models.CharField(_("线上线下"), max_length=10, blank=True, default="")
    person = models.ForeignKey(  # a number to tell people apart by: it outlives whom an import taken back had brought
        Person, models.DO_NOTHING, db_constraint=False, verbose_name=_("人员"), null=True, blank=True, related_name="+"
    )
    evidence = models.CharField(_("取得方式"), max_length=10, choices=Evidence)
    joint = models.BigIntegerField(null=True, blank=True)
    joint_total = models.BigIntegerField(null=True, blank=True)
    source_kind = models.CharField(_("来源类别"), max_length=60)
    source_id = models.BigIntegerField(_("来源编号"))
    posted_at = models.DateTimeField(_("入账时间"))

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("台账记录")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["measure", "path", "on"], name="ledger_entry_measure_path_on"),
            models.Index(fields=["source_kind", "source_id"], name="ledger_entry_source"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.title} {self.amount}"

    @property
    def title(self) -> str:
        """What the amount counts, in words."""
        return measures.title_of(self.measure)


class ClosedPeriod(Record):
    """A period whose figures an organisation's checker has signed: what was known at `closed_at` stays readable.

    Entries posted later for days inside it are corrections: figures show the published value and the new one.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("单位"), related_name="closed_periods"
    )
    starts_on = models.DateField(_("起始日期"))
    ends_on = models.DateField(_("截止日期"))
    closed_at = models.DateTimeField(_("关账时间"))
    closed_by = models.CharField(_("审核人"), max_length=150)
    reopened_at = models.DateTimeField(_("重新打开时间"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("关账期间")
        ordering = ["-ends_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="ledger_closedperiod_ends_after_start",
                violation_error_message=_("截止日期不能早于起始日期。"),
            ),
            models.UniqueConstraint(
                fields=["organisation", "starts_on", "ends_on"], condition=Q(reopened_at__isnull=True),
                name="ledger_closedperiod_once", violation_error_message=_("这个期间已经关账。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.starts_on} — {self.ends_on}"
