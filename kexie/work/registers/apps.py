from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    name = "kexie.work.registers"
    verbose_name = "自定义台账"

    def ready(self) -> None:
        from kexie.core import verbs

        from . import measures, policies, sheets  # noqa: F401  (each registers what it declares)

        verbs.name(define=_("设置台账"))
