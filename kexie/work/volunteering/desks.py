"""Record-keeping screens."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kexie.core import clock
from kexie.core.desk import Column, Desk, Filter, Related
from kexie.network.people.queries import FACTS

from . import queries, services
from .flows import APPLICATION, ASSIGNMENT, POST, TRANSFER
from .forms import EngagementForm, PostForm, ShiftForm, TeamForm, TeamStrengthForm, VolunteerForm
from .models import Application, Assignment, Engagement, Post, Shift, Stay, Team, TeamStrength, Transfer, Volunteer


class AssignmentDesk(Desk):
    """Who serves in which shift."""

    model = Assignment
    title = _("排班名单")
    columns = [
        Column("volunteer__person__name", _("姓名")), Column("shift__post", _("岗位")),
        Column("shift__starts_at", _("开始")), Column("shift__ends_at", _("结束")), "state", "came_by",
        Column("asked_at", hidden=True), Column("volunteer__number", hidden=True),
        Column("volunteer__person__phone", _("手机"), hidden=True), Column("shift__place", _("地点"), hidden=True),
        Column("note", hidden=True),
    ]  # fmt: skip
    search = ["volunteer__person__name", "shift__post__name"]
    filters = ["state", "shift", Filter("shift__post", _("岗位")), "volunteer", "came_by"]
    order = ["-asked_at", "-pk"]
    facts = [
        Column("volunteer__person__name", _("姓名")), Column("volunteer__number"),
        Column("volunteer__person__phone", _("手机")), Column("shift__post", _("岗位")),
        Column("shift__starts_at", _("开始")), Column("shift__ends_at", _("结束")), Column("shift__place", _("地点")),
        "state", "came_by", "asked_at", "note",
    ]  # fmt: skip
    flow = ASSIGNMENT
    walks = {
        "take_on": lambda row, actor, note: services.take_on(assignment=row, actor=actor, at=clock.now(), note=note),
        "pass_over": lambda row, actor, note: services.pass_over(
            assignment=row, actor=actor, at=clock.now(), note=note
        ),
        "step_back": lambda row, actor, note: services.step_back(
            assignment=row, actor=actor, at=clock.now(), note=note
        ),
        "mark_absent": lambda row, actor, note: services.mark_absent(
            assignment=row, actor=actor, at=clock.now(), note=note
        ),
        "mark_present": lambda row, actor, note: services.mark_present(assignment=row, actor=actor, note=note),
    }
    empty = _("谁在哪个岗位、哪个班次服务，报名、排上、退出和未到都记在这里。")
    first_steps = [(_("导入排班表"), "imports:start")]

    def rows(self):
        """Bring along who and when."""
        return super().rows().select_related("volunteer__person", "shift__post__organisation")


class ShiftDesk(Desk):
    """Shifts of recruiting posts."""

    model = Shift
    form = ShiftForm
    title = _("班次")
    new = _("登记班次")
    columns = [
        "post", "starts_at", "ends_at", "place", "places", "taken", Column("post__organisation", _("招募单位")),
        Column("session", hidden=True), Column("team", hidden=True), Column("cancelled_at", hidden=True),
    ]  # fmt: skip
    search = ["post__name", "place"]
    filters = ["post", Filter("post__organisation", _("招募单位")), "starts_at", "team", "cancelled_at"]
    order = ["-starts_at", "-pk"]
    facts = [
        "post", Column("post__activity", _("所属活动")), "starts_at", "ends_at", "place", "places", "taken",
        Column("over", _("超出名额"), value=lambda shift: shift.over or None, kind="number"), "session", "team",
        "cancelled_at",
    ]  # fmt: skip
    related = [
        Related(_("排班名单"), desk=AssignmentDesk, by="shift", empty=_("还没有人。用上面的“排班”找合适的志愿者。"))
    ]
    empty = _("岗位要在什么时间、什么地点、用几个人，一班一条。")
    first_steps = [(_("导入班次表"), "imports:start")]

    def rows(self):
        """Bring the post along."""
        return super().rows().select_related("post__organisation")

    def save(self, form: ShiftForm, *, did: str) -> Shift:
        """Keep the shift, and let in who waits where there is room now."""
        return services.keep_shift(shift=form.save(commit=False), actor=self.actor, at=clock.now(), did=did)


class PostDesk(Desk):
    """What volunteers are wanted for."""

    model = Post
    form = PostForm
    title = _("志愿者岗位")
    new = _("登记岗位")
    columns = ["name", "activity", "organisation", "skills", "state", Column("team", hidden=True)]
    search = ["name", "skills", "activity__name"]
    filters = ["state", "activity", "skills", "organisation", "is_dangerous"]
    order = ["-pk"]
    facts = [
        "name", "organisation", "activity", "team", "what", "skills", "age_from", "risks", "is_dangerous", "insurance",
    ]  # fmt: skip
    flow = POST
    related = [Related(_("班次"), desk=ShiftDesk, by="post", empty=_("还没有班次。"))]
    empty = _("活动里或常设的志愿者岗位：做什么、要什么技能、有什么风险，招募中的可以报名。活动的岗位从活动页上登记。")
    first_steps = [(_("看活动"), "activities:activity_list")]

    def rows(self):
        """Bring along where it is."""
        return super().rows().select_related("organisation", "activity")


class VolunteerDesk(Desk):
    """Volunteers by name."""

    model = Volunteer
    form = VolunteerForm
    title = _("志愿者")
    new = _("登记志愿者")
    columns = [
        Column("person__name", _("姓名")),
        "team",
        "skills",
        "organisation",
        "level",
        "registered_on",
        Column("person__speciality", _("专业特长"), hidden=True),
        Column("times", hidden=True),
        Column("area", hidden=True),
        Column("number", hidden=True),
        Column("left_on", hidden=True),
        Column("person__phone", _("手机"), hidden=True),
    ]
    search = ["person__name", "number", "skills", "team__name", "person__speciality"]
    filters = [
        "skills", "times", "area", "organisation", "team", "level", "registered_on__year", "registered_on", "left_on",
    ]  # fmt: skip
    order = ["-registered_on", "-pk"]
    facts = [
        *(f"person__{name}" for name in FACTS), "person__born_on",
        "number", "skills", "times", "area", "organisation", "level", "team", "registered_on", "left_on",
        "left_because",
    ]  # fmt: skip
    related = [
        Related(
            _("同意和登记信息"), rows=lambda row, actor: queries.agreed_and_missing(row, clock.today()),
            template="volunteering/agreed.html",
        ),
        Related(
            _("待办的转队"), columns=("team", "on", "state", "note"), template="volunteering/transfers.html",
            rows=lambda row, actor: [
                *Transfer.objects.visible_to(actor).filter(volunteer=row, state=Transfer.State.ASKED)
                .select_related("team__organisation")
            ],
        ),
        Related(
            "", template="volunteering/suspended.html",
            rows=lambda row, actor: queries.suspended(row, clock.today()),
        ),
        Related(_("排班"), desk=AssignmentDesk, by="volunteer", empty=_("还没有排过班。")),
        Related(
            _("以前的队伍"), columns=("team", "organisation", "since", "until"), empty=_("没有换过队伍。"),
            rows=lambda row, actor: Stay.objects.visible_to(actor).filter(volunteer=row).order_by("-since"),
        ),
    ]  # fmt: skip
    empty = _("注册的科普志愿者都记在这里，注册的那天起计入志愿者数。")
    first_steps = [(_("导入志愿者名册"), "imports:start")]

    def rows(self):
        """Bring the person along."""
        return super().rows().select_related("person", "organisation", "team")

    def save(self, form: VolunteerForm, *, did: str) -> Volunteer:
        """Register the person with the registration, and count them."""
        facts = form.carried("person")
        return services.enlist(
            volunteer=form.save(commit=False),
            facts=facts,
            actor=self.actor,
            did=did,
            at=clock.now(),
            guardian=form.guardian(),
            agrees=form.cleaned_data["agrees"],
        )


class ApplicationDesk(Desk):
    """Who asks to be registered, from the public's pages."""

    model = Application
    title = _("注册申请")
    lead = _("公众在网上申请注册志愿者，手机或邮箱已用验证码核对过。核对身份后接收；不接收的，填报的个人信息随即删除。")
    columns = [
        "name", "organisation", "skills", "asked_at", "state", Column("shift", hidden=True),
        Column("phone", hidden=True), Column("volunteer__number", _("志愿者编号"), hidden=True),
    ]  # fmt: skip
    search = ["name", "skills"]
    filters = ["state", "organisation", "asked_at"]
    order = ["-asked_at", "-pk"]
    facts = [
        "name", "sex", "id_number", "phone", "email", "organisation", "skills", "times", "shift", "guardian_name",
        "guardian_phone", "relation", "guardian_gives", "is_accompanied", "asked_at", "state", "volunteer",
    ]  # fmt: skip
    flow = APPLICATION
    walks = {
        "take_in": lambda row, actor, note: services.take_in(application=row, actor=actor, at=clock.now(), note=note),
        "turn_away": lambda row, actor, note: services.turn_away(
            application=row, actor=actor, at=clock.now(), note=note
        ),
        "withdraw_application": lambda row, actor, note: services.withdraw_application(application=row, actor=actor),
    }
    empty = _("公众在“做志愿者”页面申请注册，等核对的和办完的都在这里。")
    first_steps = [(_("志愿者"), "volunteering:volunteer_list")]

    def rows(self):
        """Bring along where and for what."""
        return super().rows().select_related("organisation", "shift__post", "volunteer__person")


class StayDesk(Desk):
    """Where volunteers were before; opened from a volunteer or a figure."""

    model = Stay
    title = _("队籍沿革")
    columns = [Column("volunteer__person__name", _("姓名")), "team", "organisation", "since", "until"]
    search = ["team__name"]
    filters = ["organisation", "team", "until__year"]
    order = ["-until", "-pk"]
    empty = _("志愿者转队以后，在原来队伍的起止日期记在这里。")

    def rows(self):
        """Bring along whom it is about."""
        return super().rows().select_related("volunteer__person", "team", "organisation")


class TransferDesk(Desk):
    """Moves between teams that were asked for."""

    model = Transfer
    title = _("转队")
    columns = [
        Column("volunteer__person__name", _("姓名")), "organisation", "team",
        Column("team__organisation", _("转入单位")), "on", "state",
    ]  # fmt: skip
    facts = [*columns, "note"]
    filters = ["state", "on__year"]
    flow = TRANSFER
    walks = {
        "receive": lambda row, actor, note: services.answer_transfer(
            transfer=row, move="receive", actor=actor, note=note
        ),
        "turn_down": lambda row, actor, note: services.answer_transfer(
            transfer=row, move="turn_down", actor=actor, note=note
        ),
        "take_back": lambda row, actor, note: services.take_back_transfer(transfer=row, actor=actor, note=note),
    }
    empty = _("志愿者要转到别的队伍时，从他的页面办“转队”；等接收的和办完的都在这里。")

    def rows(self):
        """Bring along whom it is about."""
        return super().rows().select_related("volunteer__person", "organisation", "team__organisation")


class TeamDesk(Desk):
    """Teams."""

    model = Team
    form = TeamForm
    title = _("志愿服务队")
    new = _("登记队伍")
    columns = [
        "name", "organisation", "tier", "setting", "parent", Column("leader", hidden=True), "since",
        Column("until", hidden=True),
    ]  # fmt: skip
    search = ["name", "organisation__name"]
    filters = ["organisation", "tier", "setting", "since__year", "until"]
    order = ["name", "pk"]
    facts = ["name", "organisation", "tier", "setting", "parent", "leader", "since", "until", "note"]
    related = [
        Related(_("志愿者"), desk=VolunteerDesk, by="team", empty=_("还没有志愿者登记在这支队伍。")),
        Related(
            _("下属队伍"), columns=("name", "organisation", "tier", "since"), empty=_("没有下属队伍。"),
            rows=lambda row, actor: Team.objects.visible_to(actor).filter(parent=row),
        ),
        Related(
            _("上报的人数"), columns=("on", "amount", "leader", "evidence"), empty=_("没有上报过人数。"),
            rows=lambda row, actor: TeamStrength.objects.visible_to(actor).filter(
                organisation=row.organisation_id, team=row.name
            ),
        ),
    ]  # fmt: skip
    empty = _(
        "总队、支队、大队、分队和各服务队都记在这里，成立那天起计入队伍数。导入名册时，没登记过的队伍会一并登记。"
    )
    first_steps = [(_("导入志愿者名册"), "imports:start")]

    def save(self, form: TeamForm, *, did: str) -> Team:
        """Keep the team and count it."""
        return services.keep_team(team=form.save(commit=False), actor=self.actor, did=did)


class TeamStrengthDesk(Desk):
    """Strengths as teams report them, without names."""

    model = TeamStrength
    form = TeamStrengthForm
    title = _("队伍人数")
    new = _("登记队伍人数")
    columns = ["organisation", "team", "leader", "amount", "on", "level", "evidence"]
    search = ["team", "organisation__name"]
    filters = ["organisation", "level", "on__year"]
    order = ["-on", "-pk"]
    empty = _("镇级服务团等没有列名的队伍，报来的人数记在这里。")
    first_steps = [(_("导入队伍人数表"), "imports:start")]

    def save(self, form: TeamStrengthForm, *, did: str) -> TeamStrength:
        """Keep the number and post what it changes."""
        return services.report_strength(strength=form.save(commit=False), actor=self.actor, did=did)


class EngagementDesk(Desk):
    """Advisers and project officers."""

    model = Engagement
    form = EngagementForm
    title = _("聘任")
    lead = _("顾问、项目官员等柔性聘用的人：聘期、约定和到期都看得见。")
    new = _("登记聘任")
    columns = [
        Column("person__name", _("姓名")), "kind", "organisation", "skills", "starts_on", "ends_on",
        Column("ended_on", hidden=True), Column("person__unit", _("工作单位"), hidden=True),
    ]  # fmt: skip
    search = ["person__name", "skills"]
    filters = ["kind", "skills", "organisation", "ends_on", "ended_on"]
    order = ["-ends_on", "-pk"]
    facts = [
        *(f"person__{name}" for name in FACTS), "organisation", "kind", "skills", "starts_on", "ends_on", "terms",
        "ended_on", "ended_because",
    ]  # fmt: skip
    empty = _("聘了哪些顾问、项目官员，从哪天到哪天、约定了什么，记在这里；在聘期间计入在聘人数。")

    def rows(self):
        """Bring the person along."""
        return super().rows().select_related("person", "organisation")

    def save(self, form: EngagementForm, *, did: str) -> Engagement:
        """Register the person with the engagement, and count them."""
        facts = form.carried("person")
        return services.engage(engagement=form.save(commit=False), facts=facts, actor=self.actor, did=did)

    def running_out(self) -> str:
        """Return the address of the engagements that end within the next 60 days."""
        today = clock.today()
        return f"{reverse('volunteering:engagement_list')}?ends_on_from={today}&ends_on_to={today + queries.SOON}"
