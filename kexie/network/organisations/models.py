"""Administrative divisions, and the organisations that stand on them: the backbone that scopes everything."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.core.gate import GuardedQuerySet
from kexie.core.personal import PersonalField, PhoneField
from kexie.core.records import Record

from .querysets import OrganisationQuerySet


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
    name = models.CharField(_("名称"), max_length=60, db_index=True)
    level = models.CharField(_("级别"), max_length=10, choices=Level)
    parent_code = models.CharField(_("上级代码"), max_length=12, blank=True, default="", db_index=True)
    valid_from = models.DateField(_("启用日期"), null=True, blank=True)
    valid_until = models.DateField(_("停用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("行政区划")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Organisation(Record):
    """A body of the network: an association of some level, a society, an enterprise association, a school …

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
    dissolved_on = models.DateField(_("注销日期"), null=True, blank=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, default="")
    head = PersonalField(_("负责人"))
    phone = PhoneField(_("联系电话"))
    note = models.TextField(_("备注"), blank=True, default="")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("组织")
        ordering = ["path"]
        indexes = [models.Index(fields=["kind", "state"], name="organisations_kind_state")]
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

    @property
    def organisation(self) -> Organisation:
        """Itself: every row in the house stands on an organisation."""
        return self


class Placement(Record):
    """Where an organisation stands in the tree from a day on, until its next placement."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="placements")
    parent = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("上级组织"), null=True, blank=True, related_name="placed"
    )
    starts_on = models.DateField(_("起始日期"))
    reason = models.CharField(_("原因"), max_length=200, blank=True, default="")

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("隶属沿革")
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "starts_on"], name="organisations_placement_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.parent or '—'}（{self.starts_on}）"


class FormerName(Record):
    """A name an organisation carried until a day."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="former_names")
    name = models.CharField(_("曾用名"), max_length=120)
    ends_on = models.DateField(_("停用日期"))

    class Meta:
        verbose_name = _("曾用名")
        ordering = ["ends_on"]

    def __str__(self) -> str:
        return self.name


class Alias(Record):
    """A spelling that means an organisation: made from its name, or remembered from a correction.

    `text` is normalised by rules of naming; one spelling means one organisation within an association's tree.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases")
    text = models.CharField(_("写法"), max_length=120, db_index=True)
    is_learned = models.BooleanField(_("由人工更正记住"), default=False)

    class Meta:
        verbose_name = _("别名")
        constraints = [models.UniqueConstraint(fields=["organisation", "text"], name="organisations_alias_once")]

    def __str__(self) -> str:
        return self.text
