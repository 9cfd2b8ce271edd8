"""Shape of what is typed about teams, volunteers and engagements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.forms import RecordForm, VerbForm
from kexie.core.gate import Actor
from kexie.core.items import ItemsChoice
from kexie.network.organisations.models import Division
from kexie.network.people import queries as people
from kexie.network.people.queries import FACTS
from kexie.network.people.services import Guardian
from kexie.work.activities.models import Session

from . import queries, rules
from .models import Engagement, Post, Shift, Team, TeamStrength, Volunteer


class VolunteerForm(RecordForm):
    """A volunteer: the person's facts, what was agreed to, and the registration on one page."""

    begins_here = True
    skills = ItemsChoice(label=_("服务技能"), required=False)
    times = ItemsChoice(label=_("可服务时间"), required=False, choices=[(slot, slot) for slot in rules.SLOTS])
    agrees = forms.BooleanField(label=_("已同意"), required=False)
    guardian_name = forms.CharField(label=_("监护人姓名"), max_length=60, required=False)
    guardian_phone = forms.CharField(label=_("监护人电话"), max_length=20, required=False)
    relation = forms.CharField(label=_("与本人关系"), max_length=20, required=False)
    guardian_gives = forms.BooleanField(label=_("监护人同意"), required=False)
    carries = {"person": (*FACTS, "born_on")}
    sections = [
        (_("志愿者"), [*FACTS, "born_on"]),
        (_("能做什么"), ["skills", "times", "area"]),
        (_("同意"), ["agrees"]),
        (_("未满 18 周岁的填写"), ["guardian_name", "guardian_phone", "relation", "guardian_gives", "is_accompanied"]),
        (_("注册"), ["organisation", "level", "team", "number", "registered_on", "left_on"]),
    ]
    hints = {
        "number": _("自动编号；在全国志愿服务系统已有编号的，填那个编号。"),
        "agrees": queries.CONSENT.text,
        "born_on": _("填了身份证号的不用填。"),
    }

    class Meta:
        model = Volunteer
        fields = (
            "organisation", "level", "team", "number", "skills", "times", "area", "is_accompanied", "registered_on",
            "left_on",
        )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        row, here = self.instance, actor.organisation
        self.fields["skills"].choices = [(word, word) for word in queries.skills_at(here, row.skills)]
        self.fields["area"].queryset = queries.areas_at(here, row.area)
        self.fields["number"].required = False
        if row._state.adding:
            self.initial["number"] = ""  # drawn when it is saved
        given = people.consent(row.person, queries.CONSENT.code) if row.person_id else None
        if given is not None:
            self.fields["agrees"].help_text = _("已于 %s 同意；监护人有变动时重新勾选。") % clock.day(given.given_at)

    def clean_number(self) -> str:
        """Keep the number they have, or the one drawn for them, where none is typed."""
        return self.cleaned_data["number"] or self.instance.number

    def guardian(self) -> Guardian | None:
        """Return the guardian somebody named."""
        said = self.cleaned_data
        if not said.get("guardian_name"):
            return None
        return Guardian(said["guardian_name"], said["guardian_phone"], said["relation"], said["guardian_gives"])


class TeamForm(RecordForm):
    """A team."""

    begins_here = True

    class Meta:
        model = Team
        fields = ("organisation", "name", "tier", "setting", "parent", "leader", "since", "until", "note")


class TeamStrengthForm(RecordForm):
    """The strength a team reports."""

    begins_here = True

    class Meta:
        model = TeamStrength
        fields = ("organisation", "team", "level", "leader", "amount", "on")


class EngagementForm(RecordForm):
    """An adviser or project officer: the person's facts and the engagement on one page."""

    begins_here = True
    kind = forms.ChoiceField(label=_("聘任类别"))
    skills = ItemsChoice(label=_("专长"), required=False)
    carries = {"person": FACTS}
    sections = [
        (_("受聘人"), [*FACTS]),
        (_("聘任"), ["organisation", "kind", "skills", "starts_on", "ends_on", "terms"]),
    ]

    class Meta:
        model = Engagement
        fields = ("organisation", "kind", "skills", "starts_on", "ends_on", "terms")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        row, here = self.instance, actor.organisation
        self.fields["kind"].choices = [(word, word) for word in queries.engagement_kinds_at(here, row.kind)]
        self.fields["skills"].choices = [(word, word) for word in queries.skills_at(here, row.skills)]


class PostForm(RecordForm):
    """A recruiting post."""

    begins_here = True
    skills = ItemsChoice(label=_("需要的技能"), required=False)
    sections = [
        (_("招什么人"), ["name", "organisation", "activity", "team", "what", "skills", "age_from"]),
        (_("风险和保障"), ["risks", "is_dangerous", "insurance"]),
    ]

    class Meta:
        model = Post
        fields = (
            "name", "organisation", "activity", "team", "what", "skills", "age_from", "risks", "is_dangerous",
            "insurance",
        )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        here = actor.organisation
        asked = str(self.initial.get("activity") or "")
        if self.instance._state.adding and asked.isdecimal() and len(asked) < 19:
            led = self.fields["activity"].queryset.filter(pk=asked).values_list("organisation", flat=True).first()
            self.initial["organisation"] = led or self.initial["organisation"]  # whoever leads it recruits for it
        self.fields["skills"].choices = [(word, word) for word in queries.skills_at(here, self.instance.skills)]


class ShiftForm(RecordForm):
    """A shift of a post; in an activity it may take over the times of a session."""

    units = {"places": _("人")}

    class Meta:
        model = Shift
        fields = ("post", "session", "starts_at", "ends_at", "places", "place", "team")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        posts = self.fields["post"].queryset
        sessions = Session.objects.filter(activity__in=posts.order_by().values("activity"))
        asked = self.data.get("post") or self.initial.get("post")
        post = posts.filter(pk=asked).first() if str(asked or "").isdecimal() else None
        if post is not None:
            sessions = sessions.filter(activity=post.activity_id)
        self.fields["session"].queryset = sessions.select_related("activity").order_by("starts_at")
        self.fields["session"].label_from_instance = lambda one: f"{one.activity} {one}"
        for name in ("starts_at", "ends_at"):
            self.fields[name].required = False
            self.fields[name].help_text = _("选了场次的可以不填，和场次相同。")

    def clean(self) -> dict[str, Any]:
        """Take the times of the session where none are typed."""
        values = super().clean()
        for name in ("starts_at", "ends_at"):
            if values.get(name) is None and name not in self.errors:
                if values.get("session") is None:
                    self.add_error(name, _("请填写。"))
                else:
                    values[name] = getattr(values["session"], name)
        return values


class FittingForm(VerbForm):
    """Whom to look for to fill a shift."""

    q = forms.CharField(label=_("姓名、编号或队伍"), max_length=30, required=False)
    skill = forms.ChoiceField(label=_("服务技能"), required=False)
    area = forms.ModelChoiceField(Division.objects.none(), label=_("服务区域"), required=False)
    all_times = forms.BooleanField(label=_("也列出那时没空的"), required=False)

    def __init__(self, *args: Any, skills: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].choices = [("", _("不限")), *((word, word) for word in skills)]
        self.fields["area"].queryset = areas
        self.fields["area"].empty_label = _("不限")


class EndForm(VerbForm):
    """When something ends, and why."""

    on = forms.DateField(label=_("日期"), help_text=_("这一天仍算在内。"))
    note = forms.CharField(label=_("原因"), max_length=120, widget=forms.Textarea({"rows": "3"}))


class WhyForm(VerbForm):
    """Why something is called off."""

    note = forms.CharField(label=_("原因"), max_length=200, widget=forms.Textarea({"rows": "3"}))


class TransferForm(VerbForm):
    """Where a volunteer moves to."""

    team = forms.ModelChoiceField(Team.objects.none(), label=_("转入队伍"))
    on = forms.DateField(label=_("转队日期"), help_text=_("从这一天起算在新队伍；以前的数字和记录不变。"))
    note = forms.CharField(label=_("说明"), max_length=200, required=False, widget=forms.Textarea({"rows": "3"}))

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams
        self.fields["team"].label_from_instance = lambda team: f"{team}（{team.organisation}）"


class SuspendForm(VerbForm):
    """From when until when somebody does not serve, and why."""

    on = forms.DateField(label=_("从哪天起"))
    until = forms.DateField(label=_("到哪天为止"), required=False, help_text=_("不填为另行通知为止。"))
    note = forms.CharField(label=_("原因"), max_length=120, widget=forms.Textarea({"rows": "3"}))


class LetBackForm(VerbForm):
    """From when somebody serves again."""

    on = forms.DateField(label=_("从哪天起恢复"))
    note = forms.CharField(label=_("说明"), max_length=120, required=False)
