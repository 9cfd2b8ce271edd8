from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkdaysConfig(AppConfig):
    name = "kexie.office.workdays"
    verbose_name = "节假日"

    def ready(self) -> None:
        from kexie.core import verbs

        from . import policies, sheets  # noqa: F401  (each registers what it declares)

        verbs.name(enter_notice=_("录入通知"))
