"""Standards of bodies, how bodies were found against them, and demonstration sites."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.core.files.models import StoredFile
from kexie.core.loading import Keyed
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation

from . import rules


class Checklist(Record):
    """One version of a standard: what it asks for, item by item, and which evidence shows each.

    `items`: [{title, evidence}]. A version somebody was inspected by never changes; a change of it is the next one.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("制定单位"), related_name="checklists"
    )
    name = models.CharField(_("标准名称"), max_length=60)
    version = models.PositiveSmallIntegerField(_("第几版"), default=1, editable=False)
    basis = models.CharField(_("依据"), max_length=200, blank=True, default="", help_text=_("文件名称和文号。"))
    items = models.JSONField(_("条目"), default=list)
    since = models.DateField(_("起用日期"), null=True, blank=True, help_text=_("这一版从哪天起用。"))
    is_current = models.BooleanField(_("现行"), default=True, editable=False)

    class Meta:
        verbose_name = _("达标标准")
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "version"], name="standards_checklist_version_once",
                violation_error_message=_("本单位已有同名标准，请换一个名称，或打开那份标准修改。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name}（第{self.version}版）" if self.version > 1 else self.name

    @property
    def asked(self) -> list[rules.Item]:
        """What it asks for."""
        return [rules.Item(one["title"], one.get("evidence", "")) for one in self.items]


class Inspection(Record):
    """A body looked at against one version of a standard, on a day: by itself, on the spot, or to accept it."""

    class Kind(models.TextChoices):
        SELF = "self", _("自查")
        SITE = "site", _("实地核查")
        ACCEPTANCE = "acceptance", _("验收")

    class State(models.TextChoices):
        OPEN = "open", _("待认定")
        ACCEPTED = "accepted", _("达标")
        TO_PUT_RIGHT = "to_put_right", _("待整改")
        REFUSED = "refused", _("不予认定")

    checklist = models.ForeignKey(Checklist, models.PROTECT, verbose_name=_("标准"), related_name="inspections")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("被查组织"), related_name="inspections"
    )
    kind = models.CharField(_("方式"), max_length=10, choices=Kind)
    on = models.DateField(_("日期"), db_index=True)
    by = models.CharField(_("检查人"), max_length=100, blank=True, default="", help_text=_("几个人的，用顿号隔开。"))
    note = models.TextField(_("总的情况"), blank=True, default="")
    state = models.CharField(_("结果"), max_length=12, choices=State, default=State.OPEN, editable=False)
    decided_on = models.DateField(_("认定日期"), null=True, blank=True, editable=False)
    due_on = models.DateField(_("整改期限"), null=True, blank=True, editable=False)
    decision = models.CharField(_("认定意见"), max_length=200, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("达标检查")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.organisation}{self.get_kind_display()}（{self.on}）"


class Finding(Record):
    """What an inspection found on one item of its checklist."""

    class State(models.TextChoices):
        MET = rules.MET, _("有")
        NOT_MET = rules.NOT_MET, _("没有")
        NOT_ASKED = rules.NOT_ASKED, _("不适用")

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="findings")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("条目"), max_length=rules.LONGEST)
    state = models.CharField(_("情况"), max_length=10, choices=State)
    note = models.CharField(_("说明"), max_length=300, blank=True, default="")
    file = models.OneToOneField(
        StoredFile, models.PROTECT, verbose_name=_("佐证"), related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("检查条目")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="standards_finding_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Site(Keyed):
    """A demonstration site: a body, or something at a body when it has a `name` of its own, from a day to a day.

    `grant` in yuan, a fact of the ledger on the day it was given. `is_dated` is False where a roster named no day and
    the end of its year stands instead.
    """

    class Level(models.TextChoices):
        NATIONAL = "national", _("国家级")
        PROVINCE = "province", _("省级")
        CITY = "city", _("市级")
        COUNTY = "county", _("县级")
        TOWN = "town", _("乡级")

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("组织"), related_name="sites")
    name = models.CharField(
        _("示范点名称"), max_length=100, blank=True, default="", help_text=_("就是这个组织本身的，不用填。")
    )
    title = models.CharField(_("称号"), max_length=60, default="示范点")
    level = models.CharField(
        _("级别"), max_length=8, choices=Level, blank=True, default="",
        help_text=_("由哪一级命名；同一处先后由几级命名的，各登记一次。"),
    )  # fmt: skip
    named_on = models.DateField(_("命名日期"), db_index=True)
    is_dated = models.BooleanField(default=True, editable=False)
    is_only_said = models.BooleanField(_("只由组织名册带出"), default=False, editable=False)
    ended_on = models.DateField(_("终止日期"), null=True, blank=True, editable=False)
    ended_because = models.CharField(_("终止原因"), max_length=200, blank=True, default="", editable=False)
    grant = models.DecimalField(
        _("补助"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, _("补助不能是负数，请核对。"))],
    )
    granted_on = models.DateField(_("补助日期"), null=True, blank=True, help_text=_("不填就按命名日期计入补助。"))
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, verbose_name=_("依据的验收"), related_name="sites", null=True, blank=True
    )
    document = models.CharField(_("命名文件"), max_length=200, blank=True, default="", help_text=_("文件名称和文号。"))
    file = models.OneToOneField(
        StoredFile, models.PROTECT, verbose_name=_("文件扫描件"), related_name="+", null=True, blank=True,
        editable=False,
    )  # fmt: skip

    class Meta:
        verbose_name = _("示范点")
        ordering = ["-named_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], name="standards_site_once", violation_error_message=_("这个示范点已经登记过。")
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("named_on")),
                name="standards_site_ends_after_named",
                violation_error_message=_("终止日期不能早于命名日期。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.organisation)

    def natural_key(self) -> Iterable[object]:
        """The body, its own name, the level where it is said and, once it has ended, that day: then it is another."""
        return [self.organisation_id, self.name, self.ended_on, *([self.level] if self.level else [])]
