from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "kexie.work.governance"
    verbose_name = "组织建设"

    def ready(self) -> None:
        from . import listeners, measures, policies, sheets  # noqa: F401  (each registers what it declares)
