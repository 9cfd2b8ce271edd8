from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "kexie.work.governance"
    verbose_name = "组织建设"

    def ready(self) -> None:
        from . import policies  # noqa: F401  (registers the guards)
