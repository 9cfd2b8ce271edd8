"""Administrative divisions, and the organisations that stand on them: the backbone that scopes everything."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.core import paths
from kexie.core.gate import GuardedQuerySet
from kexie.core.personal import PersonalField, PhoneField
from kexie.core.records import Record

from .querysets import DivisionQuerySet, OrganisationQuerySet

NO_PATH = "?"  # what the path of a row without a key starts with


class Level(models.TextChoices):
    """Levels of administration."""

    NATION = "nation", _("国家")
    PROVINCE = "province", _("省级")
    CITY = "city", _("地市级")
    COUNTY = "county", _("县级")
    TOWN = "town", _("乡级")
    VILLAGE = "village", _("村级")


class Division(models.Model):
    """One administrative division of the national statistics code list (12 digits), with the days it was valid.

    Reference data, loaded from files and the same for everyone: not a guarded record.
    """

    code = models.CharField(_("区划代码"), max_length=12, primary_key=True, validators=[RegexValidator(r"^\d{12}$")])
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("级别"), max_length=10, choices=Level)
    parent_code = models.CharField(_("上级代码"), max_length=12, blank=True, default="", db_index=True)
    valid_from = models.DateField(_("启用日期"), null=True, blank=True)
    valid_until = models.DateField(_("停用日期"), null=True, blank=True)

    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("行政区划")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Organisation(Record):
    """A body of the network: an association of some level, a society, an enterprise association, a school.

    `path` is the chain of base-36 keys from the root, so that a subtree is one range. It says where the body
    stands today; where it stood on a day is in its placements.
    """

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("科协")
        SOCIETY = "society", _("学会（协会、研究会）")
        ENTERPRISE = "enterprise", _("企业科协")
        PARK = "park", _("园区科协")
        UNIVERSITY = "university", _("高校科协")
        FARM_ASSOCIATION = "farm_association", _("农技协")
        COOPERATIVE = "cooperative", _("专业合作社")
        SERVICE_STATION = "service_station", _("服务站")
        SCHOOL = "school", _("学校")
        HOSPITAL = "hospital", _("医院")
        COMMUNITY = "community", _("社区（村）")
        DEPARTMENT = "department", _("政府部门")
        PARTNER = "partner", _("合作单位")

    class State(models.TextChoices):
        SUGGESTED = "suggested", _("待确认")
        ACTIVE = "active", _("正常")
        DISSOLVED = "dissolved", _("已注销")
        WITHDRAWN = "withdrawn", _("误登作废")

    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("类型"), max_length=20, choices=Kind)
    level = models.CharField(_("级别"), max_length=10, choices=Level, blank=True, default="")
    division = models.ForeignKey(
        Division, models.PROTECT, verbose_name=_("所在区划"), null=True, blank=True, related_name="organisations"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("上级组织"), null=True, blank=True, related_name="children"
    )
    path = models.CharField(_("组织路径"), max_length=60, unique=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.ACTIVE)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    known_on = models.DateField(
        _("入册日期"), null=True, blank=True, help_text=_("成立日期不详时，从这一天起计入组织数。")
    )
    dissolved_on = models.DateField(_("注销日期"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("并入"), null=True, blank=True, related_name="merged_from"
    )
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, default="")
    head = PersonalField(_("负责人"))
    contact = PersonalField(_("联系人（秘书长）"))
    phone = PhoneField(_("联系电话"))
    note = models.TextField(_("备注"), blank=True, default="")
    extra = models.JSONField(_("名册上的其他栏"), default=dict, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    named_by = ("name",)

    class Meta:
        verbose_name = _("组织")
        ordering = ["path"]
        indexes = [
            models.Index(fields=["kind", "state"], name="organisations_kind_state"),
            models.Index(fields=["parent", "path"], name="organisations_level"),  # one level of the tree, in order
            models.Index(fields=["path", "state", "kind"], name="organisations_subtree"),  # counts by kind of a subtree
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], name="organisations_organisation_name_once",
                violation_error_message=_("同一上级下已有同名组织，请核对后再登记。"),
            ),
            models.CheckConstraint(
                condition=Q(dissolved_on__isnull=True) | Q(founded_on__isnull=True)
                | Q(dissolved_on__gte=F("founded_on")),
                name="organisations_organisation_dissolved_after_founded",
                violation_error_message=_("注销日期不能早于成立日期。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new row its path, which ends in its own key."""
        if not self.path:
            self.path = f"{NO_PATH}{uuid4().hex}"
        super().save(*args, **kwargs)
        if self.path.startswith(NO_PATH):
            self.path = self.path_below(self.parent)
            super().save(update_fields=["path"])

    def clean_fields(self, exclude: Any = None) -> None:
        """Check all fields but the path, which nobody gives."""
        super().clean_fields(exclude={*(exclude or ()), "path"})

    def path_below(self, parent: Organisation | None) -> str:
        """Return the path this stored row has under a parent."""
        return (parent.path if parent else "") + paths.segment(self.pk)

    @property
    def organisation(self) -> Organisation:
        """Itself: every row in the house stands on an organisation."""
        return self

    @property
    def counts_from(self) -> date | None:
        """The day from which it counts as existing; None while nobody has confirmed that it does."""
        if self.state in (self.State.SUGGESTED, self.State.WITHDRAWN):
            return None
        return self.founded_on or self.known_on


class Placement(Record):
    """Where an organisation stood in the tree from a day on, until its next placement.

    Written when a body moves for the first time: one that never moved has none, it has always been where it is.
    `starts_on` is empty in the first: since it was founded.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="placements")
    parent = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("上级组织"), null=True, blank=True, related_name="placed"
    )
    starts_on = models.DateField(_("起始日期"), null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=200, blank=True, default="")

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("隶属沿革")
        ordering = [F("starts_on").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "starts_on"], name="organisations_placement_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.parent or '—'}（{self.starts_on or _('成立以来')}）"


class FormerName(Record):
    """A name an organisation carried until a day."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="former_names")
    name = models.CharField(_("曾用名"), max_length=120)
    ends_on = models.DateField(_("停用日期"), help_text=_("从这一天起用新名称。"))

    class Meta:
        verbose_name = _("曾用名")
        ordering = ["ends_on"]

    def __str__(self) -> str:
        return self.name


class Alias(Record):
    """A spelling that means an organisation and cannot be told from its names: given, or learned from a correction.

    `text` is normalised by `rules.normal_name`.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases")
    text = models.CharField(_("写法"), max_length=120, db_index=True)
    is_learned = models.BooleanField(_("由人工更正记住"), default=False)

    class Meta:
        verbose_name = _("别名")
        constraints = [models.UniqueConstraint(fields=["organisation", "text"], name="organisations_alias_once")]

    def __str__(self) -> str:
        return self.text
