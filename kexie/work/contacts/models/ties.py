"""挂钩联系: who keeps contact with which body or which worker, and each time they did."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kexie.core import paths
from kexie.core.loading import Keyed
from kexie.network.access.models import User
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person


class Tie(Keyed):
    """A leader, committee member or worker keeps contact with a body or with a worker, from a day to a day.

    `chain` is the keys of the ties that brought it, from the first, and its own: all it brought in turn lies in one
    range. `due_on` and `last_on` follow from its visits; `due_on` in the past says that it is overdue. `is_doubted`:
    the contact left their post, and somebody has to say whether they go on; saving it answers that.
    """

    class Role(models.TextChoices):
        LEADER = "leader", _("科协领导")
        COMMITTEE = "committee", _("常委、委员")
        WORKER = "worker", _("科技工作者")

    class Method(models.TextChoices):
        FIXED = "fixed", _("定点定量联系")
        MULTIPLYING = "multiplying", _("倍增联系")
        FRONT = "front", _("一线联系")
        NETWORK = "network", _("网络联系")

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("联系人所在单位"), related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("联系人"), related_name="ties_kept")
    duty = models.CharField(_("职务"), max_length=60, blank=True, default="")
    role = models.CharField(_("联系人身份"), max_length=10, choices=Role, default=Role.LEADER)
    account = models.ForeignKey(
        User, models.SET_NULL, verbose_name=_("登录账号"), null=True, blank=True, related_name="+",
        help_text=_("联系人自己登录时用的账号：他在“我的联系”里看到这一条，一句话就能记走访。"),
    )  # fmt: skip
    body = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("联系单位"), null=True, blank=True, related_name="ties"
    )
    worker = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("联系的科技工作者"), null=True, blank=True, related_name="ties"
    )
    method = models.CharField(_("联系方法"), max_length=12, choices=Method, default=Method.FIXED)
    visits = models.PositiveSmallIntegerField(
        _("每年联系次数"), default=4, help_text=_("在一年里平均分摊；不定次数的填 0，不催。")
    )
    workers = models.PositiveSmallIntegerField(
        _("应联系人数"), default=0, help_text=_("在这个点上要联系到多少名科技工作者；不定人数的填 0。")
    )
    brought_by = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("由哪条联系带动"), null=True, blank=True, related_name="brought"
    )
    chain = models.CharField(max_length=60, editable=False, blank=True, default="", db_index=True)
    since = models.DateField(_("起始日期"))
    until = models.DateField(_("结束日期"), null=True, blank=True, help_text=_("这一天仍算在内；不填为一直联系。"))
    ended_because = models.CharField(_("结束原因"), max_length=200, blank=True, default="")
    due_on = models.DateField(_("下次最迟"), null=True, blank=True, editable=False, db_index=True)
    last_on = models.DateField(_("上次联系"), null=True, blank=True, editable=False)
    is_doubted = models.BooleanField(_("联系人已离任，待定"), default=False, editable=False)
    doubted_after = models.BigIntegerField(null=True, blank=True, editable=False)  # the ended post that made us ask

    class Meta:
        verbose_name = _("挂钩联系")
        ordering = ["-since", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "due_on"], name="contacts_tie_due"),
            models.Index(fields=["body", "since", "until"], name="contacts_tie_body"),
            models.Index(
                fields=["organisation", "person", "since", "until", "due_on", "last_on"], name="contacts_tie_leader"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(body__isnull=True, worker__isnull=False) | Q(body__isnull=False, worker__isnull=True),
                name="contacts_tie_one_end",
                violation_error_message=_("联系单位和联系的科技工作者，填一个，只填一个。"),
            ),
            models.CheckConstraint(
                condition=Q(worker__isnull=True) | ~Q(worker=F("person")),
                name="contacts_tie_not_oneself", violation_error_message=_("联系人不能是他自己联系的人。"),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="contacts_tie_ends_after_start", violation_error_message=_("结束日期不能早于起始日期。"),
            ),
            models.UniqueConstraint(
                fields=["person", "body", "since"], name="contacts_tie_body_once",
                violation_error_message=_("这个人从这一天起联系这个单位，已经登记过。"),
            ),
            models.UniqueConstraint(
                fields=["person", "worker", "since"], name="contacts_tie_worker_once",
                violation_error_message=_("这个人从这一天起联系这位科技工作者，已经登记过。"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} → {self.end}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new row its chain, which ends in its own key."""
        super().save(*args, **kwargs)
        if not self.chain:
            self.chain = (self.brought_by.chain if self.brought_by_id else "") + paths.segment(self.pk)
            super().save(update_fields=["chain"])

    @property
    def end(self) -> Organisation | Person:
        """What contact is kept with."""
        return self.body if self.body_id else self.worker

    @property
    def place(self) -> Organisation:
        """The body that is reached: where it counts."""
        return self.body if self.body_id else self.worker.organisation

    def runs_on(self, day: date) -> bool:
        """Test whether it runs on a day; both ends count."""
        return self.since <= day and (self.until is None or day <= self.until)

    def natural_key(self) -> list[object]:
        """Who at which body, and with whom: lists seldom say more of a leader than the name."""
        return [self.organisation_id, self.person.name, self.body_id, *_named(self.worker)]


class Visit(Keyed):
    """One contact: who, with which body or worker, on which day, how, and what was said."""

    class Way(models.TextChoices):
        ONSITE = "onsite", _("走访")
        ONLINE = "online", _("网上")
        PHONE = "phone", _("电话")

    tie = models.ForeignKey(
        Tie, models.PROTECT, verbose_name=_("挂钩联系"), null=True, blank=True, related_name="visits_made",
        editable=False,
    )  # fmt: skip
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("联系人所在单位"), related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("联系人"), related_name="visits_made")
    body = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("联系单位"), null=True, blank=True, related_name="visits"
    )
    worker = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("联系的科技工作者"), null=True, blank=True, related_name="visits"
    )
    on = models.DateField(_("日期"))
    way = models.CharField(_("方式"), max_length=8, choices=Way, default=Way.ONSITE)
    note = models.TextField(_("记什么"), max_length=2000)
    asked = models.TextField(
        _("对方提出的诉求"),
        max_length=2000,
        blank=True,
        default="",
        help_text=_("写了就转成一件督办事项，办到有结果。"),
    )

    class Meta:
        verbose_name = _("走访联系")
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["on", "organisation"], name="contacts_visit_on"),
            models.Index(fields=["tie", "on"], name="contacts_visit_tie"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(body__isnull=True, worker__isnull=False) | Q(body__isnull=False, worker__isnull=True),
                name="contacts_visit_one_end",
                violation_error_message=_("联系单位和联系的科技工作者，填一个，只填一个。"),
            ),
            models.UniqueConstraint(
                fields=["key"], name="contacts_visit_once", violation_error_message=_("同样的走访已经记过一条。")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} → {self.end} {self.on}"

    @property
    def end(self) -> Organisation | Person:
        """Whom it was with."""
        return self.body if self.body_id else self.worker

    def natural_key(self) -> list[object]:
        """Who, whom, when, how, and what was written."""
        return [
            self.organisation_id, self.person.name, self.body_id, *_named(self.worker), self.on, self.way, self.note,
        ]  # fmt: skip


def _named(worker: Person | None) -> list[object]:
    return [worker.name, worker.organisation_id] if worker is not None else []
