from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "kexie.work.activities"
    verbose_name = "活动"

    def ready(self) -> None:
        from . import policies  # noqa: F401  (registers the guards)
