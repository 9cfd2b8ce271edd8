"""What contacts post to the ledger."""

from django.utils.translation import gettext_lazy as _

from kexie.office.ledger import measures
from kexie.office.ledger.measures import Measure

TIES = Measure("contacts.ties", _("挂钩联系"), "条", is_stock=True)
COVERED = Measure("contacts.covered", _("有人联系的组织"), "个", is_stock=True)
OVERDUE = Measure("contacts.overdue", _("未按约定联系"), "条", is_stock=True)
VISITS = Measure("contacts.visits", _("走访联系"), "次")
HELPED = Measure("contacts.helped", _("走访慰问"), "次")
HELP_MONEY = Measure("contacts.help_money", _("慰问金额"), "元", scale=2)

measures.declare(TIES, COVERED, OVERDUE, VISITS, HELPED, HELP_MONEY)
