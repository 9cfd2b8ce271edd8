from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "kexie.office.metrics"
    verbose_name = "指标"

    def ready(self) -> None:
        from . import policies  # noqa: F401  (registers the guards)
