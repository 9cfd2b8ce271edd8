from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetricsConfig(AppConfig):
    name = "kexie.office.metrics"
    verbose_name = "指标"

    def ready(self) -> None:
        from kexie.core import verbs

        from . import listeners, policies  # noqa: F401  (hears the ledger, registers the guards)

        verbs.name(define_metric=_("设置指标"))
