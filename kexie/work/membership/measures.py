"""What membership posts to the ledger."""

from django.utils.translation import gettext_lazy as _

from kexie.office.ledger import measures
from kexie.office.ledger.measures import Measure

MEMBERS = Measure("membership.members", _("个人会员"), "人", is_stock=True)
GROUP_MEMBERS = Measure("membership.group_members", _("团体会员"), "个", is_stock=True, is_level=True)
REPORTED_MEMBERS = Measure("membership.reported_members", _("会员（未列名）"), "人", is_stock=True, is_level=True)

measures.declare(MEMBERS, GROUP_MEMBERS, REPORTED_MEMBERS)
