"""What governance posts to the ledger: how many bodies there are, come and go."""

from django.utils.translation import gettext_lazy as _

from kexie.office.ledger import measures
from kexie.office.ledger.measures import Measure

BODIES = Measure("governance.bodies", _("组织数"), "个", is_stock=True)
FOUNDED = Measure("governance.founded", _("新成立组织"), "个")
DISSOLVED = Measure("governance.dissolved", _("注销组织"), "个")

measures.declare(BODIES, FOUNDED, DISSOLVED)
