"""What founding posts to the ledger: technology enterprises on the list, those with a body, visits to them."""

from django.utils.translation import gettext_lazy as _

from kexie.office.ledger import measures
from kexie.office.ledger.measures import Measure

ENTERPRISES = Measure("founding.enterprises", _("科技型企业"), "家", is_stock=True)
COVERED = Measure("founding.covered", _("已建科协的科技型企业"), "家", is_stock=True)
VISITS = Measure("founding.visits", _("企业走访"), "次")

measures.declare(ENTERPRISES, COVERED, VISITS)
