from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "kexie.insight.reports"
    verbose_name = "总结与报表"

    def ready(self) -> None:
        from . import policies  # noqa: F401  (registers the guards)
