"""Shape of what is typed about volunteers and teams."""

from django.utils.translation import gettext_lazy as _

from kexie.core.forms import RecordForm
from kexie.network.people.queries import FACTS

from .models import TeamStrength, Volunteer


class VolunteerForm(RecordForm):
    """A volunteer: the person's facts and the registration on one page."""

    carries = {"person": FACTS}
    sections = [(_("志愿者"), [*FACTS]), (_("注册"), ["organisation", "level", "team", "registered_on", "left_on"])]

    class Meta:
        model = Volunteer
        fields = ("organisation", "level", "team", "registered_on", "left_on")


class TeamStrengthForm(RecordForm):
    """The strength a team reports."""

    class Meta:
        model = TeamStrength
        fields = ("organisation", "team", "level", "leader", "amount", "on")
