"""Record-keeping screens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kexie.core.desk import Column, Desk
from kexie.network.people.queries import FACTS

from . import services
from .forms import TeamStrengthForm, VolunteerForm
from .models import TeamStrength, Volunteer


class VolunteerDesk(Desk):
    """Volunteers by name."""

    model = Volunteer
    form = VolunteerForm
    title = _("志愿者")
    new = _("登记志愿者")
    columns = [
        Column("person__name", _("姓名")),
        "team",
        Column("person__speciality", _("专业特长")),
        "organisation",
        "level",
        "registered_on",
        Column("left_on", hidden=True),
        Column("person__phone", _("手机"), hidden=True),
    ]
    search = ["person__name", "team", "person__speciality"]
    filters = ["organisation", "team", "level", "registered_on__year", "registered_on"]
    order = ["-registered_on", "-pk"]
    facts = [
        *(f"person__{name}" for name in FACTS),
        "organisation",
        "level",
        "team",
        "registered_on",
        "left_on",
    ]
    empty = _("注册的科普志愿者都记在这里，注册的那天起计入志愿者数。")
    first_steps = [(_("导入志愿者名册"), "imports:start")]

    def rows(self):
        """Bring the person along."""
        return super().rows().select_related("person", "organisation")

    def save(self, form: VolunteerForm, *, did: str) -> Volunteer:
        """Register the person with the registration, and count them."""
        facts = form.carried("person")
        return services.enlist(volunteer=form.save(commit=False), facts=facts, actor=self.actor, did=did)


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
