"""Procedures that lead to a body or to its next term, their steps, people and papers; enterprises without a body."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core import paths
from kexie.core.files.models import StoredFile
from kexie.core.loading import Keyed
from kexie.core.personal import PersonalField, PhoneField
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation
from kexie.work.governance.models import Appointment
from kexie.work.votes.models import Assembly

from . import rules


class Prospect(Keyed):
    """A technology enterprise on the list of those that could have a body; `body` once it has one."""

    class Stage(models.TextChoices):
        NEW = "new", _("未接触")
        VISITED = "visited", _("已走访")
        WILLING = "willing", _("有意向")
        PREPARING = "preparing", _("筹建中")
        FOUNDED = "founded", _("已成立")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("联系的科协"), related_name="prospects"
    )
    name = models.CharField(_("企业名称"), max_length=120)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, default="")
    industry = models.CharField(_("行业"), max_length=60, blank=True, default="")
    staff = models.PositiveIntegerField(_("科技人员数"), null=True, blank=True)
    contact = PersonalField(_("联系人"))
    phone = PhoneField(_("联系电话"))
    stage = models.CharField(_("进展"), max_length=10, choices=Stage, default=Stage.NEW, db_index=True)
    listed_on = models.DateField(_("列入日期"))
    visited_on = models.DateField(_("最近走访"), null=True, blank=True, editable=False)
    body = models.OneToOneField(
        Organisation, models.PROTECT, verbose_name=_("已成立的科协"), related_name="prospect", null=True, blank=True,
        editable=False,
    )  # fmt: skip
    note = models.TextField(_("备注"), blank=True, default="")

    class Meta:
        verbose_name = _("科技型企业")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], name="founding_prospect_once",
                violation_error_message=_("这家企业已经在名单里，请打开那一条修改。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> Iterable[object]:
        """Its name, once in the whole tree it is listed in."""
        return [self.organisation.path[: paths.STEP], self.name]

    def clean(self) -> None:
        """Refuse a code whose check sign is wrong."""
        self.credit_code = self.credit_code.strip().upper()
        if self.credit_code and not rules.is_code(self.credit_code):
            raise ValidationError({"credit_code": _("这个代码的位数或校验位不对，请照营业执照核对。")})
        super().clean()


class ProspectVisit(Record):
    """One visit to an enterprise: when, what was said, and how far things have come since."""

    prospect = models.ForeignKey(Prospect, models.PROTECT, verbose_name=_("企业"), related_name="visits")
    on = models.DateField(_("走访日期"))
    by = models.CharField(_("走访人"), max_length=100, blank=True, default="")
    note = models.CharField(_("情况"), max_length=300)
    stage = models.CharField(_("进展"), max_length=10, choices=Prospect.Stage)

    class Meta:
        verbose_name = _("企业走访")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.prospect} {self.on}"

    @property
    def organisation(self) -> Organisation:
        """The enterprise's."""
        return self.prospect.organisation


class Procedure(Record):
    """One guided procedure: a body being founded, or the term change of one that exists.

    `kind` is declared in `rules`; `facts` holds what its steps asked for, as text by code; `seats` how many are
    elected where more may stand. `steps` keeps the codes it began with, `done` the day each of them was done
    ("" skipped). `due_on` is the deadline of the step it is at, for lists; reminded of once before and once after.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("办理中")
        DONE = "done", _("已办结")
        ABANDONED = "abandoned", _("已中止")

    ENDING = _("办结")  # what `step` says when every step is done

    kind = models.CharField(_("办什么"), max_length=20, choices=[(one.code, one.title) for one in rules.KINDS.values()])
    name = models.CharField(_("组织名称"), max_length=120, help_text=_("将要成立的科协的全称。"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("上级科协"), related_name="procedures"
    )
    body = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("组织"), related_name="founded_by", null=True, blank=True,
        editable=False,
    )  # fmt: skip
    prospect = models.ForeignKey(
        Prospect, models.PROTECT, verbose_name=_("企业"), related_name="procedures", null=True, blank=True,
        editable=False,
    )  # fmt: skip
    assembly = models.OneToOneField(
        Assembly, models.PROTECT, verbose_name=_("在线会议"), related_name="+", null=True, blank=True, editable=False
    )
    began_on = models.DateField(_("开始日期"), editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.RUNNING, editable=False)
    facts = models.JSONField(default=dict, blank=True, editable=False)
    seats = models.JSONField(default=dict, blank=True, editable=False)
    steps = models.JSONField(default=list, editable=False)
    done = models.JSONField(default=dict, blank=True, editable=False)
    step = models.CharField(_("现在这一步"), max_length=40, blank=True, default="", editable=False)
    due_on = models.DateField(_("最迟"), null=True, blank=True, editable=False)
    warned_on = models.DateField(_("到期前提醒"), null=True, blank=True, editable=False)
    chased_on = models.DateField(_("超期提醒"), null=True, blank=True, editable=False)
    ended_on = models.DateField(_("办结日期"), null=True, blank=True, editable=False)
    reason = models.CharField(_("中止原因"), max_length=200, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("组建与换届")
        ordering = ["-began_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.name}{self.spec.title}" if self.spec.is_term_change else f"{self.spec.title}：{self.name}"

    @property
    def spec(self) -> rules.Kind:
        """What is declared of its kind."""
        return rules.KINDS[self.kind]

    @property
    def plan(self) -> list[rules.Step]:
        """Its steps, those it began with."""
        return [self.spec.step(code) for code in self.steps]

    @property
    def current(self) -> rules.Step | None:
        """The step it is at; None when only the end is left."""
        return next((one for one in self.plan if one.code not in self.done), None)

    @property
    def known(self) -> dict[str, str]:
        """What deadlines may hang on: facts, the day it began, and the day each step was done."""
        return {**self.facts, "began_on": self.began_on.isoformat(), **{f"{c}_done": d for c, d in self.done.items()}}

    @property
    def decided_by(self) -> Assembly | None:
        """The assembly whose result was taken, where one was."""
        return self.assembly if self.assembly_id and self.facts.get("attended") else None

    def day(self, code: str) -> date | None:
        """Return a fact that is a day."""
        return date.fromisoformat(self.facts[code]) if self.facts.get(code) else None

    def number(self, code: str) -> int:
        """Return a fact that is a number, 0 while nobody has said it."""
        return int(self.facts.get(code) or 0)


class Nominee(Record):
    """Somebody who stands for a position in the body that is being founded or elected anew.

    `won` is what an assembly's sealed outcome says of them; None where votes were typed and decide.
    """

    procedure = models.ForeignKey(Procedure, models.CASCADE, verbose_name=_("组建与换届"), related_name="nominees")
    number = models.PositiveSmallIntegerField(_("次序"), default=0, editable=False)
    name = models.CharField(_("姓名"), max_length=60)
    position = models.CharField(_("拟任职务"), max_length=40)
    head = models.CharField(_("三长类别"), max_length=12, choices=Appointment.Head, blank=True, default="")
    unit = models.CharField(_("原单位和职务"), max_length=120)
    phone = PhoneField(_("手机"))
    is_part_time = models.BooleanField(_("兼职"), default=False)
    votes = models.PositiveIntegerField(_("赞成票"), null=True, blank=True, editable=False)
    won = models.BooleanField(_("当选"), null=True, editable=False)

    class Meta:
        verbose_name = _("候选人")
        ordering = ["procedure", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "name", "position"], name="founding_nominee_once",
                violation_error_message=_("这个人已提名这个职务。"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def organisation(self) -> Organisation:
        """Where the procedure stands."""
        return self.procedure.organisation


class Paper(Record):
    """One version of a paper, as it was made; with the signed copy when it came back.

    What it was made from is in `made_from`, so that the page can say when facts have changed since. A signed copy that
    was wrong is taken back with a reason and stays where it is; the paper is made again as the next version.
    """

    procedure = models.ForeignKey(Procedure, models.PROTECT, verbose_name=_("组建与换届"), related_name="papers")
    code = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField(_("第几次生成"))
    title = models.CharField(_("文书"), max_length=120)
    file = models.OneToOneField(StoredFile, models.PROTECT, verbose_name=_("文书文件"), related_name="+")
    made_from = models.CharField(max_length=64)
    signed = models.OneToOneField(
        StoredFile, models.PROTECT, verbose_name=_("签字盖章件"), related_name="+", null=True, blank=True
    )
    signed_on = models.DateField(_("上传日期"), null=True, blank=True)
    withdrawn_because = models.CharField(_("撤下原因"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("文书")
        ordering = ["procedure", "code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "code", "version"], name="founding_paper_version_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def organisation(self) -> Organisation:
        """Where the procedure stands."""
        return self.procedure.organisation

    @property
    def is_signed(self) -> bool:
        """Test whether its signed copy is there and stands."""
        return self.signed_id is not None and not self.withdrawn_because


def candidates_of(nominees: Iterable[Any]) -> list[rules.Candidate]:
    """Return nominees as the rules know them."""
    return [rules.Candidate(one.pk, one.name, one.position, one.votes, one.won) for one in nominees]
