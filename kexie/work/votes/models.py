"""Assemblies, who should be there and who came, what is asked, who has voted, and ballots nobody can link to them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kexie.core.personal import PhoneField
from kexie.core.records import Record
from kexie.network.organisations.models import Organisation
from kexie.network.people.models import Person

if TYPE_CHECKING:
    from typing import Any

MOST_SEATS = 200


def check_share(text: str) -> None:
    """Refuse what is no share of people such as 2/3, above nothing and at most all."""
    top, _bar, bottom = text.partition("/")
    if not (top.isdecimal() and bottom.isdecimal() and int(bottom) and 0 < Fraction(int(top), int(bottom)) <= 1):
        raise ValidationError(_("请填分数，例如 2/3。"))


class Assembly(Record):
    """A meeting of a body that decides by votes, with the rules its charter lays down.

    Rules, roll and papers may change while it is prepared; when it opens they are frozen for good, and `frozen` is the
    digest of all three. The database refuses later changes.
    """

    class Kind(models.TextChoices):
        FOUNDING = "founding", _("成立大会")
        TERM_CHANGE = "term_change", _("换届大会")
        CONGRESS = "congress", _("代表大会（会员大会）")
        COUNCIL = "council", _("理事会（委员会）会议")

    class State(models.TextChoices):
        PREPARING = "preparing", _("准备中")
        RUNNING = "running", _("开会中")
        ENDED = "ended", _("已散会")

    class Base(models.TextChoices):
        PRESENT = "present", _("实到人数")
        ROLL = "roll", _("应到人数")

    class Over(models.TextChoices):
        OVER = "over", _("超过")
        REACHED = "reached", _("达到")

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("单位"), related_name="assemblies")
    name = models.CharField(_("会议名称"), max_length=80, help_text=_("如“某某镇科协第二次代表大会”。"))
    kind = models.CharField(_("会议种类"), max_length=12, choices=Kind)
    held_on = models.DateField(_("开会日期"))
    place = models.CharField(_("地点"), max_length=80, blank=True, default="")
    chair = models.CharField(_("主持人"), max_length=40, blank=True, default="")
    recorder = models.CharField(_("记录人"), max_length=40, blank=True, default="")
    tellers = models.CharField(
        _("监票人、计票人"), max_length=120, blank=True, default="", help_text=_("候选人不能担任，用顿号隔开。")
    )
    quorum = models.CharField(
        _("到会人数至少为应到的"), max_length=9, default="2/3", validators=[check_share],
        help_text=_("按章程填，一般是 2/3。不到这个比例不能表决。"),
    )  # fmt: skip
    majority = models.CharField(
        _("通过或当选需要的比例"), max_length=9, default="1/2", validators=[check_share],
        help_text=_("按章程填，一般是超过 1/2；修改章程常为达到 2/3。"),
    )  # fmt: skip
    majority_rule = models.CharField(_("怎样算够"), max_length=8, choices=Over, default=Over.OVER)
    majority_of = models.CharField(_("以什么为基数"), max_length=8, choices=Base, default=Base.PRESENT)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PREPARING, editable=False)
    frozen = models.CharField(_("冻结摘要"), max_length=64, blank=True, default="", editable=False)
    opened_at = models.DateTimeField(_("开会时间"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("散会时间"), null=True, blank=True, editable=False)
    took_office_on = models.DateField(_("就任日期"), null=True, blank=True, editable=False)
    # A procedure of a floor above holds it and makes the posts. Null for no: SQLite adds such a column in place, and
    # the triggers on the table stay.
    is_led = models.BooleanField(null=True, editable=False)

    class Meta:
        verbose_name = _("会议")
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_frozen(self) -> bool:
        """Test whether roll, rules and papers stand for good."""
        return self.state != self.State.PREPARING

    @property
    def rules(self) -> dict[str, Any]:
        """What the charter lays down, as the recount reads it."""
        return {
            "quorum": self.quorum, "majority": self.majority,
            "majority_is_over": self.majority_rule == self.Over.OVER, "majority_of": self.majority_of,
        }  # fmt: skip


class RollEntry(Record):
    """Somebody who should be there and may vote, by number. Frozen when the assembly opens."""

    assembly = models.ForeignKey(Assembly, models.CASCADE, verbose_name=_("会议"), related_name="roll")
    number = models.PositiveIntegerField(_("序号"))
    name = models.CharField(_("姓名"), max_length=60)
    unit = models.CharField(_("单位"), max_length=120, blank=True, default="")
    phone = PhoneField(_("手机"))
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("人员"), null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("应到人员")
        ordering = ["assembly", "number"]
        constraints = [
            models.UniqueConstraint(fields=["assembly", "number"], name="votes_rollentry_number_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def organisation(self) -> Organisation:
        """The body that meets."""
        return self.assembly.organisation


class Presence(Record):
    """Somebody of the roll is there, and how they vote: on paper or on their phone."""

    class How(models.TextChoices):
        STAFF = "staff", _("签到台")
        LINK = "link", _("本人扫码")

    class Votes(models.TextChoices):
        PAPER = "paper", _("纸质票")
        PHONE = "phone", _("手机")

    entry = models.OneToOneField(RollEntry, models.CASCADE, verbose_name=_("应到人员"), related_name="presence")
    how = models.CharField(_("怎样报到"), max_length=5, choices=How, default=How.STAFF)
    votes_by = models.CharField(_("用什么投票"), max_length=5, choices=Votes, default=Votes.PAPER)

    class Meta:
        verbose_name = _("报到")

    def __str__(self) -> str:
        return str(self.entry)

    @property
    def organisation(self) -> Organisation:
        """The body that meets."""
        return self.entry.assembly.organisation


class VotingCode(Record):
    """The one-time code by which somebody of the roll comes to their page; only its digest is kept."""

    entry = models.OneToOneField(RollEntry, models.CASCADE, verbose_name=_("应到人员"), related_name="voting_code")
    key_digest = models.CharField(max_length=64, unique=True, editable=False)
    issue = models.PositiveIntegerField(_("第几次发码"), default=1)

    class Meta:
        verbose_name = _("投票码")

    def __str__(self) -> str:
        return str(self.entry)

    @property
    def organisation(self) -> Organisation:
        """The body that meets."""
        return self.entry.assembly.organisation


class Question(Record):
    """One item that is voted on: a motion, or an election with its candidates.

    `serials` are the digests of the serials its phone ballots will carry, sorted; the serials themselves wait in the
    box. Both are made when the paper is frozen, and `frozen` is the digest the paper was frozen under.
    """

    class Kind(models.TextChoices):
        RESOLUTION = "resolution", _("议案（赞成、反对、弃权）")
        ELECTION = "election", _("选举")

    class Secrecy(models.TextChoices):
        SECRET = "secret", _("无记名投票")
        HANDS = "hands", _("举手表决")

    class Contest(models.TextChoices):
        EQUAL = "equal", _("等额选举")
        MORE = "more", _("差额选举")

    class State(models.TextChoices):
        WAITING = "waiting", _("待表决")
        OPEN = "open", _("表决中")
        CLOSED = "closed", _("已停止投票，待计票")
        COUNTED = "counted", _("已计票")

    assembly = models.ForeignKey(Assembly, models.CASCADE, verbose_name=_("会议"), related_name="questions")
    number = models.PositiveIntegerField(_("第几项"), editable=False)
    kind = models.CharField(_("表决什么"), max_length=10, choices=Kind, default=Kind.ELECTION)
    title = models.CharField(_("题目"), max_length=80, help_text=_("如“选举主席”“通过章程”。"))
    text = models.TextField(_("内容"), blank=True, default="")
    secrecy = models.CharField(_("表决方式"), max_length=6, choices=Secrecy, default=Secrecy.SECRET)
    by_phone = models.BooleanField(
        _("也可以用手机投票"), default=False, help_text=_("到会的人凭投票码用自己的手机投，可以和纸质票一起用。")
    )
    position = models.CharField(
        _("选举什么职务"),
        max_length=40,
        blank=True,
        default="",
        help_text=_("如主席、副主席、委员；当选后按这个任职。"),
    )
    seats = models.PositiveIntegerField(
        _("应选名额"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    contest = models.CharField(_("选举形式"), max_length=5, choices=Contest, default=Contest.EQUAL)
    least = models.PositiveIntegerField(_("每票至少选几人"), null=True, blank=True)
    most = models.PositiveIntegerField(
        _("每票最多选几人"), null=True, blank=True, help_text=_("不填就是应选名额；多选的票无效。")
    )
    write_in = models.BooleanField(_("可以另选他人"), default=True)
    later_of = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("再次投票，前一次是"), null=True, blank=True, editable=False,
        related_name="later",
    )  # fmt: skip
    state = models.CharField(_("状态"), max_length=8, choices=State, default=State.WAITING, editable=False)
    serials = models.JSONField(default=list, blank=True, editable=False)
    frozen = models.CharField(max_length=64, blank=True, default="", editable=False)
    present = models.PositiveIntegerField(_("停止投票时实到"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("表决事项")
        ordering = ["assembly", "number"]
        constraints = [
            models.UniqueConstraint(fields=["assembly", "number"], name="votes_question_number_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def organisation(self) -> Organisation:
        """The body that meets."""
        return self.assembly.organisation

    @property
    def is_election(self) -> bool:
        """Test whether people are elected."""
        return self.kind == self.Kind.ELECTION

    @property
    def is_secret(self) -> bool:
        """Test whether it is voted on by ballots rather than by hands."""
        return self.secrecy == self.Secrecy.SECRET


class Candidate(Record):
    """Somebody who stands in an election, in the order of the paper."""

    question = models.ForeignKey(Question, models.CASCADE, verbose_name=_("选举"), related_name="candidates")
    number = models.PositiveIntegerField(_("次序"))
    name = models.CharField(_("姓名"), max_length=60)
    unit = models.CharField(_("单位职务"), max_length=120, blank=True, default="")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("人员"), null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("候选人")
        ordering = ["question", "number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="votes_candidate_number_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def organisation(self) -> Organisation:
        """The body that meets."""
        return self.question.assembly.organisation


class Mark(models.Model):
    """That somebody of the roll has had their one vote on a question: by phone, or a paper handed out.

    Made for the whole roll when voting begins, so that neither key nor place says who voted when; it has no time, and
    nothing leads from it to a ballot.
    """

    class How(models.TextChoices):
        NONE = "", _("还没有")
        PHONE = "phone", _("已用手机投票")
        PAPER = "paper", _("已领纸质票")

    question = models.ForeignKey(Question, models.CASCADE, related_name="marks")
    entry = models.ForeignKey(RollEntry, models.CASCADE, related_name="marks")
    how = models.CharField(max_length=5, choices=How, default=How.NONE, blank=True)

    class Meta:
        verbose_name = _("领票投票记录")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["question", "entry"], name="votes_mark_once")]

    def __str__(self) -> str:
        return f"{self.entry} {self.get_how_display()}"


class Box(models.Model):
    """The ballot box of a question: one row, written whole with every ballot.

    `sealed` is the ciphertext of {"ballots": [...], "unused": [...]}: ballots sorted by their random serials, so the
    box has no order of arrival; and serials no ballot carries yet, thrown away when voting ends.
    """

    question = models.OneToOneField(Question, models.CASCADE, related_name="box")
    sealed = models.TextField()

    class Meta:
        verbose_name = _("票箱")

    def __str__(self) -> str:
        return str(self.question)


class Tally(Record):
    """What one teller counted, of paper ballots or hands. Two tellers type papers apart, and must agree."""

    question = models.ForeignKey(Question, models.CASCADE, verbose_name=_("表决事项"), related_name="tallies")
    ordinal = models.PositiveIntegerField(_("第几人录入"))
    teller = models.CharField(_("计票人"), max_length=40)
    returned = models.PositiveIntegerField(_("收回"), default=0)
    invalid = models.PositiveIntegerField(_("无效"), default=0)
    marks = models.JSONField(default=dict)  # {line: {mark: n}}
    write_in = models.JSONField(default=dict, blank=True)  # {name: n}

    class Meta:
        verbose_name = _("计票录入")
        ordering = ["question", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["question", "ordinal"], name="votes_tally_once")]

    def __str__(self) -> str:
        return self.teller

    @property
    def organisation(self) -> Organisation:
        """The body that meets."""
        return self.question.assembly.organisation

    @property
    def figures(self) -> dict[str, Any]:
        """What was counted, as the recount reads it."""
        return {
            "returned": self.returned, "invalid": self.invalid, "marks": self.marks, "write_in": self.write_in,
        }  # fmt: skip


class Outcome(Record):
    """What a vote came to, once and for all. Never changed or deleted: the database refuses both.

    `figures` is what the recount's `decide` gives; `seal` the check code (核对码) over paper, ballots,
    counts and figures.
    """

    question = models.OneToOneField(Question, models.PROTECT, verbose_name=_("表决事项"), related_name="outcome")
    figures = models.JSONField(_("结果"))
    seal = models.CharField(_("核对码"), max_length=64)
    counted_at = models.DateTimeField(_("计票时间"))
    counted_by = models.CharField(_("计票录入"), max_length=150)

    class Meta:
        verbose_name = _("表决结果")

    def __str__(self) -> str:
        return str(self.question)

    @property
    def organisation(self) -> Organisation:
        """The body that meets."""
        return self.question.assembly.organisation
