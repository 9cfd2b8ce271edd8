"""What people who are helped are asked to agree to."""

from django.utils.translation import gettext_lazy as _

from kexie.network.people import queries as people
from kexie.network.people.queries import Purpose

CONSENT = Purpose(
    "help", _("记录帮扶原因"), "1",
    _(
        "单独同意记录帮扶的原因（病、困难），只用来安排帮扶和慰问；加密保存，只有登记人和帮扶专员看得到，"
        "不进名单、不导出、不上报；可以随时撤回。"
    ),
)  # fmt: skip
people.declare_purpose(CONSENT)
