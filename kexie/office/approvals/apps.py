from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "kexie.office.approvals"
    verbose_name = "审批"

    def ready(self) -> None:
        from kexie.core import verbs

        from . import policies  # noqa: F401  (registers the guards)

        verbs.name(ask=_("提交审批"), agree=_("同意"), send_back=_("退回"), take_back=_("撤回"))
