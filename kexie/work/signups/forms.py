"""The shape of what is typed at sign-up, about sign-ups, and about the questions that are asked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kexie.core import clock
from kexie.core.forms import RecordForm, VerbForm
from kexie.core.personal import unsealed
from kexie.core.terms import kinds
from kexie.network.people import queries as people
from kexie.network.people.models import Person
from kexie.network.people.services import Guardian
from kexie.work.activities.models import Session

from . import queries, rules
from .models import Admission, Questionnaire, Quota, Signup
from .queries import Asked
from .queries.room import quotas_of
from .services import Draft

FACTS = ("name", "phone", "email", "id_number", "born_on")
RADIOS = 6  # options up to which all of them are shown
ADULT = 18  # years from which one answers for others
SPARE = 3  # empty lines for new questions
TYPES = {
    "text": gettext_lazy("一行文字"),
    "long": gettext_lazy("一段文字"),
    "number": gettext_lazy("数字"),
    "choice": gettext_lazy("选一项"),
    "several": gettext_lazy("选几项"),
    "date": gettext_lazy("日期"),
    "flag": gettext_lazy("是或否"),
}


def question_field(question: Mapping[str, Any], options: Sequence[str]) -> forms.Field:
    """Return the form field of one question; what an answer says is for `rules.read` alone."""
    how = {"label": question["title"], "required": bool(question.get("is_required"))}
    how["help_text"] = question.get("help", "")
    pairs = [(option, option) for option in options]
    kind = question["type"]
    if kind == "flag":
        return forms.BooleanField(**how)
    if kind == "several":
        return forms.MultipleChoiceField(choices=pairs, widget=forms.CheckboxSelectMultiple, **how)
    if kind == "choice":
        if len(pairs) > RADIOS or not how["required"]:
            return forms.ChoiceField(choices=[("", ""), *pairs], **how)
        return forms.ChoiceField(choices=pairs, widget=forms.RadioSelect, **how)
    if kind == "date":
        return forms.DateField(**how)
    widget = {"long": forms.Textarea({"rows": "4"}), "number": forms.TextInput({"inputmode": "decimal"})}.get(kind)
    return forms.CharField(widget=widget, max_length=rules.LONGEST.get(kind, 30), **how)


def _person_fields(admission: Admission, *, is_companion: bool = False) -> dict[str, forms.Field]:
    """Return what is asked of one person; what a companion is not asked, they are reached through their lead for."""
    private = {"autocomplete": "off", "data-private": ""}
    own = {"name": "name", "tel": "tel", "email": "email"} if not is_companion else {}

    def attrs(kind: str = "", **more: str) -> dict[str, str]:
        return {**private, **({"autocomplete": own[kind]} if kind in own else {}), **more}

    fields = {"name": forms.CharField(label=gettext_lazy("姓名"), max_length=60, widget=forms.TextInput(attrs("name")))}
    fields["phone"] = forms.CharField(
        label=gettext_lazy("手机"), max_length=30, required=admission.needs_phone and not is_companion,
        widget=forms.TextInput(attrs("tel", inputmode="tel")),
    )  # fmt: skip
    if not is_companion:
        fields["email"] = forms.CharField(
            label=gettext_lazy("邮箱"), max_length=120, required=admission.needs_email,
            widget=forms.TextInput(attrs("email", inputmode="email")),
        )  # fmt: skip
    if admission.needs_id_number:
        fields["id_number"] = forms.CharField(
            label=gettext_lazy("身份证号"), max_length=30, widget=forms.TextInput(attrs())
        )
    if not admission.needs_id_number or not admission.asks_age:
        fields["born_on"] = forms.DateField(
            label=gettext_lazy("出生日期"), required=admission.asks_age and not admission.needs_id_number,
            help_text="" if admission.asks_age else gettext_lazy("未满 18 周岁的请填写。"),
        )  # fmt: skip
    return fields


class SignupForm(VerbForm):
    """Signing up for one session: `SignupForm(admission, request.POST or None, at=now)`.

    A valid form's `said()` is what `services.sign_up` takes besides session, actor and time; show what that refuses
    with `refuse`. Fields of companions are named `companions-0-name`; those left empty are nobody.
    """

    def __init__(
        self, admission: Admission, data: Mapping[str, Any] | None = None, *, at: datetime, **how: Any
    ) -> None:  # fmt: skip
        self.admission, self.at = admission, at
        self.asked = queries.asked_by(admission.questionnaire, path=admission.organisation.path)
        self.groups = queries.groups_of(quotas_of(admission.session))
        self.consent = people.purpose("signup")
        self.base_fields = self._declared()  # a form copies these when it is made; ours differ from session to session
        how["initial"] = {"key": secrets.token_urlsafe(16)} | (how.get("initial") or {})
        super().__init__(data, **how)

    def _declared(self) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        if self.groups:
            choices = [(group, group) for group in self.groups]
            fields["group"] = forms.ChoiceField(label=gettext_lazy("分组"), choices=choices, widget=forms.RadioSelect)
        fields |= _person_fields(self.admission)
        fields |= self._questions()
        fields["guardian_name"] = forms.CharField(label=gettext_lazy("监护人姓名"), max_length=60, required=False)
        fields["guardian_phone"] = forms.CharField(
            label=gettext_lazy("监护人电话"),
            max_length=30,
            required=False,
            widget=forms.TextInput({"inputmode": "tel"}),
        )
        fields["guardian_relation"] = forms.CharField(label=gettext_lazy("与本人关系"), max_length=20, required=False)
        fields["guardian_gives"] = forms.BooleanField(
            label=gettext_lazy("我是监护人，同意孩子报名并同意上述信息的收集和使用"), required=False
        )
        for n in range(self.admission.companions_most):
            own = {**_person_fields(self.admission, is_companion=True), **self._questions(is_companion=True)}
            own["guardian_gives"] = forms.BooleanField(
                label=gettext_lazy("报名人是这位同行人的监护人，同意参加"),
                help_text=gettext_lazy("未满 18 周岁的勾选；监护人不是报名人的，填在下面“参加人未满 18 周岁”里。"),
            )
            for name, field in own.items():
                field.required = False  # an empty line is nobody; whoever has a name is asked the rest by the service
                fields[f"companions-{n}-{name}"] = field
        fields["agrees"] = forms.BooleanField(label=gettext_lazy("我已阅读并同意以上说明"))
        fields["key"] = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
        return fields

    def _questions(self, *, is_companion: bool = False) -> dict[str, forms.Field]:
        return {
            f"q_{question['code']}": question_field(question, self.asked.options[question["code"]])
            for question in self.asked.questions
            if question.get("of_companions") or not is_companion
        }

    def clean(self) -> dict[str, Any]:
        """Check the answers as the service will, so that everything wrong is said at once."""
        values = super().clean()
        check_answers(self, self.asked, self._answers())
        born_on = values.get("born_on") or people.born_on(Person(id_number=values.get("id_number") or ""))
        if born_on and people.age_on(born_on, clock.day(self.at)) < ADULT:
            for n in range(self.admission.companions_most):
                if values.get(f"companions-{n}-guardian_gives"):
                    self.add_error(f"companions-{n}-guardian_gives", _("报名人未满 18 周岁，不能当监护人。"))
        return values

    def said(self) -> dict[str, Any]:
        """Return the valid form as `services.sign_up` takes it."""
        values = self.cleaned_data
        companions = [
            self._draft(f"companions-{n}-")
            for n in range(self.admission.companions_most)
            if values.get(f"companions-{n}-name")
        ]
        return {
            "draft": self._draft(), "companions": companions, "group": values.get("group", ""),
            "key": values.get("key", ""),
        }  # fmt: skip

    def own(self) -> list[forms.BoundField]:
        """Return the fields about whoever signs up."""
        names = [*(["group"] if self.groups else []), *FACTS, *(f"q_{q['code']}" for q in self.asked.questions)]
        return [self[name] for name in names if name in self.fields]

    def of_guardian(self) -> list[forms.BoundField]:
        """Return the fields about the guardian of those who are under age."""
        return [self[name] for name in self.fields if name.startswith("guardian_")]

    def of_companions(self) -> list[list[forms.BoundField]]:
        """Return the fields about each companion."""
        return [
            [self[name] for name in self.fields if name.startswith(f"companions-{n}-")]
            for n in range(self.admission.companions_most)
        ]

    @property
    def is_about_minors(self) -> bool:
        """Test whether the guardian's part should stand open: something in it is filled in or missing."""
        return any(bound.value() or bound.errors for bound in self.of_guardian())

    @property
    def has_companions(self) -> bool:
        """Test whether the companions' part should stand open."""
        return any(bound.value() or bound.errors for line in self.of_companions() for bound in line)

    def _draft(self, prefix: str = "") -> Draft:
        values, guardian = self.cleaned_data, None
        if prefix and values.get(f"{prefix}guardian_gives"):  # whoever signs up answers for whom they bring
            guardian = Guardian(values["name"], values["phone"], str(_("报名人")), gives=True)
        elif values.get("guardian_name"):
            guardian = Guardian(
                values["guardian_name"], values["guardian_phone"], values["guardian_relation"], values["guardian_gives"]
            )
        facts = {name: values.get(prefix + name) or ("" if name != "born_on" else None) for name in FACTS}
        return Draft(**facts, answers=self._answers(prefix), guardian=guardian, agrees=values["agrees"])

    def _answers(self, prefix: str = "") -> dict[str, Any]:
        return {q["code"]: self.cleaned_data.get(f"{prefix}q_{q['code']}") for q in self.asked.questions}


class AnswersForm(VerbForm):
    """Answers to one wording of questions: changed later, or given after an activity."""

    def __init__(
        self, asked: Asked, *args: Any, now: Mapping[str, Any] | None = None, is_companion: bool = False, **how: Any
    ) -> None:  # fmt: skip
        self.asked, self.is_companion = asked, is_companion
        self.base_fields = {
            f"q_{question['code']}": question_field(question, asked.options[question["code"]])
            for question in asked.questions
            if question.get("of_companions") or not is_companion
        }
        how["initial"] = {f"q_{code}": unsealed(value) for code, value in (now or {}).items()}
        super().__init__(*args, **how)

    def clean(self) -> dict[str, Any]:
        """Check the answers as the service will."""
        values = super().clean()
        check_answers(self, self.asked, self.said(), is_companion=self.is_companion)
        return values

    def said(self) -> dict[str, Any]:
        """Return the answers by code."""
        return {q["code"]: self.cleaned_data.get(f"q_{q['code']}") for q in self.asked.questions}


def check_answers(
    form: forms.Form, asked: Asked, answers: Mapping[str, Any], *, is_companion: bool = False
) -> None:  # fmt: skip
    """Say at each field what is wrong with its answer, unless the field has said so itself."""
    _kept, wrong = queries.read_answers(asked, answers, is_companion=is_companion)
    for code, sentences in wrong.items():
        if f"q_{code}" in form.fields and not form.errors.get(f"q_{code}"):
            form.add_error(f"q_{code}", sentences[0])


class AdmissionForm(RecordForm):
    """How one signs up for a session."""

    sections = [
        (gettext_lazy("什么时候报名"), ["opens_at", "closes_at", "is_by_link_only", "note"]),
        (gettext_lazy("收多少人"), ["places", "keeps_waiting", "offer_hours", "needs_review", "companions_most"]),
        (gettext_lazy("收什么人"), ["age_from", "age_to"]),
        (
            gettext_lazy("问什么"),
            ["needs_phone", "needs_email", "needs_id_number", "needs_born_on", "questionnaire", "feedback"],
        ),
    ]
    units = {"places": gettext_lazy("人"), "offer_hours": gettext_lazy("小时"), "companions_most": gettext_lazy("位"),
             "age_from": gettext_lazy("岁"), "age_to": gettext_lazy("岁")}  # fmt: skip

    class Meta:
        model = Admission
        fields = (
            "opens_at", "closes_at", "is_by_link_only", "note", "places", "keeps_waiting", "offer_hours",
            "needs_review", "companions_most", "age_from", "age_to", "needs_phone", "needs_email", "needs_id_number",
            "needs_born_on", "questionnaire", "feedback",
        )  # fmt: skip


class QuotaForm(RecordForm):
    """Room of a group, or of the whole activity."""

    class Meta:
        model = Quota
        fields = ("session", "group", "places")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].required = True  # room without a limit need not be set
        self.fields["places"].help_text = ""
        self.fields["session"].queryset = self.instance.activity.timetable.visible_to(self.actor)


class ArrangeForm(VerbForm):
    """What staff say of a sign-up by hand: where somebody sits, and how soon their turn comes."""

    seat = forms.CharField(label=gettext_lazy("座位"), max_length=20, required=False)
    priority = forms.IntegerField(label=gettext_lazy("候补优先"), min_value=-1000, max_value=1000)


class ShiftForm(VerbForm):
    """To which session and group of the same activity a sign-up is to be brought."""

    session = forms.ModelChoiceField(Session.objects.none(), label=gettext_lazy("场次"), empty_label=None)
    group = forms.ChoiceField(label=gettext_lazy("分组"), required=False)
    note = forms.CharField(label=gettext_lazy("原因"), max_length=200, required=False)

    def __init__(self, signup: Signup, *args: Any, **kwargs: Any) -> None:
        activity = signup.session.activity
        kwargs["initial"] = {"session": signup.session_id, "group": signup.group}
        super().__init__(*args, **kwargs)
        sessions = activity.timetable.filter(admission__isnull=False).exclude(state=Session.State.CANCELLED)
        self.fields["session"].queryset = sessions
        self.fields["session"].label_from_instance = _with_room
        groups = queries.groups_of(Quota.objects.filter(activity=activity))
        self.fields["group"].choices = [("", _("（不分组）")), *((group, group) for group in groups)]
        if signup.companions.exists() or signup.lead_id:
            self.fields["session"].help_text = _("同行人一起调整。")


def _with_room(session: Session) -> str:
    free = session.admission.free
    when = f"{session} {session.starts_at.astimezone(clock.ZONE):%m-%d %H:%M}"
    return when if free is None else _("%(when)s（还剩 %(n)d 个）") % {"when": when, "n": free}


class QuestionForm(VerbForm):
    """One question of a questionnaire."""

    code = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=gettext_lazy("问什么"), max_length=80, required=False)
    type = forms.ChoiceField(label=gettext_lazy("怎么回答"), choices=[*TYPES.items()], initial="text")
    options = forms.CharField(
        label=gettext_lazy("选项"), required=False, widget=forms.Textarea({"rows": "3"}),
        help_text=gettext_lazy("选择题用，一行一个。"),
    )  # fmt: skip
    words = forms.ChoiceField(label=gettext_lazy("或用词表"), required=False)
    is_required = forms.BooleanField(label=gettext_lazy("必须回答"), required=False)
    of_companions = forms.BooleanField(label=gettext_lazy("同行人也要回答"), required=False)
    help = forms.CharField(label=gettext_lazy("提示"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].choices = [("", _("（不用）")), *((kind.code, kind.title) for kind in kinds.every())]


QuestionFormSet = forms.formset_factory(QuestionForm, extra=SPARE, max_num=rules.MOST_QUESTIONS + SPARE, can_order=True)


class QuestionnaireForm(RecordForm):
    """A questionnaire: its name and its questions, a line each; a line without a title is a question left out."""

    begins_here = True

    class Meta:
        model = Questionnaire
        fields = ("organisation", "name", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = self.instance.versions.order_by("-number").first() if self.instance.pk else None
        now = [q | {"options": "\n".join(q.get("options") or [])} for q in (newest.questions if newest else [])]
        self.lines = QuestionFormSet(args[0] if args else kwargs.get("data"), initial=now, prefix="questions")

    def clean(self) -> dict[str, Any]:
        """Put the questions together."""
        values = super().clean()
        if not self.lines.is_valid():
            self.add_error(None, _("有问题没有填对，请看下面标出的地方。"))
        self.questions = self._questions() if self.lines.is_valid() else []
        if self.lines.is_valid() and not self.questions:
            self.add_error(None, _("至少要有一个问题。"))
        return values

    def _questions(self) -> list[dict[str, Any]]:
        typed = [line.cleaned_data for line in self.lines if (line.cleaned_data.get("title") or "").strip()]
        typed = sorted(enumerate(typed), key=lambda pair: (pair[1].get("ORDER") or pair[0] + 1, pair[0]))
        used = {line.cleaned_data.get("code") for line in self.lines}  # of those left out, too: a code has one meaning
        fresh = (f"q{n}" for n in range(1, 1000) if f"q{n}" not in used)
        return [
            {
                "code": line["code"] or next(fresh), "title": line["title"].strip(), "type": line["type"],
                "options": list(dict.fromkeys(o.strip() for o in line["options"].splitlines() if o.strip())),
                "words": line["words"], "is_required": line["is_required"],
                "of_companions": line["of_companions"], "help": line["help"],
            }
            for _n, line in typed
        ]  # fmt: skip
