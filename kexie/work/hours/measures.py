"""What hours of service post to the ledger."""

from django.utils.translation import gettext_lazy as _

from kexie.office.ledger import measures
from kexie.office.ledger.measures import Measure

MINUTES = Measure("hours.minutes", _("志愿服务时长"), "小时", per=60)
WEIGHTED = Measure("hours.weighted_minutes", _("志愿服务加权时长"), "小时", per=60)

measures.declare(MINUTES, WEIGHTED)
