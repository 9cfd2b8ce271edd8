from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembershipConfig(AppConfig):
    name = "kexie.work.membership"
    verbose_name = "会员"

    def ready(self) -> None:
        from kexie.core import verbs

        from . import listeners, measures, policies, sheets  # noqa: F401  (each registers what it declares)

        verbs.name(
            join=_("入会"),
            leave=_("退会"),
            report_headcount=_("登记会员数"),
            retract_headcount=_("撤回会员数"),
        )
