"""Who stands where, from when to when: positions held, terms of office, headcounts without names."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from kexie.core.records import Record
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person

from . import rules


class Term(Record):
    """One term of office (届) of a body: planned until a day, put off at most once a year long, ended when closed."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("组织"), related_name="terms")
    number = models.PositiveSmallIntegerField(_("届次"), null=True, blank=True, help_text=_("第几届，不详的空着。"))
    starts_on = models.DateField(_("开始日期"))
    years = models.PositiveSmallIntegerField(
        _("任期（年）"), default=rules.TERM_YEARS, help_text=_("按本组织的章程，一般五年。")
    )
    planned_until = models.DateField(_("应换届日期"), editable=False, db_index=True)
    delayed_until = models.DateField(_("延期至"), null=True, blank=True, editable=False)
    delay_reason = models.CharField(_("延期原因"), max_length=200, blank=True, default="", editable=False)
    ended_on = models.DateField(_("届满日期"), null=True, blank=True, editable=False)
    note = models.TextField(_("备注"), blank=True, default="")
    warned_on = models.DateField(null=True, blank=True, editable=False)  # told that the end is near
    chased_on = models.DateField(null=True, blank=True, editable=False)  # told that it is over
    batch = models.BigIntegerField(null=True, blank=True, editable=False, db_index=True)

    named_by = ("number",)

    class Meta:
        verbose_name = _("届")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "starts_on"], name="governance_term_once_a_day",
                violation_error_message=_("这个组织从这一天开始的届已经登记过。"),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on")),
                name="governance_term_ends_after_start", violation_error_message=_("届满日期不能早于开始日期。"),
            ),
            models.CheckConstraint(
                condition=Q(years__gte=1, years__lte=10), name="governance_term_years",
                violation_error_message=_("任期在 1 到 10 年之间。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return said("第%d届") % self.number if self.number else said("现届")

    def clean_fields(self, exclude: Any = None) -> None:
        """Keep the planned end in step with the beginning and the length."""
        if self.starts_on and self.years:
            self.planned_until = rules.due_after(self.starts_on, self.years)
        super().clean_fields(exclude=exclude)

    @property
    def due_on(self) -> date:
        """The last day it may go on: planned, or put off until."""
        return self.delayed_until or self.planned_until

    @property
    def span(self) -> rules.Span:
        """The days it runs: until it was closed, at the latest until it was due."""
        return rules.Span(self.starts_on, min(self.ended_on or self.due_on, self.due_on))

    def state_on(self, day: date) -> str:
        """Return how it stands on a day: coming, running, due_soon, overdue or ended."""
        return rules.state_of(starts_on=self.starts_on, due_on=self.due_on, ended_on=self.ended_on, today=day)


class Appointment(Record):
    """One person holding one position at one body from a day on, until a day.

    `head` says which of the three heads (or four) they are by their main job. While `is_pending` it counts nothing:
    an import found the person elsewhere (`moved_from`), and the officer is asked whether they moved.
    """

    class Head(models.TextChoices):
        HOSPITAL = "hospital", _("医院院长")
        SCHOOL = "school", _("学校校长")
        FARM_STATION = "farm_station", _("农技站长")
        ENTERPRISE = "enterprise", _("企业负责人")
        UNNAMED = "unnamed", _("三长（未注明哪一类）")

    class Chosen(models.TextChoices):
        HANDS = "hands", _("举手表决")
        BALLOT = "ballot", _("投票选举")
        APPOINTED = "appointed", _("任命（聘任）")
        COOPTED = "coopted", _("增补")
        ROSTER = "roster", _("名册所载")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("任职组织"), related_name="appointments"
    )
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("人员"), related_name="appointments")
    position = models.CharField(_("科协职务"), max_length=40, blank=True, default="")
    head = models.CharField(_("三长类别"), max_length=12, choices=Head, blank=True, default="")
    unit = models.CharField(
        _("原单位（村、社区）"),
        max_length=120,
        blank=True,
        default="",
        help_text=_("本职所在的单位；信息员写所在的村、社区。"),
    )
    is_part_time = models.BooleanField(_("兼职（挂职）"), default=False)
    from_on = models.DateField(_("任职日期"), db_index=True)
    until_on = models.DateField(_("任职至"), null=True, blank=True, help_text=_("这一天仍在任；还在任的空着。"))
    term = models.ForeignKey(
        Term, models.PROTECT, verbose_name=_("届"), null=True, blank=True, related_name="appointments"
    )
    chosen = models.CharField(_("产生方式"), max_length=10, choices=Chosen, default=Chosen.APPOINTED)
    note = models.TextField(_("备注"), blank=True, default="")
    moved_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name=_("疑似调自"),
        null=True,
        blank=True,
        related_name="moved_to",
        editable=False,
    )
    is_pending = models.BooleanField(_("待核实调动"), default=False, editable=False)
    # Where not, the day of the roster stands for a first day nobody has said.
    is_dated = models.BooleanField(_("任职日期有依据"), default=True, editable=False)
    batch = models.BigIntegerField(null=True, blank=True, editable=False, db_index=True)

    class Meta:
        verbose_name = _("任职")
        ordering = ["organisation_id", "from_on", "pk"]
        indexes = [
            models.Index(fields=["organisation", "head", "until_on"], name="governance_appointment_heads"),
            models.Index(fields=["position", "until_on"], name="governance_appt_position"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="governance_appt_ends_after_start", violation_error_message=_("任职至不能早于任职日期。"),
            ),
            models.CheckConstraint(
                condition=~Q(position="", head=""), name="governance_appt_says_what",
                violation_error_message=_("请填写科协职务或三长类别，至少一项。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person}（{self.title}）"

    def clean(self) -> None:
        """Refuse a term of another body."""
        super().clean()
        if self.term_id and self.term.organisation_id != self.organisation_id:
            raise ValidationError({"term": _("这一届不是“%s”的，请重选。") % self.organisation})

    @property
    def title(self) -> str:
        """What they are, in words: 副主席，医院院长."""
        head = str(self.get_head_display()) if self.head else ""
        return "，".join(word for word in (self.position, head) if word)

    @property
    def is_informant(self) -> bool:
        """Test whether this is an informant, who is counted apart from officers."""
        return self.position == rules.INFORMANT

    @property
    def span(self) -> rules.Span:
        """The days it holds."""
        return rules.Span(self.from_on, self.until_on)


class Tally(Record):
    """How many heads or informants a body says it has as of a day, without naming all of them.

    Those who are known by name are among them: only the rest is counted beside the appointments.
    """

    class What(models.TextChoices):
        HEADS = "heads", _("三长人数")
        INFORMANTS = "informants", _("信息员数")

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("组织"), related_name="tallies")
    what = models.CharField(_("报的是"), max_length=10, choices=What)
    amount = models.PositiveIntegerField(_("人数"))
    on = models.DateField(_("截至日期"))
    evidence = models.CharField(_("取得方式"), max_length=10, default="reported", editable=False)
    batch = models.BigIntegerField(null=True, blank=True, editable=False, db_index=True)

    class Meta:
        verbose_name = _("上报人数")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "what", "on"],
                name="governance_tally_once",
                violation_error_message=_("这个组织这一天的人数已经登记过，请改那一条。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_what_display()} {self.amount}"
