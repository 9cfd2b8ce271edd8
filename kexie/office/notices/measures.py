"""What notices post to the ledger."""

from django.utils.translation import gettext_lazy as _

from kexie.office.ledger import measures
from kexie.office.ledger.measures import Measure

REACH = Measure("notices.reach", _("通知转达到的人次"), "人次")

measures.declare(REACH)
