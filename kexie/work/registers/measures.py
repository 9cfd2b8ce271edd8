"""What registers post to the ledger: the kind of an entry is `register.rule`, its form the row's category."""

from django.utils.translation import gettext_lazy as _

from kexie.office.ledger import measures
from kexie.office.ledger.measures import Measure

COUNT = Measure("registers.count", _("台账条数"), "条")
AMOUNT = Measure("registers.amount", _("台账数量"), "")

measures.declare(COUNT, AMOUNT)
