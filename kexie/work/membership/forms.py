"""Shape of what is typed about members."""

from django.utils.translation import gettext_lazy as _

from kexie.core.forms import RecordForm
from kexie.network.people.queries import FACTS

from .models import Headcount, Membership


class MembershipForm(RecordForm):
    """A member: the person's facts and the membership on one page."""

    carries = {"person": FACTS}
    sections = [(_("会员"), [*FACTS]), (_("会籍"), ["organisation", "number", "joined_on", "left_on"])]

    class Meta:
        model = Membership
        fields = ("organisation", "number", "joined_on", "left_on")


class HeadcountForm(RecordForm):
    """A reported number of members."""

    class Meta:
        model = Headcount
        fields = ("organisation", "kind", "amount", "on")
