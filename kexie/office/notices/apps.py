from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kexie.core import verbs


class NoticesConfig(AppConfig):
    name = "kexie.office.notices"
    verbose_name = "通知"

    def ready(self) -> None:
        from . import policies  # noqa: F401  (registers the guards)

        verbs.name(queue_message=_("待发消息"))
