"""What votes post to the ledger: how many assemblies were held."""

from django.utils.translation import gettext_lazy as _

from kexie.office.ledger import measures
from kexie.office.ledger.measures import Measure

HELD = Measure("votes.held", _("选举和表决会议"), "次")

measures.declare(HELD)
