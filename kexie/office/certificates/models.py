"""What was certified, for ever: certificates and their revocations. Both tables only grow."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.records import Record
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person

from . import rules


class Certificate(Record):
    """One certificate as it was given out: whoever holds its code can have its content checked.

    Nothing about it ever changes; the database refuses it. A mistake is mended by revoking it or by a new edition,
    which points back at the one it replaces.
    """

    class Kind(models.TextChoices):
        VOLUNTEER_HOURS = "volunteer_hours", _("志愿服务证明")

    class State(models.TextChoices):
        VALID = "valid", _("有效")
        REPLACED = "replaced", _("已换发")
        REVOKED = "revoked", _("已作废")

    code = models.CharField(_("查验码"), max_length=12, unique=True, editable=False)
    kind = models.CharField(_("种类"), max_length=30, choices=Kind)
    source_key = models.CharField(max_length=120, editable=False)  # what makes asking twice the same request
    edition = models.PositiveSmallIntegerField(_("第几次开具"), default=1)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("开具单位"), related_name="certificates"
    )
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("本人"), related_name="certificates")
    year = models.PositiveSmallIntegerField(_("年份"))
    serial = models.PositiveIntegerField(_("当年顺序号"))
    issued_on = models.DateField(_("开具日期"))
    issued_by = models.CharField(_("开具人"), max_length=150)
    template = models.CharField(max_length=30, editable=False)
    template_version = models.PositiveSmallIntegerField(editable=False)
    facts = models.JSONField(editable=False)  # see services.frozen; personal values are sealed
    replaces = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("换发自"), null=True, blank=True, related_name="replaced_by"
    )
    note = models.CharField(_("换发原因"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("证明")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source_key", "edition"], name="certificates_certificate_once",
                violation_error_message=_("这份证明已经开具过了。"),
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "year", "serial"], name="certificates_certificate_number_once",
                violation_error_message=_("这个证明编号已经用过，请再试一次。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.number}"

    @property
    def number(self) -> str:
        """The number in the year: 〔2026〕12号."""
        return f"〔{self.year}〕{self.serial}号"

    @property
    def grouped_code(self) -> str:
        """The code as people read it aloud."""
        return rules.grouped(self.code)

    @property
    def state(self) -> str:
        """Whether it holds: what was revoked stays revoked, replaced or not."""
        if getattr(self, "revocation", None) is not None:
            return self.State.REVOKED
        return self.State.REPLACED if getattr(self, "replaced_by", None) is not None else self.State.VALID

    def get_state_display(self) -> str:
        """Say the state in words."""
        return str(self.State(self.state).label)


class Revocation(Record):
    """That a certificate holds no longer: from when and why."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, verbose_name=_("证明"), related_name="revocation")
    on = models.DateField(_("作废日期"))
    reason = models.CharField(_("作废原因"), max_length=200)

    class Meta:
        verbose_name = _("证明作废")

    def __str__(self) -> str:
        return f"{self.certificate}"

    @property
    def organisation(self) -> Organisation:
        """Whose certificate it was."""
        return self.certificate.organisation
