"""What volunteering posts to the ledger."""

from django.utils.translation import gettext_lazy as _

from kexie.office.ledger import measures
from kexie.office.ledger.measures import Measure

VOLUNTEERS = Measure("volunteering.volunteers", _("注册志愿者"), "人", is_stock=True)
TEAM_STRENGTH = Measure("volunteering.team_strength", _("队伍人数"), "人", is_stock=True, is_level=True)

measures.declare(VOLUNTEERS, TEAM_STRENGTH)
