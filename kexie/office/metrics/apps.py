from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "kexie.office.metrics"
    verbose_name = "指标"

    def ready(self) -> None:
        from . import listeners, policies  # noqa: F401  (hears the ledger, registers the guards)
