"""What standards posts to the ledger: demonstration sites, their grants, and bodies accepted."""

from django.utils.translation import gettext_lazy as _

from kexie.office.ledger import measures
from kexie.office.ledger.measures import Measure

SITES = Measure("standards.sites", _("示范点"), "个", is_stock=True)
GRANTS = Measure("standards.grants", _("示范点补助（当期）"), "元", scale=2)
GRANTED = Measure("standards.granted", _("示范点补助（累计）"), "元", scale=2, is_stock=True)
ACCEPTED = Measure("standards.accepted", _("验收达标"), "个")

measures.declare(SITES, GRANTS, GRANTED, ACCEPTED)
